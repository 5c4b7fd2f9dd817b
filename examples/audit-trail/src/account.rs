//! The audited read model.

use statetopic::prelude::*;

/// A customer's account.
#[read_model(table = "accounts")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    #[partition_key]
    pub id: String,
    /// The owner.
    pub owner: String,
    /// The owner's address. The trail contains that it changed, never its value.
    #[sensitive]
    pub email: Sensitive<String>,
    /// The overdraft limit.
    pub credit_limit: Number,
    /// Whether it can be used.
    pub status: AccountStatus,
    /// The end of a trial account.
    #[ttl]
    pub ends_at: Option<EpochSeconds>,
    /// The last writer of the row. A stream does not contain who writes, so each writer signs.
    pub signed_by: String,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountStatus {
    /// Can be used.
    Open,
    /// Cannot be used for now.
    Frozen,
}

/// Deletes an account in somebody's name, if it is there. A deletion has no room for a signature, so the row is signed
/// first, as a whole: an update would make half a row where another has just deleted it.
///
/// # Errors
/// If the account cannot be read, signed or deleted.
pub async fn delete_account(accounts: &Table<Account>, key: &AccountKey, by: impl Into<String>) -> Result<()> {
    if let Some(account) = accounts.get(key).consistent().await? {
        accounts.put(&Account { signed_by: by.into(), ..account }).await?;
        accounts.delete(key).await?;
    }
    Ok(())
}
