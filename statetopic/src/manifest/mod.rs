//! What a subscriber binary says of itself: the input of the infrastructure.
//!
//! Behind the feature `manifest`, which a Lambda build leaves out. `cargo statetopic` builds the bins of a workspace for the
//! host with it; a bin that is started with the variable [`REQUEST`] writes its [`Manifest`] as JSON and ends. What is declared
//! is in it as the definitions have it ([`MappingSettings`], [`FunctionSettings`], [`TableSchema`]), with texts of its own.
//! `docs/manifest.schema.json` is its JSON schema.

mod describe;
mod error;
#[cfg(feature = "manifest-schema")]
mod json_schema;

use serde::{Deserialize, Serialize};

pub use self::describe::describe;
pub use self::error::ManifestError;
#[cfg(feature = "manifest-schema")]
pub use self::json_schema::json_schema;
use crate::connections::SecretVariable;
use crate::model::ReadModel;
use crate::schema::TableSchema;
pub use crate::subscriber::filter::{ArmSplit, FilterSplit};
use crate::subscriber::{ErrorSettings, FunctionSettings, InputKind, MappingSettings};
use crate::view::StreamView;

/// The format that this version reads and writes.
pub const VERSION: u32 = 2;

/// The environment variable that asks a subscriber for its manifest; its value is the path of the file to write.
pub const REQUEST: &str = "STATETOPIC_MANIFEST";

/// A subscriber, as its binary describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Manifest {
    /// [`VERSION`] of the library that wrote it.
    #[cfg_attr(feature = "manifest-schema", schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// Its id.
    pub id: String,
    /// The first id that it had, where it was renamed since: its ledger rows are kept with it.
    pub previously: Option<String>,
    /// Why the loop of subscribers that leads through it has an end, where one does.
    pub loop_ends: Option<String>,
    /// The package that it was compiled in.
    pub package: String,
    /// The function's name.
    pub function: String,
    /// The place of `#[subscriber]`.
    pub location: Location,
    /// What it listens to.
    pub topic: Topic,
    /// What its function takes in one call.
    pub input: InputKind,
    /// Whether it may read new images; a function that hands its change on may.
    pub reads_new: bool,
    /// Whether it may read old images.
    pub reads_old: bool,
    /// What of `on(…)` Lambda evaluates, and what the function.
    pub filter: FilterSplit,
    /// How its records come.
    pub mapping: MappingSettings<String>,
    /// What it runs on.
    pub settings: FunctionSettings<String>,
    /// What becomes of a record that fails.
    pub errors: ErrorSettings,
    /// Its resources: the further parameters of the function.
    pub resources: Vec<Resource>,
    /// The tables that its `Writes` may write, or that of its `Projection`.
    pub writes: Vec<Written>,
    /// Whether it returns a `Projection`: without resources, a change of a row that is there is one write.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub projects: bool,
    /// The ledger, if it returns `Writes` or a `Projection`, or counts attempts.
    pub ledger: Option<Written>,
    /// The table of parked records, if it counts the attempts of a record.
    pub parking: Option<Written>,
}

/// A place in the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The path, as the compiler was given it: relative to the workspace.
    pub file: String,
    /// From 1.
    pub line: u32,
}

/// A read model's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    /// The struct's name; for the ledger, `Ledger`.
    pub model: String,
    /// The place of `#[read_model]`.
    pub location: Option<Location>,
    /// Its name, its keys, its indexes and its settings.
    pub schema: TableSchema<String>,
}

/// A read model's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Topic {
    /// The table.
    pub table: Table,
    /// The images that its records carry.
    pub view: StreamView,
    /// Whether the table has its stream.
    pub enabled: bool,
    /// Whether each partition key can name a message group of a FIFO queue, as its type declares.
    pub fits_group_id: bool,
}

/// A further parameter of the function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Resource {
    /// The parameter's name.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// The environment variables that it reads, beside those of its tables.
    pub variables: Vec<String>,
    /// Those whose values are secrets.
    pub secrets: Vec<SecretVariable<String>>,
}

/// A table that `Writes` or the ledger may write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Written {
    /// The table.
    pub table: Table,
    /// The actions, such as `dynamodb:PutItem`.
    pub actions: Vec<String>,
}

/// Actions and what they are allowed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Grant {
    /// Such as `dynamodb:GetItem`.
    pub actions: Vec<String>,
    /// On what.
    pub on: GrantTarget,
}

/// What a grant is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GrantTarget {
    /// A read model's table.
    Table(Box<Table>),
    /// The indexes of a read model's table.
    Indexes(Box<Table>),
    /// A resource outside, by an ARN in which `${AWS::Region}` and the like may stand.
    Arn(String),
}

impl Manifest {
    /// What its ledger rows are kept with: the first id that it had.
    #[must_use]
    pub fn ledger_id(&self) -> &str {
        self.previously.as_deref().unwrap_or(&self.id)
    }

    /// The manifest as JSON, as a subscriber writes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Made of strings, numbers and lists, all of which serialize.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads what a subscriber wrote.
    ///
    /// # Errors
    /// [`ManifestError`] where it is of another version, which says what to update, or where it is not a manifest.
    pub fn from_json(json: &str) -> Result<Self, ManifestError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }

        let Versioned { version } = serde_json::from_str(json).map_err(ManifestError::malformed)?;
        if version != VERSION {
            return Err(ManifestError::version(version));
        }
        serde_json::from_str(json).map_err(ManifestError::malformed)
    }

    /// The tables that the library keeps notes in for it: the ledger, and the parking table.
    pub fn notes(&self) -> impl Iterator<Item = &Written> {
        self.ledger.iter().chain(&self.parking)
    }

    /// Each table that the subscriber names, but for those of [its notes](Self::notes); one may come more than once.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let granted = self.resources.iter().flat_map(|resource| &resource.grants);
        let granted = granted.filter_map(|grant| match &grant.on {
            GrantTarget::Table(table) | GrantTarget::Indexes(table) => Some(&**table),
            GrantTarget::Arn(_) => None,
        });
        let written = self.writes.iter().map(|written| &written.table);
        std::iter::once(&self.topic.table).chain(written).chain(granted)
    }
}

impl Table {
    /// The table of a read model.
    #[must_use]
    pub fn new<M: ReadModel>() -> Self {
        let (file, line) = M::LOCATION;
        let location = Location { file: file.to_owned(), line };
        Self { location: Some(location), ..Self::with_schema(M::NAME, M::SCHEMA) }
    }

    /// A table with a schema.
    #[must_use]
    pub fn with_schema(model: &str, schema: TableSchema) -> Self {
        Self { model: model.to_owned(), location: None, schema: schema.into_owned() }
    }

    /// The logical name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.schema.table
    }
}
