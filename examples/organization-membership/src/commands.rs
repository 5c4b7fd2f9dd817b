//! The commands of users. Each command writes single rows of one table, so that any number of them may run at once.

use statetopic::prelude::*;

use crate::{Member, Membership, MembershipKey, UserId};

/// A user joins an organization, or has another role there from now on.
///
/// # Errors
/// If it cannot be written.
pub async fn put_membership(
    memberships: &Table<Membership>,
    user: &UserId,
    organization: &str,
    role: &str,
) -> Result<()> {
    let (user, organization, role) = (user.clone(), organization.to_owned(), role.to_owned());
    memberships.put(&Membership { user, organization, role }).await?;
    Ok(())
}

/// A user leaves an organization.
///
/// # Errors
/// If it cannot be written.
pub async fn delete_membership(memberships: &Table<Membership>, user: &UserId, organization: &str) -> Result<()> {
    let (user, organization) = (user.clone(), organization.to_owned());
    memberships.delete(&MembershipKey { user, organization }).await?;
    Ok(())
}

/// A user is deleted, and leaves all organizations.
///
/// # Errors
/// If the memberships cannot be read or written.
pub async fn delete_user(memberships: &Table<Membership>, user: &UserId) -> Result<()> {
    for membership in memberships.query(user).consistent().unlimited().rows().await? {
        delete_membership(memberships, user, &membership.organization).await?;
    }
    Ok(())
}

/// An organization is deleted, and all its members leave it. Who they are is in the organizations' table, which is a moment
/// behind: whoever joins in that moment stays until the command is given again.
///
/// # Errors
/// If the members cannot be read or the memberships written.
pub async fn delete_organization(
    memberships: &Table<Membership>,
    members: &Table<Member>,
    organization: &str,
) -> Result<()> {
    for member in members.query(organization).consistent().unlimited().rows().await? {
        delete_membership(memberships, &member.user, organization).await?;
    }
    Ok(())
}
