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

/// Keeps the members of organizations. It is idempotent: a row is put as it is, or deleted.
///
/// The changes come through a queue that keeps those of a user in order, so the last one wins. Users do not wait for each
/// other, and a failure of one of them does not block the others.
///
/// # Errors
/// If the organizations' table cannot be written.
#[subscriber(
    on(Inserted, Modified, Removed),
    via = fifo,
    max_age = 43_200,
    max_retries = 1_000,
    on_failure = sqs("sync-members-failures"),
)]
pub async fn sync_members(
    change: StateChange<Membership>,
    members: &Table<Member, (access::Put, access::Delete)>,
) -> Result<()> {
    let MembershipKey { user, organization } = change.key().clone();
    match change.new() {
        Some(now) => members.put(&Member { organization, user, role: now.role.clone() }).await?,
        None => members.delete(&MemberKey { organization, user }).await?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use statetopic::subscriber::Transport;
    use statetopic::view::NotCaptured;
    use statetopic::{ReadModel as _, Subscriber as _};

    use super::*;

    #[test]
    fn every_change_counts_and_a_removal_above_all() {
        let user = UserId::new("kari").unwrap();
        let row = Membership { user, organization: "choir".to_owned(), role: "alto".to_owned() };
        let old = NotCaptured::new();
        for change in [
            StateChange::Inserted { key: row.key(), new: row.clone().into() },
            StateChange::Modified { key: row.key(), old: NotCaptured::new(), new: row.clone().into() },
            StateChange::Removed { key: row.key(), old, cause: Removal::Deleted },
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
