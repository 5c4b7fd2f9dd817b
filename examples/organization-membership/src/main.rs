//! Users join and leave, a user and an organization are deleted, and the organizations know their members.

use organization_membership::{
    Member, Membership, SyncMembersSubscriber, UserId, delete_membership, delete_organization, delete_user,
    put_membership,
};
use statetopic::prelude::*;
use statetopic_local::Local;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start()?;
    let (memberships, members) = (local.table::<Membership>().await?, local.table::<Member>().await?);
    local.subscribe::<SyncMembersSubscriber>().await?;
    let (kari, ola, siri) = (UserId::new("kari")?, UserId::new("ola")?, UserId::new("siri")?);

    for (user, organization, role) in
        [(&kari, "choir", "alto"), (&ola, "choir", "bass"), (&siri, "choir", "alto"), (&kari, "chess", "player")]
    {
        put_membership(&memberships, user, organization, role).await?;
    }
    show(&local, &members, "Three users join").await?;

    put_membership(&memberships, &kari, "choir", "conductor").await?;
    delete_membership(&memberships, &siri, "choir").await?;
    show(&local, &members, "Kari conducts now, and Siri leaves").await?;

    delete_user(&memberships, &kari).await?;
    show(&local, &members, "Kari is deleted, and leaves all organizations").await?;

    delete_organization(&memberships, &members, "choir").await?;
    show(&local, &members, "The choir is deleted").await
}

/// Processes the changes, and prints who is where.
async fn show(local: &Local, members: &Table<Member>, what: &str) -> Result<()> {
    local.settle().await?;
    println!("\n{what}:");
    for organization in ["choir", "chess"] {
        let rows = members.query(organization).unlimited().rows().await?;
        let names: Vec<_> = rows.iter().map(|row| format!("{} ({})", row.user, row.role)).collect();
        println!("  {organization}: {}", if names.is_empty() { "nobody".to_owned() } else { names.join(", ") });
    }
    Ok(())
}
