//! What serde buffers: a row is refused where it is written, or it is read as it was, whatever the order of its members.

mod another;
mod left_out;
mod read;
mod written;

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use statetopic::prelude::*;

/// A payload as it is, and in each of the ways in which serde reads an enum or a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Plain<T> {
    value: T,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum External<T> {
    Of { value: T },
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
enum Adjacent<T> {
    Of(T),
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internal<T> {
    Of { value: T },
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Of { value: T },
    Other { other: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Flattened<T> {
    before: bool,
    #[serde(flatten)]
    inner: Plain<T>,
}

#[read_model(table = "holders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Holder<T> {
    #[partition_key]
    id: String,
    content: T,
}

/// What a row holds of a test.
trait Content: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Content for T {}
