//! The model of a stack: plain data, made of manifests. What a template says of it is the business of the formats.
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

/// What a workspace is deployed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stack {
    /// By their logical names.
    pub(crate) tables: BTreeMap<String, StackTable>,
    /// Sorted by their ids.
    pub(crate) functions: Vec<Function>,
    /// Where records go that are given up.
    pub(crate) destinations: BTreeSet<Destination>,
    /// The environment variables that resources read, beside those of tables.
    pub(crate) variables: BTreeSet<String>,
}

/// A table, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackTable {
    pub(crate) table: Table,
    pub(crate) owner: Owner,
    /// What its stream carries, if a subscriber listens to it.
    pub(crate) view: Option<String>,
}

/// Who makes a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// This stack.
    Stack,
    /// It is there already: its name and its stream are parameters.
    External,
    /// Another stack, which exports its name and its stream.
    OtherStack,
}

/// Where records go that are given up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Destination {
    Bucket(String),
    Queue(String),
    Notifications(String),
}

/// Makes the model. `imports` are the logical names of tables that another stack makes.
///
/// # Errors
/// Where a subscriber listens to what has no stream, where nobody names an import, and where AWS has no room for a name.
pub(crate) fn stack(subscribers: &[Subscriber], imports: &[String]) -> Result<Stack, Error> {
    let tables = tables::tables(subscribers, imports)?;
    let functions = subscribers.iter().map(function::function).collect::<Result<Vec<_>, _>>()?;
    let destinations = functions.iter().filter_map(|function| function.records.destination().cloned()).collect();
    let variables = functions.iter().flat_map(|function| function.variables.iter().cloned()).collect();
    Ok(Stack { tables, functions, destinations, variables })
}
