//! At zero references a blob is marked, and collected a week later if it still has none.

use std::time::Duration;

use statetopic::Timestamp;
use statetopic::prelude::*;

use crate::{Blob, BlobKey, BlobReferences, BlobReferencesKey};

/// The time that a blob without references is kept, in case it is attached again.
pub const GRACE: Duration = Duration::from_hours(7 * 24);

/// A blob without references.
#[read_model(table = "garbage-blobs")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GarbageBlob {
    /// The blob's hash.
    #[partition_key]
    pub blob: String,
    /// When it may be deleted. DynamoDB removes the row some time after, and that triggers the collector.
    #[ttl]
    pub collect_at: EpochSeconds,
}

/// Marks a blob when its references reach zero, and removes the mark when it gets one again.
#[subscriber(on(
    Modified { old, new } if old.references > 0 && new.references == 0,
    Modified { old, new } if old.references == 0 && new.references > 0,
))]
pub fn mark_garbage(record: Record<BlobReferences>) -> Writes<Only<GarbageBlob, (access::Put, access::Delete)>> {
    let blob = record.key().blob.clone();
    match record.change().new() {
        Some(now) if now.references == 0 => {
            let since = record.time().map_or_else(EpochSeconds::now, Timestamp::epoch_seconds);
            Writes::new().put(&GarbageBlob { blob, collect_at: since + GRACE })
        }
        _ => Writes::new().delete(&GarbageBlobKey { blob }),
    }
}

/// Deletes a blob whose mark has expired. The removal of a mark by `mark_garbage` has another cause.
///
/// # Errors
/// If the counter cannot be read.
#[subscriber(on(Removed { cause: Expired }))]
pub async fn collect_garbage(
    change: StateChange<GarbageBlob>,
    counter: &Table<BlobReferences, access::Get>,
) -> Result<Writes<Only<Blob, access::Delete>>> {
    let hash = change.key().blob.clone();
    // A reference of the last moment may not have removed the mark yet.
    let now = counter.get(&BlobReferencesKey { blob: hash.clone() }).consistent().await?;
    if now.is_some_and(|now| now.references > 0) {
        return Ok(Writes::new());
    }
    Ok(Writes::new().delete(&BlobKey { hash }))
}

#[cfg(test)]
mod tests {
    use statetopic::view::NotCaptured;
    use statetopic::{ReadModel as _, Subscriber as _};

    use super::*;

    fn counted(old: u32, new: u32) -> Record<BlobReferences> {
        let row = |references| BlobReferences { blob: "a".to_owned(), references };
        let change = StateChange::Modified { key: row(old).key(), old: row(old).into(), new: row(new).into() };
        Record::new(change).with_time(Timestamp::from_epoch_millis(1_000_000_000))
    }

    #[test]
    fn only_reaching_and_leaving_zero_counts() {
        let taken = |old, new| MarkGarbageSubscriber::takes(counted(old, new).change());
        assert!(taken(1, 0) && taken(0, 1) && taken(3, 0));
        assert!(!taken(2, 1) && !taken(1, 2));
    }

    #[test]
    fn a_blob_is_marked_at_zero_for_a_week_after() {
        let garbage = GarbageBlob { blob: "a".to_owned(), collect_at: EpochSeconds(1_000_000 + 604_800) };
        assert_eq!(mark_garbage(counted(1, 0)), Writes::new().put(&garbage));
        assert_eq!(mark_garbage(counted(0, 1)), Writes::new().delete(&garbage.key()));
    }

    #[test]
    fn a_mark_that_was_taken_off_is_no_cue() {
        let removed = |cause| {
            let key = GarbageBlobKey { blob: "a".to_owned() };
            CollectGarbageSubscriber::takes(&StateChange::Removed { key, old: NotCaptured::new(), cause })
        };
        assert!(removed(Removal::Expired));
        assert!(!removed(Removal::Deleted));
    }
}
