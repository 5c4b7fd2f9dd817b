//! The source of the chain: profiles of users.

use statetopic::prelude::*;

/// A user of the game. It is the only table of the three that the application writes.
#[read_model(table = "user-profiles")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserProfile {
    /// The user.
    #[partition_key]
    pub id: String,
    /// The user's name.
    pub name: String,
    /// The user's country.
    pub country: String,
    /// The user's points.
    pub points: u64,
}
