//! What is audited.

use statetopic::prelude::*;

/// A customer's account.
#[read_model(table = "accounts")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    #[partition_key]
    pub id: String,
    /// Whose it is.
    pub owner: String,
    /// Where the owner is reached. The trail says that it changed, never what it is.
    #[sensitive]
    pub email: Sensitive<String>,
    /// How far it may be overdrawn.
    pub credit_limit: Number,
    /// Whether it can be used.
    pub status: AccountStatus,
    /// When a trial account ends.
    #[ttl]
    pub ends_at: Option<EpochSeconds>,
    /// Who wrote the row last. A stream does not know who writes, so each writer signs.
    pub signed_by: String,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountStatus {
    /// It can.
    Open,
    /// It cannot for now.
    Frozen,
}

/// Deletes an account in somebody's name, if it is there. A deletion has no room for a signature, so the row is signed
/// first, as a whole: an update would make half a row where another has just deleted it.
///
/// # Errors
/// Where the account cannot be read, signed or deleted.
pub async fn delete_account(accounts: &Table<Account>, key: &AccountKey, by: impl Into<String>) -> Result<()> {
    if let Some(account) = accounts.get_consistent(key).await? {
        accounts.put(&Account { signed_by: by.into(), ..account }).await?;
        accounts.delete(key).await?;
    }
    Ok(())
}
