//! Blobs, and the attachments that refer to them.

use statetopic::prelude::*;

/// A file's content, stored once for all messages that it is attached to.
#[read_model(table = "blobs")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blob {
    /// The content's hash.
    #[partition_key]
    pub hash: String,
    /// The content.
    pub content: Bytes,
}

/// A file that is attached to a message: a reference to a blob.
#[read_model(table = "attachments")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The message.
    #[partition_key]
    pub message: String,
    /// The file's name in the message.
    #[sort_key]
    pub name: String,
    /// The blob's hash.
    pub blob: String,
}
