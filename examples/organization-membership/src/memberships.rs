//! The memberships of users: the topic.

use statetopic::key::{KeyAttribute as _, KeyError, KeyValue};
use statetopic::prelude::*;

/// A user. A user's changes are one message group of the queue, so an id has 1 to 100 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(group_id)]
pub struct UserId(String);

impl UserId {
    /// The user with this id.
    ///
    /// # Errors
    /// If it is not a valid message group id.
    pub fn new(id: &str) -> Result<Self, KeyError> {
        Self::from_key_value(KeyValue::S(id.into()))
    }
}

impl std::fmt::Display for UserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.fmt_key(f)
    }
}

/// A user's membership of an organization. Its changes say of which membership they are, and the table how it is now.
#[read_model(table = "memberships")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The user.
    #[partition_key]
    pub user: UserId,
    /// The organization.
    #[sort_key]
    pub organization: String,
    /// The user's role there.
    pub role: String,
}
