//! A subscriber as a function: its privileges, its environment, and the source of its records.

use std::collections::BTreeSet;

use statetopic::manifest::{self, FunctionSettings, GrantTarget, Manifest, Mapping, Via};

use super::Destination;
use crate::error::Error;
use crate::project::Subscriber;

/// A subscriber's Lambda function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// The subscriber's id.
    pub(crate) id: String,
    /// Name of the bin, and of its folder in the output of `cargo lambda build`.
    pub(crate) bin: String,
    pub(crate) settings: FunctionSettings,
    /// Logical name of the table of its topic.
    pub(crate) topic: String,
    /// Partition key of that table, and its type.
    pub(crate) partition_key: (String, String),
    /// The filter patterns; without one every record passes.
    pub(crate) patterns: Vec<String>,
    pub(crate) mapping: Mapping,
    pub(crate) records: Records,
    /// Logical names of the tables whose physical names are in its environment.
    pub(crate) tables: BTreeSet<String>,
    /// The other variables in its environment.
    pub(crate) variables: BTreeSet<String>,
    /// Logical names of the tables that it writes in transactions.
    pub(crate) writes: BTreeSet<String>,
    /// Its privileges, except to read its records and to write its log.
    pub(crate) access: Vec<Access>,
}

/// The source of a function's records, and the destination of discarded ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Records {
    /// An event source mapping of the stream.
    Stream(Option<Destination>),
    /// A Pipe and a FIFO queue. Without a destination the Pipe discards to a queue of its own.
    Queue(Option<Destination>),
}

impl Records {
    pub(crate) fn destination(&self) -> Option<&Destination> {
        match self {
            Self::Stream(destination) | Self::Queue(destination) => destination.as_ref(),
        }
    }
}

/// Actions on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) on: On,
    pub(crate) actions: BTreeSet<String>,
}

/// The target of actions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum On {
    /// A table, by logical name.
    Table(String),
    /// An index of a table.
    Index { table: String, index: String },
    /// An ARN, which may have placeholders such as `${AWS::Region}`.
    Arn(String),
}

/// The bucket for discarded records of subscribers without `on_failure`.
const DEFAULT_BUCKET: &str = "failures";

pub(super) fn function(Subscriber { bin, manifest }: &Subscriber) -> Result<Function, Error> {
    let written = manifest.writes.iter().map(|written| &written.table.name);
    let writes: BTreeSet<String> = written.chain(manifest.ledger.iter().map(|ledger| &ledger.name)).cloned().collect();
    let granted = manifest.resources.iter().flat_map(|resource| &resource.grants);
    let granted = granted.filter_map(|grant| match &grant.on {
        GrantTarget::Table(table) | GrantTarget::Indexes(table) => Some(&table.name),
        _ => None,
    });
    let key = &manifest.topic.table.partition_key;
    let function = Function {
        id: manifest.id.clone(),
        bin: bin.clone(),
        settings: manifest.settings.clone(),
        topic: manifest.topic.table.name.clone(),
        partition_key: (key.name.clone(), key.scalar_type.clone()),
        patterns: manifest.filter.patterns.clone(),
        mapping: manifest.mapping.clone(),
        records: records(manifest)?,
        tables: writes.iter().chain(granted).cloned().collect(),
        variables: manifest.resources.iter().flat_map(|resource| resource.variables.iter().cloned()).collect(),
        writes,
        access: access(manifest)?,
    };
    Ok(function)
}

fn refused(manifest: &Manifest, text: &str) -> Error {
    let location = &manifest.location;
    Error::refused(format!("{}:{}: `{}`: {text}", location.file, location.line, manifest.id))
}

fn records(manifest: &Manifest) -> Result<Records, Error> {
    let mapping = &manifest.mapping;
    let named = mapping.on_failure.as_ref().and_then(|destination| match destination {
        manifest::Destination::S3(name) => Some(Destination::Bucket(name.clone())),
        manifest::Destination::Sqs(name) => Some(Destination::Queue(name.clone())),
        manifest::Destination::Sns(name) => Some(Destination::Notifications(name.clone())),
        _ => None,
    });
    let discards = mapping.max_retries.is_some() || mapping.max_age.is_some();
    match (mapping.via, named) {
        (Via::Fifo, Some(Destination::Bucket(_))) => Err(refused(
            manifest,
            "with `via = fifo` a Pipe reads the stream, and a Pipe cannot send discarded records to a bucket; use \
             `on_failure = sqs(\"…\")` or `sns(\"…\")`",
        )),
        (Via::Fifo, named) => {
            let (key, in_a_path) =
                (&manifest.topic.table.partition_key.name, |c: char| c.is_ascii_alphanumeric() || c == '_');
            if !key.chars().all(in_a_path) {
                return Err(refused(
                    manifest,
                    &format!(
                        "with `via = fifo` a Pipe reads the partition key `{key}` by a path, which allows letters, digits and `_` \
                         only; rename the key, or use `via = stream`"
                    ),
                ));
            }
            Ok(Records::Queue(named))
        }
        (_, None) if discards => Ok(Records::Stream(Some(Destination::Bucket(DEFAULT_BUCKET.to_owned())))),
        (_, named) => Ok(Records::Stream(named)),
    }
}

/// The grants of the parameters and the return type: one entry for each target, with all actions on it.
fn access(manifest: &Manifest) -> Result<Vec<Access>, Error> {
    let mut access: Vec<Access> = Vec::new();
    let mut allow = |on: On, actions: &[String]| {
        let place = match access.iter().position(|known| known.on == on) {
            Some(place) => place,
            None => {
                access.push(Access { on, actions: BTreeSet::new() });
                access.len() - 1
            }
        };
        access[place].actions.extend(actions.iter().cloned());
    };
    for grant in manifest.resources.iter().flat_map(|resource| &resource.grants) {
        match &grant.on {
            GrantTarget::Table(table) => allow(On::Table(table.name.clone()), &grant.actions),
            GrantTarget::Indexes(table) => {
                for index in &table.indexes {
                    allow(On::Index { table: table.name.clone(), index: index.name.clone() }, &grant.actions);
                }
            }
            GrantTarget::Arn(arn) => {
                check_arn(manifest, arn)?;
                allow(On::Arn(arn.clone()), &grant.actions);
            }
            _ => {
                return Err(refused(manifest, "a resource has a grant on a target that this version does not support"));
            }
        }
    }
    for written in &manifest.writes {
        allow(On::Table(written.table.name.clone()), &written.actions);
    }
    if let Some(ledger) = &manifest.ledger {
        allow(On::Table(ledger.name.clone()), &["dynamodb:GetItem".to_owned(), "dynamodb:UpdateItem".to_owned()]);
    }
    access.sort_by(|a, b| a.on.cmp(&b.on));
    Ok(access)
}

/// The placeholders that the ARN of a grant may have.
const PLACEHOLDERS: [&str; 4] = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "Stage"];

fn check_arn(manifest: &Manifest, arn: &str) -> Result<(), Error> {
    for rest in arn.split("${").skip(1) {
        let name = rest.split_once('}').map_or(rest, |(name, _)| name);
        if !PLACEHOLDERS.contains(&name) {
            return Err(refused(
                manifest,
                &format!(
                    "unknown placeholder `{name}` in the grant on `{arn}`; expected one of `${{{}}}`",
                    PLACEHOLDERS.join("}`, `${")
                ),
            ));
        }
    }
    Ok(())
}
