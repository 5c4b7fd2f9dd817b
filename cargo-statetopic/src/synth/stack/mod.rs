//! The model of a stack: plain data from manifests, independent of the format.
//!
//! ```text
//! manifests ─▶ tables.rs, function.rs ─▶ Stack
//! ```

mod function;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::Table;

pub(crate) use self::function::{Access, Function, On, Records};
use crate::error::Error;
use crate::project::Subscriber;

/// The stack of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stack {
    /// By logical name.
    pub(crate) tables: BTreeMap<String, StackTable>,
    /// Sorted by id.
    pub(crate) functions: Vec<Function>,
    /// The destinations of discarded records.
    pub(crate) destinations: BTreeSet<Destination>,
    /// The environment variables that resources read, without those of tables.
    pub(crate) variables: BTreeSet<String>,
}

/// A table and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackTable {
    pub(crate) table: Table,
    pub(crate) owner: Owner,
    /// The view of its stream, if it has a subscriber.
    pub(crate) view: Option<String>,
}

/// What creates a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// This stack.
    Stack,
    /// It exists outside of any stack: its name and its stream are parameters.
    External,
    /// Another stack, which exports the name and the stream of the table.
    OtherStack,
}

/// A destination of discarded records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Destination {
    Bucket(String),
    Queue(String),
    Notifications(String),
}

/// The stack of these subscribers. `imports` are the logical names of tables that another stack creates.
///
/// # Errors
/// Where the topic of a subscriber has no stream, where no subscriber uses an import, and where a name is too long for AWS.
pub(crate) fn stack(subscribers: &[Subscriber], imports: &[String]) -> Result<Stack, Error> {
    let tables = tables::tables(subscribers, imports)?;
    let functions = subscribers.iter().map(function::function).collect::<Result<Vec<_>, _>>()?;
    let destinations = functions.iter().filter_map(|function| function.records.destination().cloned()).collect();
    let variables = functions.iter().flat_map(|function| function.variables.iter().cloned()).collect();
    Ok(Stack { tables, functions, destinations, variables })
}
