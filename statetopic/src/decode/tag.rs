//! The tag of an adjacently tagged enum, before its content.
//!
//! serde reads the content as its variant's type where the tag is known, and through a buffer where the content comes first. The
//! members of an object have no order, and the buffer does not have every number and key: the tag is read first, wherever it
//! is.

use super::collection::Members;
use super::fault::Fault;

/// Where the tag is that was read before its turn.
#[derive(Clone, Copy)]
pub(super) struct TagAhead {
    /// The place of its name.
    tag: usize,
    /// The place of the first member's name.
    first: usize,
}

/// Whether a seed of this type may be that of a tag's name. It knows two names; that of a struct's fields or of a map's keys
/// knows nothing and has no size. Where this is wrong, the members of an object are read in another order, and no more.
pub(super) const fn may_be_of_tag<K>() -> bool {
    size_of::<K>() > 0
}

impl Members<'_, '_> {
    /// Before a member's name is read: goes to the tag, which serde declares first of two names; then back to what it was read
    /// before; and past it where its turn comes.
    #[inline(never)]
    pub(super) fn turn_to_tag(&mut self) -> Result<(), Fault> {
        if self.name_at == 0 {
            return self.go_to_tag();
        }
        let Some(ahead) = self.ahead else { return Ok(()) };
        if self.name_at == ahead.tag {
            self.cursor.rewind(ahead.first);
            self.more = true;
        }
        if self.more && self.cursor.offset() == ahead.tag {
            self.cursor.member_name()?;
            self.cursor.skip_value()?;
            self.more = self.cursor.next_member()?;
        }
        Ok(())
    }

    fn go_to_tag(&mut self) -> Result<(), Fault> {
        let &[tag, _] = self.declared else { return Ok(()) };
        let first = self.cursor.offset();
        let mut more = self.more;
        while more {
            let place = self.cursor.offset();
            if self.cursor.member_name()? == tag {
                self.cursor.rewind(place);
                self.ahead = (place != first).then_some(TagAhead { tag: place, first });
                return Ok(());
            }
            self.cursor.skip_value()?;
            more = self.cursor.next_member()?;
        }
        self.cursor.rewind(first);
        Ok(())
    }
}
