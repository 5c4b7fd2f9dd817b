//! The counter: the number of attachments that refer to a blob.

use statetopic::prelude::*;

use crate::Attachment;

/// The reference count of a blob.
#[read_model(table = "blob-references")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlobReferences {
    /// The blob's hash.
    #[partition_key]
    pub blob: String,
    /// The number of attachments.
    #[serde(default)]
    pub references: u32,
}

/// Subtracts a reference from the blob that an attachment had, and adds one to the blob that it has.
#[subscriber(on(Inserted, Modified { old, new } if old.blob != new.blob, Removed))]
pub fn count_references(change: StateChange<Attachment>) -> Writes<Only<BlobReferences, access::Update>> {
    let blob = |blob: &str| BlobReferencesKey { blob: blob.to_owned() }.update();
    let mut writes = Writes::new();
    if let Some(old) = change.old() {
        writes = writes.update(blob(&old.blob).add(|a| a.references, -1));
    }
    if let Some(new) = change.new() {
        writes = writes.update(blob(&new.blob).add(|a| a.references, 1));
    }
    writes
}

#[cfg(test)]
mod tests {
    use statetopic::{ReadModel as _, Subscriber as _};

    use super::*;

    fn attachment(blob: &str) -> Attachment {
        Attachment { message: "m-1".to_owned(), name: "cat.jpg".to_owned(), blob: blob.to_owned() }
    }

    fn replaced(old: &str, new: &str) -> StateChange<Attachment> {
        let (old, new) = (attachment(old), attachment(new));
        StateChange::Modified { key: old.key(), old: old.into(), new: new.into() }
    }

    fn addition(blob: &str, delta: i32) -> Update<BlobReferences> {
        BlobReferencesKey { blob: blob.to_owned() }.update().add(|a| a.references, delta)
    }

    #[test]
    fn a_file_that_is_replaced_refers_to_another_blob() {
        let expected = Writes::new().update(addition("a", -1)).update(addition("b", 1));
        assert_eq!(count_references(replaced("a", "b")), expected);
        assert!(!CountReferencesSubscriber::takes(&replaced("a", "a")));
    }

    #[test]
    fn a_file_refers_from_when_it_is_attached_until_it_is_removed() {
        let attached = StateChange::Inserted { key: attachment("a").key(), new: attachment("a").into() };
        assert_eq!(count_references(attached), Writes::new().update(addition("a", 1)));
        let (key, old) = (attachment("a").key(), attachment("a").into());
        let removed = StateChange::Removed { key, old, cause: Removal::Deleted };
        assert_eq!(count_references(removed), Writes::new().update(addition("a", -1)));
    }
}
