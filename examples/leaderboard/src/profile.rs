//! The source of the chain: what users are and do.

use statetopic::prelude::*;

/// A user of the game. The only table of the three that anybody writes by hand.
#[read_model(table = "user-profiles")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserProfile {
    /// The user.
    #[partition_key]
    pub id: String,
    /// What others call the user.
    pub name: String,
    /// Where the user plays.
    pub country: String,
    /// What the user has won.
    pub points: u64,
}
