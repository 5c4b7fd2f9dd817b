//! What a subscriber binary says of itself: the input of the infrastructure.
//!
//! Behind the feature `manifest`, which a Lambda build leaves out. `cargo statetopic` builds the bins of a workspace for the
//! host with it; a bin that is started with the variable [`REQUEST`] prints its [`Manifest`] as JSON and ends.

mod describe;
#[doc(hidden)]
pub mod filter;
mod table;

use serde::{Deserialize, Serialize};

pub use self::describe::describe;
pub use self::table::{Index, KeyAttribute, Table};

/// The format that this version writes.
pub const VERSION: u32 = 1;

/// The environment variable that asks a subscriber for its manifest; its value is the path of the file to write.
pub const REQUEST: &str = "STATETOPIC_MANIFEST";

/// A subscriber, as its binary describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// [`VERSION`] of the library that wrote it.
    pub version: u32,
    /// Its id, with which its ledger rows are kept.
    pub id: String,
    /// The id that it had before.
    pub previously: Option<String>,
    /// The package that it was compiled in.
    pub package: String,
    /// The function's name.
    pub function: String,
    /// Where `#[subscriber]` stands.
    pub location: Location,
    /// What it listens to.
    pub topic: Topic,
    /// Whether it takes `changes`, `records` or `batches`.
    pub input: String,
    /// Whether it may read new images; a function that hands its change on may.
    pub reads_new: bool,
    /// Whether it may read old images.
    pub reads_old: bool,
    /// What of `on(…)` Lambda evaluates, and what the function.
    pub filter: FilterSplit,
    /// How its records come.
    pub mapping: Mapping,
    /// What it runs on.
    pub settings: FunctionSettings,
    /// What it is lent.
    pub resources: Vec<Resource>,
    /// The tables that its `Writes` may write.
    pub writes: Vec<Written>,
    /// The ledger, where it returns `Writes`.
    pub ledger: Option<Table>,
}

/// A place in the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The path, as the compiler was given it: relative to the workspace.
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// A read model's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Topic {
    /// The table.
    pub table: Table,
    /// Which images its records carry: `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE` or `NEW_AND_OLD_IMAGES`.
    pub view: String,
    /// Whether the table has its stream.
    pub enabled: bool,
    /// Whether each partition key can name a message group of a FIFO queue, as its type declares.
    pub fits_group_id: bool,
}

/// The arms of a subscriber, as far as Lambda can evaluate them and beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilterSplit {
    /// The patterns of the mapping; none passes every record.
    pub patterns: Vec<String>,
    /// Each arm.
    pub arms: Vec<ArmSplit>,
}

/// One arm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArmSplit {
    /// As it is written.
    pub arm: String,
    /// `INSERT`, `MODIFY` or `REMOVE`.
    pub event: String,
    /// What Lambda evaluates of it: a record that one of these passes may be taken.
    pub patterns: Vec<serde_json::Value>,
    /// What the function evaluates.
    pub in_process: Vec<String>,
}

/// An event source mapping, or what stands in its place. Ranges and units are those of
/// [`MappingSettings`](crate::subscriber::MappingSettings).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mapping {
    /// The most records of one invocation.
    pub batch_size: u16,
    /// `TRIM_HORIZON` or `LATEST`.
    pub starting_position: String,
    /// Seconds.
    pub batching_window: u16,
    /// Batches of a shard at once.
    pub parallelization: u8,
    /// `None` is infinite.
    pub max_retries: Option<u16>,
    /// Seconds; `None` is infinite.
    pub max_age: Option<u32>,
    /// Whether a batch that failed whole is cut in two.
    pub bisect: bool,
    /// Where records go that are given up.
    pub on_failure: Option<Destination>,
    /// Through what they come.
    pub via: Via,
    /// The one Region that runs it.
    pub home_region: Option<String>,
}

/// Where records go that a mapping gives up, by its logical name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Destination {
    /// A bucket.
    S3(String),
    /// A queue.
    Sqs(String),
    /// A notification topic.
    Sns(String),
}

/// Through what records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Via {
    /// An event source mapping of the stream.
    Stream,
    /// A Pipe and a FIFO queue.
    Fifo,
}

/// What a function runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionSettings {
    /// MB.
    pub memory: u16,
    /// Seconds.
    pub timeout: u16,
    /// `arm64` or `x86_64`.
    pub architecture: String,
}

/// A further parameter of the function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Resource {
    /// The parameter's name.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// The environment variables that it reads, beside those of its tables.
    pub variables: Vec<String>,
}

/// A table that `Writes` may write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Written {
    /// The table.
    pub table: Table,
    /// The actions, such as `dynamodb:PutItem`.
    pub actions: Vec<String>,
}

/// Actions and what they are allowed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Grant {
    /// Such as `dynamodb:GetItem`.
    pub actions: Vec<String>,
    /// On what.
    pub on: GrantTarget,
}

/// What a grant is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GrantTarget {
    /// A read model's table.
    Table(Box<Table>),
    /// The indexes of a read model's table.
    Indexes(Box<Table>),
    /// A resource outside, by an ARN in which `${AWS::Region}` and the like may stand.
    Arn(String),
}

impl Manifest {
    /// The manifest as JSON, as a subscriber writes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Made of strings, numbers and lists, all of which serialize.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
