//! Who is where after each command, on the embedded engine. A hand-written filter for an event called `DELETE`, which does
//! not exist, would keep everybody who has left: here removals arrive.

use aws_sdk_dynamodb::types::AttributeValue;
use organization_membership::{
    Member, Membership, SyncMembersSubscriber, UserId, delete_membership, delete_organization, delete_user,
    put_membership,
};
use statetopic::ChangeKind;
use statetopic::manifest::describe;
use statetopic::prelude::*;
use statetopic::subscriber::Transport;
use statetopic_local::{Call, Delivery, FaultAction, FaultKind, FifoQueue, Local};

/// Two organizations and three users, every message delivered twice.
struct Clubs {
    local: Local,
    memberships: Table<Membership>,
    members: Table<Member>,
    queue: FifoQueue,
}

impl Clubs {
    async fn open() -> Result<Self> {
        let local = Local::start()?;
        let (memberships, members) = (local.table::<Membership>().await?, local.table::<Member>().await?);
        let syncing = local.subscribe::<SyncMembersSubscriber>().await?;
        syncing.set_delivery(Delivery::Twice).await;
        let queue = syncing.queue().await.ok_or("it is behind a queue")?;
        for (user, organization) in [("kari", "choir"), ("kari", "chess"), ("ola", "choir"), ("siri", "choir")] {
            put_membership(&memberships, &UserId::new(user)?, organization, "member").await?;
        }
        local.settle().await?;
        Ok(Self { local, memberships, members, queue })
    }

    /// Processes the changes: the members of an organization, with their roles.
    async fn members(&self, organization: &str) -> Result<Vec<(String, String)>> {
        self.local.settle().await?;
        let rows = self.members.query(organization).consistent().unlimited().rows().await?;
        Ok(rows.into_iter().map(|row| (row.user.to_string(), row.role)).collect())
    }

    async fn assert_members(&self, organization: &str, expected: &[&str]) -> Result<()> {
        let members = self.members(organization).await?;
        let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "{organization}");
        Ok(())
    }
}

#[tokio::test]
async fn what_fails_for_one_user_waits_in_a_queue_of_its_own_and_the_others_go_on() -> Result<()> {
    let clubs = Clubs::open().await?;
    // Somebody writes a row without a role: it cannot be read as a membership.
    let (user, organization) = (AttributeValue::S("ola".to_owned()), AttributeValue::S("chess".to_owned()));
    let put = clubs.local.client().put_item().table_name(clubs.memberships.name());
    put.item("user", user).item("organization", organization).send().await?;
    put_membership(&clubs.memberships, &UserId::new("siri")?, "chess", "member").await?;
    clubs.assert_members("chess", &["kari", "siri"]).await?;

    assert!(clubs.queue.is_empty());
    let dead_letters = clubs.queue.dead_letters();
    assert!(dead_letters.len() == 1 && dead_letters[0].contains("chess"), "{dead_letters:?}");

    // It is repaired by putting the row as it should be.
    put_membership(&clubs.memberships, &UserId::new("ola")?, "chess", "member").await?;
    clubs.assert_members("chess", &["kari", "ola", "siri"]).await
}

#[tokio::test]
async fn a_membership_that_is_put_is_known_with_its_role() -> Result<()> {
    let clubs = Clubs::open().await?;
    clubs.assert_members("choir", &["kari", "ola", "siri"]).await?;
    put_membership(&clubs.memberships, &UserId::new("ola")?, "choir", "conductor").await?;
    assert_eq!(clubs.members("choir").await?[1], ("ola".to_owned(), "conductor".to_owned()));
    Ok(())
}

#[tokio::test]
async fn a_membership_that_is_deleted_is_gone() -> Result<()> {
    let clubs = Clubs::open().await?;
    delete_membership(&clubs.memberships, &UserId::new("ola")?, "choir").await?;
    clubs.assert_members("choir", &["kari", "siri"]).await
}

#[tokio::test]
async fn a_user_who_is_deleted_leaves_all_organizations() -> Result<()> {
    let clubs = Clubs::open().await?;
    delete_user(&clubs.memberships, &UserId::new("kari")?).await?;
    clubs.assert_members("choir", &["ola", "siri"]).await?;
    clubs.assert_members("chess", &[]).await
}

#[tokio::test]
async fn an_organization_that_is_deleted_has_no_members_and_they_are_no_longer_in_it() -> Result<()> {
    let clubs = Clubs::open().await?;
    delete_organization(&clubs.memberships, &clubs.members, "choir").await?;
    clubs.assert_members("choir", &[]).await?;
    clubs.assert_members("chess", &["kari"]).await?;
    let of_kari = clubs.memberships.query(&UserId::new("kari")?).consistent().unlimited().rows().await?;
    assert_eq!(of_kari.iter().map(|row| row.organization.as_str()).collect::<Vec<_>>(), ["chess"]);
    Ok(())
}

#[tokio::test]
async fn the_last_of_several_changes_has_the_last_word() -> Result<()> {
    let clubs = Clubs::open().await?;
    let ola = UserId::new("ola")?;
    for round in 0..10 {
        put_membership(&clubs.memberships, &ola, "choir", &format!("role {round}")).await?;
        delete_membership(&clubs.memberships, &ola, "choir").await?;
        put_membership(&clubs.memberships, &ola, "chess", &format!("role {round}")).await?;
    }
    clubs.assert_members("choir", &["kari", "siri"]).await?;
    assert_eq!(clubs.members("chess").await?[1], ("ola".to_owned(), "role 9".to_owned()));
    Ok(())
}

/// The throttled table uses up the receives of the messages, which are then in the dead-letter queue; meanwhile the user leaves.
/// Somebody sends the dead letters again.
#[tokio::test]
async fn a_dead_letter_that_is_sent_again_brings_nobody_back() -> Result<()> {
    let clubs = Clubs::open().await?;
    let siri = UserId::new("siri")?;
    let throttled = |call: &Call<'_>| match call.touches("organizations") {
        true => FaultAction::FailBefore(FaultKind::Throttling),
        false => FaultAction::Pass,
    };
    clubs.local.engine().inject(throttled);
    put_membership(&clubs.memberships, &siri, "chess", "member").await?;
    clubs.local.settle().await?;
    clubs.local.engine().heal();
    assert_eq!(clubs.queue.dead_letters().len(), 1);

    delete_membership(&clubs.memberships, &siri, "chess").await?;
    clubs.assert_members("chess", &["kari"]).await?;
    assert_eq!(clubs.queue.redrive(), 1);
    clubs.assert_members("chess", &["kari"]).await
}

#[test]
fn the_pipe_lets_removals_through_by_the_name_that_they_have() {
    let manifest = describe::<SyncMembersSubscriber>();
    assert_eq!(manifest.mapping.via, Transport::Fifo);
    let events: Vec<_> = manifest.filter.arms.iter().map(|arm| arm.event).collect();
    assert_eq!(events, ChangeKind::ALL);
    assert_eq!(manifest.filter.patterns, [] as [&str; 0], "every record passes");
}

#[tokio::test]
async fn the_role_allows_what_is_done_and_nothing_else() -> Result<()> {
    let clubs = Clubs::open().await?;
    delete_user(&clubs.memberships, &UserId::new("kari")?).await?;
    clubs.assert_members("chess", &[]).await?;
    let role = clubs.local.role_of::<SyncMembersSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    Ok(())
}
