//! The manifest of a subscriber.

use super::filter::split;
use super::{
    Destination, FunctionSettings, Grant, GrantTarget, Location, Manifest, Mapping, Resource, Table, Topic, VERSION,
    Via, Written,
};
use crate::grant::{self, GrantedTable};
use crate::key::{KeyAttribute as _, ModelKey};
use crate::model::{ReadModel, StateTopic};
use crate::subscriber::{self, Answer, Architecture, Input, StartingPosition, Subscriber, Transport};

type AnswerOf<S> = <S as Subscriber>::Answer;

type PartitionOf<T> = <<T as ReadModel>::Key as ModelKey>::Partition;

/// Describes a subscriber.
///
/// ```
/// use statetopic::manifest::describe;
/// use statetopic::prelude::*;
///
/// #[read_model(table = "levels")]
/// #[state_topic(view = NEW_IMAGE)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Level {
///     #[partition_key]
///     pub sku: String,
///     pub shelf: String,
///     pub on_hand: u32,
/// }
///
/// #[subscriber(on(Inserted { new } if new.shelf.starts_with("a-") && new.on_hand < 10))]
/// fn low_stock(_change: StateChange<Level>) {}
///
/// let filter = describe::<LowStockSubscriber>().filter;
/// let pattern = r#"{"dynamodb":{"NewImage":{"shelf":{"S":[{"prefix":"a-"}]}}},"eventName":["INSERT"]}"#;
/// assert_eq!(filter.patterns, [pattern]);
/// assert_eq!(filter.arms[0].in_process, ["new.on_hand < 10"]);
/// ```
#[must_use]
pub fn describe<S: Subscriber>() -> Manifest {
    let (definition, source) = (S::DEFINITION, S::SOURCE);
    let (reads_new, reads_old) = match S::Input::KIND {
        // Each record of it is handed on.
        "batches" => (true, true),
        _ => S::reads(),
    };
    let written = <AnswerOf<S> as Answer<S::Input>>::GRANTS;
    Manifest {
        version: VERSION,
        id: definition.id.to_owned(),
        previously: definition.previously.map(str::to_owned),
        package: source.package.to_owned(),
        function: source.function.to_owned(),
        location: Location { file: source.file.to_owned(), line: source.line },
        topic: topic::<S::Topic>(),
        input: S::Input::KIND.to_owned(),
        reads_new,
        reads_old,
        filter: split(&S::arms()),
        mapping: mapping(&definition.mapping),
        settings: function(definition.function),
        resources: S::resources().iter().map(resource).collect(),
        writes: written_tables(written),
        ledger: ledger(!written.is_empty()),
    }
}

fn topic<T: StateTopic>() -> Topic {
    Topic {
        table: Table::of::<T>(),
        view: T::VIEW.as_str().to_owned(),
        enabled: T::ENABLED,
        fits_group_id: PartitionOf::<T>::FITS_GROUP_ID,
    }
}

#[cfg(feature = "sdk")]
fn ledger(writes: bool) -> Option<Table> {
    writes.then(|| Table::of_schema("Ledger", &crate::ledger::SCHEMA))
}

/// Without the SDK nothing can be committed.
#[cfg(not(feature = "sdk"))]
fn ledger(_: bool) -> Option<Table> {
    None
}

fn mapping(settings: &subscriber::MappingSettings) -> Mapping {
    Mapping {
        batch_size: settings.batch_size,
        starting_position: match settings.starting_position {
            StartingPosition::TrimHorizon => "TRIM_HORIZON".to_owned(),
            StartingPosition::Latest => "LATEST".to_owned(),
        },
        batching_window: settings.batching_window,
        parallelization: settings.parallelization,
        max_retries: settings.max_retries,
        max_age: settings.max_age,
        bisect: settings.bisect,
        on_failure: settings.on_failure.map(|destination| match destination {
            subscriber::Destination::S3(name) => Destination::S3(name.to_owned()),
            subscriber::Destination::Sqs(name) => Destination::Sqs(name.to_owned()),
            subscriber::Destination::Sns(name) => Destination::Sns(name.to_owned()),
        }),
        via: match settings.via {
            Transport::Stream => Via::Stream,
            Transport::Fifo => Via::Fifo,
        },
        home_region: settings.home_region.map(str::to_owned),
    }
}

fn function(settings: subscriber::FunctionSettings) -> FunctionSettings {
    FunctionSettings {
        memory: settings.memory,
        timeout: settings.timeout.unwrap_or(subscriber::FunctionSettings::TIMEOUT),
        architecture: match settings.architecture {
            Architecture::Arm64 => "arm64".to_owned(),
            Architecture::X86_64 => "x86_64".to_owned(),
        },
    }
}

fn resource(parameter: &subscriber::ResourceParameter) -> Resource {
    Resource {
        name: parameter.name.to_owned(),
        grants: parameter.grants.iter().filter(|grant| is_needed(grant)).map(grant).collect(),
        variables: owned(parameter.variables),
    }
}

/// A grant without actions, or on indexes that are not there, allows nothing.
fn is_needed(grant: &grant::Grant) -> bool {
    let there = match grant.target() {
        grant::GrantTarget::Indexes(granted) => !granted.schema.indexes.is_empty(),
        _ => true,
    };
    there && grant.actions().next().is_some()
}

fn grant(grant: &grant::Grant) -> Grant {
    let on = match grant.target() {
        grant::GrantTarget::Table(granted) => GrantTarget::Table(Box::new(table(granted))),
        grant::GrantTarget::Indexes(granted) => GrantTarget::Indexes(Box::new(table(granted))),
        grant::GrantTarget::Arn(arn) => GrantTarget::Arn((*arn).to_owned()),
    };
    Grant { actions: grant.actions().map(str::to_owned).collect(), on }
}

/// The tables that may be written, each once with all that may be done to it.
fn written_tables(grants: &[grant::Grant]) -> Vec<Written> {
    let mut written: Vec<Written> = Vec::new();
    for grant in grants {
        let grant::GrantTarget::Table(granted) = grant.target() else { continue };
        let actions = grant.actions().map(str::to_owned);
        match written.iter_mut().find(|written| written.table.name == granted.schema.table) {
            Some(written) => {
                written.actions.extend(actions);
                written.actions.sort();
                written.actions.dedup();
            }
            None => written.push(Written { table: table(granted), actions: actions.collect() }),
        }
    }
    written
}

fn table(GrantedTable { model, location: (file, line), schema }: &GrantedTable) -> Table {
    let location = Location { file: (*file).to_owned(), line: *line };
    Table { location: Some(location), ..Table::of_schema(model, schema) }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
