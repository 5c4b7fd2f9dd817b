//! The members of organizations, derived from the memberships.

use statetopic::prelude::*;

use crate::{Membership, MembershipKey, UserId};

/// A member of an organization.
#[read_model(table = "organizations")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The organization.
    #[partition_key]
    pub organization: String,
    /// The user.
    #[sort_key]
    pub user: UserId,
    /// The user's role there.
    pub role: String,
}

/// Keeps the members of organizations: makes the row of a member what the membership is now.
///
/// A message may come late: after five attempts it moves to the dead-letter queue, and whoever sends it again sends it after
/// newer ones. So it is read as "look again", and not as what to write. The queue delivers the changes of a user one after
/// another, so two looks at one membership are never at once; users do not wait for each other, and a failure of one of them does not block
/// the others.
///
/// # Errors
/// If the membership cannot be read, or the organizations' table written.
#[subscriber(
    on(Inserted, Modified, Removed),
    via = fifo,
    max_age = 43_200,
    max_retries = 1_000,
    on_failure = sqs("sync-members-failures"),
)]
pub async fn sync_members(
    change: StateChange<Membership>,
    memberships: &Table<Membership, access::Get>,
    members: &Table<Member, (access::Put, access::Delete)>,
) -> Result<()> {
    let now = memberships.get(change.key()).consistent().await?;
    let MembershipKey { user, organization } = change.key().clone();
    match now {
        Some(now) => members.put(&Member { organization, user, role: now.role }).await?,
        None => members.delete(&MemberKey { organization, user }).await?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use statetopic::Subscriber as _;
    use statetopic::subscriber::Transport;
    use statetopic::view::NotCaptured;

    use super::*;

    #[test]
    fn every_change_counts_and_a_removal_above_all() {
        let user = UserId::new("kari").unwrap();
        let key = MembershipKey { user, organization: "choir".to_owned() };
        let old = NotCaptured::new();
        for change in [
            StateChange::Inserted { key: key.clone(), new: NotCaptured::new() },
            StateChange::Modified { key: key.clone(), old: NotCaptured::new(), new: NotCaptured::new() },
            StateChange::Removed { key, old, cause: Removal::Deleted },
        ] {
            assert!(SyncMembersSubscriber::takes(&change), "{}", change.kind());
        }
    }

    #[test]
    fn the_changes_of_a_user_are_one_message_group() {
        use statetopic::KeyAttribute as _;
        assert_eq!(SyncMembersSubscriber::DEFINITION.mapping.via, Transport::Fifo);
        const { assert!(UserId::FITS_GROUP_ID) }
        for id in ["", "kari nordmann", "kåre", &"k".repeat(101)] {
            assert!(UserId::new(id).is_err(), "{id:?}");
        }
    }
}
