//! The note.

use statetopic::prelude::*;

/// A note.
#[read_model(table = "notes")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    #[partition_key]
    pub id: String,
    /// What it says.
    pub text: String,
    /// What it is about.
    pub tag: String,
}
