//! How many notes there are with each tag.

use statetopic::prelude::*;

use crate::Note;

/// The notes with a tag.
#[read_model(table = "tag-counts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagCount {
    /// The tag.
    #[partition_key]
    pub tag: String,
    /// Number of notes.
    #[serde(default)]
    pub notes: u32,
}

/// Counts notes by their tags. Every change counts once, however often it is delivered.
#[subscriber(on_error = park)]
pub fn count_tags(change: StateChange<Note>) -> Writes<TagCount> {
    let tag = |tag: &str| {
        TagCountKey {
            tag: tag.to_owned(),
        }
        .update()
    };
    let mut writes = Writes::new();
    if change.old().map(|old| &old.tag) == change.new().map(|new| &new.tag) {
        return writes;
    }
    if let Some(old) = change.old() {
        writes = writes.update(tag(&old.tag).add(|a| a.notes, -1));
    }
    if let Some(new) = change.new() {
        writes = writes.update(tag(&new.tag).add(|a| a.notes, 1));
    }
    writes
}
