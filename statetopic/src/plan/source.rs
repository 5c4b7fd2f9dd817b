//! How records come to a function.

use super::Refusal;
use super::limits::{DEFAULT_BUCKET, INVISIBLE_TIMEOUTS, MAX_MESSAGES, MAX_RECEIVES, MAX_RETENTION};
use crate::manifest::Manifest;
use crate::subscriber::{Destination, MappingSettings, Transport};

/// What brings records to a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSource {
    /// An event source mapping of the stream.
    Stream(StreamReader),
    /// A Pipe that reads the stream, and an event source mapping of the FIFO queue that it fills.
    Fifo {
        /// The Pipe.
        pipe: StreamReader,
        /// The queue and its mapping.
        queue: QueueSettings,
    },
}

impl EventSource {
    /// What reads the stream.
    #[must_use]
    pub const fn reader(&self) -> &StreamReader {
        match self {
            Self::Stream(reader) | Self::Fifo { pipe: reader, .. } => reader,
        }
    }
}

/// What reads a stream: an event source mapping, or a Pipe.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamReader {
    /// The name of the function or the Pipe, after the stage.
    pub name: String,
    /// The filter patterns; an empty list passes every record.
    pub patterns: Vec<String>,
    /// Its settings. Where discarded records go is [`discards`](Self::discards).
    pub mapping: MappingSettings<String>,
    /// Where discarded records go; `None` if no record is discarded.
    pub discards: Option<DiscardTarget>,
}

/// Where discarded records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscardTarget {
    /// A destination of the stack, by its logical name; subscribers may share it.
    Shared(Destination<String>),
    /// A queue of this Pipe alone, by its name after the stage.
    Own(String),
}

impl DiscardTarget {
    /// What it is.
    #[must_use]
    pub fn destination(&self) -> Destination<String> {
        match self {
            Self::Shared(destination) => destination.clone(),
            Self::Own(queue) => Destination::Sqs(queue.clone()),
        }
    }
}

/// A FIFO queue, and the event source mapping of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueSettings {
    /// Its name, after the stage.
    pub name: String,
    /// The name of its dead-letter queue, after the stage; `None` where no message may leave the queue undone: a redrive would deliver it
    /// when later ones of its item have been done.
    pub dead_letter_queue: Option<String>,
    /// Maximum number of messages in a batch.
    pub batch_size: u16,
    /// Number of times that a message is received before it goes to the dead-letter queue, where there is one.
    pub max_receive_count: u32,
    /// Time for which a received message is invisible, in seconds.
    pub visibility_timeout: u32,
    /// Time after which a message is deleted, in seconds.
    pub retention: u32,
}

pub(super) fn source(manifest: &Manifest, name: &str, timeout: u16, refusals: &mut Vec<Refusal>) -> EventSource {
    let mapping = &manifest.mapping;
    let reader = |mapping: MappingSettings<String>, discards| StreamReader {
        name: name.to_owned(),
        patterns: manifest.filter.patterns.clone(),
        mapping,
        discards,
    };
    let named = mapping.on_failure.clone();
    match mapping.via {
        Transport::Stream => {
            let default = || mapping.has_end().then(|| Destination::S3(DEFAULT_BUCKET.to_owned()));
            EventSource::Stream(reader(mapping.clone(), named.or_else(default).map(DiscardTarget::Shared)))
        }
        Transport::Fifo => {
            refusals.extend(refused_by_pipe(manifest).into_iter().map(|text| Refusal::new(manifest, text)));
            let discards = named.map_or_else(|| DiscardTarget::Own(format!("{name}_discards")), DiscardTarget::Shared);
            // A Pipe sends as many messages at once as SQS takes, and `AUTOMATIC_BISECT` is all that it has.
            let batch_size = mapping.batch_size.min(MAX_MESSAGES);
            let keeps_messages = !manifest.writes.is_empty() && manifest.errors.parks();
            EventSource::Fifo {
                pipe: reader(MappingSettings { batch_size, bisect: true, ..mapping.clone() }, Some(discards)),
                queue: QueueSettings {
                    name: format!("{name}.fifo"),
                    dead_letter_queue: (!keeps_messages).then(|| format!("{name}_rejects.fifo")),
                    batch_size,
                    max_receive_count: if keeps_messages { u32::MAX } else { MAX_RECEIVES },
                    visibility_timeout: INVISIBLE_TIMEOUTS * u32::from(timeout),
                    retention: MAX_RETENTION,
                },
            }
        }
    }
}

/// What EventBridge would refuse of a Pipe.
fn refused_by_pipe(manifest: &Manifest) -> Vec<String> {
    let mut texts = Vec::new();
    let is_refused = match &manifest.mapping.on_failure {
        Some(Destination::S3(_)) => true,
        Some(Destination::Sqs(_) | Destination::Sns(_)) | None => false,
    };
    if is_refused {
        texts.push(format!(
            "`{}`: with `via = fifo` a Pipe reads the stream, and a Pipe cannot send discarded records to a bucket; use \
             `on_failure = sqs(\"…\")` or `sns(\"…\")`",
            manifest.id
        ));
    }
    let batch_size = manifest.mapping.batch_size;
    // What is left out is Lambda's default for streams, which a subscriber has not chosen.
    if batch_size > MAX_MESSAGES && batch_size != MappingSettings::new().batch_size {
        texts.push(format!(
            "`{}`: `batch_size` is {batch_size}, and with `via = fifo` Lambda allows 1 to {MAX_MESSAGES}; choose a number in that range",
            manifest.id
        ));
    }
    let key = &manifest.topic.table.schema.partition_key.name;
    if !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        texts.push(format!(
            "`{}`: with `via = fifo` a Pipe reads the partition key `{key}` by a path, which allows letters, digits and `_` only; \
             rename the key, or use `via = stream`",
            manifest.id
        ));
    }
    texts
}
