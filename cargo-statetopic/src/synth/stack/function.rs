//! A subscriber as a function: what it may do, what it is told, and how its records come.

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
    /// The bin: its folder below the one of `cargo lambda build`.
    pub(crate) bin: String,
    pub(crate) settings: FunctionSettings,
    /// The logical name of its topic's table.
    pub(crate) topic: String,
    /// The partition key of its topic's table, and its type.
    pub(crate) partition_key: (String, String),
    /// What Lambda evaluates of the arms; none passes every record.
    pub(crate) patterns: Vec<String>,
    pub(crate) mapping: Mapping,
    pub(crate) records: Records,
    /// The tables whose physical names it is told, by their logical ones.
    pub(crate) tables: BTreeSet<String>,
    /// The further variables that it reads.
    pub(crate) variables: BTreeSet<String>,
    /// The tables that it writes in transactions.
    pub(crate) writes: BTreeSet<String>,
    /// What it may do, beside reading its records and writing its log.
    pub(crate) access: Vec<Access>,
}

/// How a function's records come, and where they go when they are given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Records {
    /// By an event source mapping of the stream.
    Stream(Option<Destination>),
    /// By a Pipe and a FIFO queue. Without a destination what the Pipe gives up goes to a queue of its own.
    Queue(Option<Destination>),
}

impl Records {
    pub(crate) fn destination(&self) -> Option<&Destination> {
        match self {
            Self::Stream(destination) | Self::Queue(destination) => destination.as_ref(),
        }
    }
}

/// Actions, on one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) on: On,
    pub(crate) actions: BTreeSet<String>,
}

/// What actions are on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum On {
    /// A table, by its logical name.
    Table(String),
    /// A table's index.
    Index { table: String, index: String },
    /// An ARN, in which `${AWS::Region}` and the like may stand.
    Arn(String),
}

/// The bucket of those that give up records and do not say where to.
const FAILURES: &str = "failures";

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
    let gives_up = mapping.max_retries.is_some() || mapping.max_age.is_some();
    match (mapping.via, named) {
        (Via::Fifo, Some(Destination::Bucket(_))) => Err(refused(
            manifest,
            "with `via = fifo` a Pipe reads the stream, and it cannot give up records to a bucket; use \
             `on_failure = sqs(\"…\")` or `sns(\"…\")`",
        )),
        (Via::Fifo, named) => {
            let (key, in_a_path) =
                (&manifest.topic.table.partition_key.name, |c: char| c.is_ascii_alphanumeric() || c == '_');
            if !key.chars().all(in_a_path) {
                return Err(refused(
                    manifest,
                    &format!(
                        "with `via = fifo` a Pipe reads the partition key `{key}` by its path, which takes letters, digits and \
                         `_`; rename it, or use `via = stream`"
                    ),
                ));
            }
            Ok(Records::Queue(named))
        }
        (_, None) if gives_up => Ok(Records::Stream(Some(Destination::Bucket(FAILURES.to_owned())))),
        (_, named) => Ok(Records::Stream(named)),
    }
}

/// What the parameters and the return type grant: one entry for each thing, with all actions on it.
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
            _ => return Err(refused(manifest, "a resource has a grant of a kind that this version does not know")),
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

/// What may stand in a grant's ARN.
const PLACEHOLDERS: [&str; 4] = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "Stage"];

fn check_arn(manifest: &Manifest, arn: &str) -> Result<(), Error> {
    for rest in arn.split("${").skip(1) {
        let name = rest.split_once('}').map_or(rest, |(name, _)| name);
        if !PLACEHOLDERS.contains(&name) {
            return Err(refused(
                manifest,
                &format!("a grant on `{arn}` names `{name}`; there are `${{{}}}`", PLACEHOLDERS.join("}`, `${")),
            ));
        }
    }
    Ok(())
}
