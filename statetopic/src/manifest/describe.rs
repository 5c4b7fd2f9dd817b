//! The manifest of a subscriber.

use super::{Grant, GrantTarget, Location, Manifest, Resource, Table, Topic, VERSION, Written};
use crate::change::{self, TopicTable};
use crate::grant::{self, GrantedTable};
use crate::subscriber::filter::split;
use crate::subscriber::source::ResourceParameter;
use crate::subscriber::{Answer, ErrorSettings, Input, InputKind, Subscriber};

type AnswerOf<S> = <S as Subscriber>::Answer;

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
/// let pattern = r#"{"dynamodb":{"NewImage":{"shelf":{"S":[{"exists":false},{"prefix":"a-"}]}}},"eventName":["INSERT"]}"#;
/// assert_eq!(filter.patterns, [pattern]);
/// assert_eq!(filter.arms[0].in_process, ["new.on_hand < 10"]);
/// ```
#[must_use]
pub fn describe<S: Subscriber>() -> Manifest {
    let (definition, source) = (S::DEFINITION, S::SOURCE);
    let (reads_new, reads_old) = match S::Input::KIND {
        // Each record of it is handed on.
        InputKind::Batches => (true, true),
        InputKind::Changes | InputKind::Records => S::reads(),
    };
    let written = <AnswerOf<S> as Answer<S::Input>>::GRANTS;
    Manifest {
        version: VERSION,
        id: definition.id.to_owned(),
        previously: definition.previously.map(str::to_owned),
        loop_ends: definition.loop_ends.map(str::to_owned),
        package: source.package.to_owned(),
        function: source.function.to_owned(),
        location: Location { file: source.file.to_owned(), line: source.line },
        topic: topic::<S::Topic>(),
        input: S::Input::KIND,
        reads_new,
        reads_old,
        filter: split(&S::arms()),
        mapping: definition.mapping.into_owned(),
        settings: definition.function.into_owned(),
        errors: definition.errors,
        resources: S::resources().iter().map(resource).collect(),
        writes: written_tables(written),
        projects: <AnswerOf<S> as Answer<S::Input>>::PROJECTS.is_some(),
        ledger: ledger(!written.is_empty(), definition.errors),
        parking: parking(definition.errors),
    }
}

fn topic<T: change::Topic>() -> Topic {
    let TopicTable { name, location: (file, line), schema, fits_group_id } = T::TABLE;
    let location = Location { file: file.to_owned(), line };
    let table = Table { location: Some(location), ..Table::with_schema(name, schema) };
    Topic { table, view: T::VIEW, enabled: T::ENABLED, fits_group_id }
}

/// Without an implementation of rows nothing can be committed or parked.
const HAS_ROWS: bool = cfg!(any(feature = "sdk", feature = "memory"));

fn ledger(writes: bool, errors: ErrorSettings) -> Option<Written> {
    let table = || Table::with_schema("Ledger", crate::ledger::SCHEMA);
    ((writes || errors.counts()) && HAS_ROWS)
        .then(|| Written { table: table(), actions: owned(&crate::ledger::ACTIONS) })
}

fn parking(errors: ErrorSettings) -> Option<Written> {
    let table = || Table::with_schema("Parking", crate::parking::SCHEMA);
    (errors.counts() && HAS_ROWS).then(|| Written { table: table(), actions: owned(&crate::parking::ACTIONS) })
}

fn resource(parameter: &ResourceParameter) -> Resource {
    Resource {
        name: parameter.name.to_owned(),
        grants: parameter.grants.iter().filter(|grant| is_needed(grant)).map(grant).collect(),
        variables: owned(parameter.variables),
        secrets: parameter.secrets.iter().map(|secret| secret.into_owned()).collect(),
    }
}

/// A grant without actions, or on indexes that are not there, allows nothing.
fn is_needed(grant: &grant::Grant) -> bool {
    let there = match grant.target() {
        grant::GrantTarget::Indexes(granted) => !granted.schema.indexes.is_empty(),
        grant::GrantTarget::Table(_) | grant::GrantTarget::Arn(_) => true,
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
        match written.iter_mut().find(|written| written.table.name() == granted.schema.table) {
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
    Table { location: Some(location), ..Table::with_schema(model, *schema) }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
