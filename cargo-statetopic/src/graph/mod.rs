//! `cargo statetopic graph`: who listens to whom, and who writes what.

mod dot;
mod mermaid;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use statetopic::manifest::{GrantTarget, Via};

use crate::check::{tables, written};
use crate::cli::{GraphFormat, GraphOptions};
use crate::collect::{Subscriber, collect};
use crate::error::Error;

/// Tables, subscribers, and what leads from one to the other.
#[derive(Debug, Default, PartialEq, Eq)]
struct Graph {
    /// Logical names, with the models'.
    tables: BTreeMap<String, String>,
    /// Ids.
    subscribers: BTreeSet<String>,
    /// What else a subscriber is granted: the ARN.
    outside: BTreeSet<String>,
    edges: BTreeSet<Edge>,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// A table's changes go to a subscriber.
    Listens { table: String, subscriber: String, label: String },
    /// A subscriber writes a table.
    Writes { subscriber: String, table: String, atomically: bool },
    /// A subscriber reads a table.
    Reads { table: String, subscriber: String },
    /// A subscriber uses what is outside.
    Uses { subscriber: String, arn: String },
}

/// `cargo statetopic graph`.
pub(crate) fn run(options: &GraphOptions) -> Result<ExitCode, Error> {
    let workspace = collect(&options.source)?;
    let graph = Graph::of(&workspace.subscribers);
    let text = match options.format {
        GraphFormat::Mermaid => mermaid::write(&graph),
        GraphFormat::Dot => dot::write(&graph),
    };
    match &options.out {
        Some(path) => std::fs::write(path, text).map_err(|error| Error::file(path, error))?,
        None => print!("{text}"),
    }
    Ok(ExitCode::SUCCESS)
}

impl Graph {
    fn of(subscribers: &[Subscriber]) -> Self {
        let mut graph = Self::default();
        for Subscriber { manifest, .. } in subscribers {
            let id = || manifest.id.clone();
            graph.subscribers.insert(id());
            for table in tables(manifest) {
                graph.tables.insert(table.name.clone(), table.model.clone());
            }
            let events: BTreeSet<&str> = manifest.filter.arms.iter().map(|arm| &*arm.event).collect();
            let events: Vec<&str> = events.into_iter().collect();
            let via = if manifest.mapping.via == Via::Fifo { " via FIFO" } else { "" };
            graph.edges.insert(Edge::Listens {
                table: manifest.topic.table.name.clone(),
                subscriber: id(),
                label: format!("{}{via}", events.join(", ")),
            });
            let returned: BTreeSet<&str> = manifest.writes.iter().map(|written| &*written.table.name).collect();
            let writes = written(manifest);
            for table in &writes {
                let atomically = returned.contains(table);
                graph.edges.insert(Edge::Writes { subscriber: id(), table: (*table).to_owned(), atomically });
            }
            for grant in manifest.resources.iter().flat_map(|resource| &resource.grants) {
                match &grant.on {
                    GrantTarget::Arn(arn) => {
                        graph.outside.insert(arn.clone());
                        graph.edges.insert(Edge::Uses { subscriber: id(), arn: arn.clone() });
                    }
                    GrantTarget::Table(table) | GrantTarget::Indexes(table) if !writes.contains(&*table.name) => {
                        graph.edges.insert(Edge::Reads { table: table.name.clone(), subscriber: id() });
                    }
                    _ => {}
                }
            }
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::samples::{self, subscribers};

    fn graph() -> Graph {
        Graph::of(&subscribers([samples::orders_to_totals(), samples::of_global_table("world \"watch\"")]))
    }

    #[test]
    fn mermaid_shows_tables_subscribers_and_arrows() {
        let expected = "flowchart LR
    t0[(Order<br/>orders)]
    t1[(Total<br/>totals)]
    t2[(World<br/>world)]
    s0([to_totals])
    s1([world #quot;watch#quot;])
    t0 -->|INSERT, MODIFY, REMOVE| s0
    t2 -->|INSERT, MODIFY, REMOVE| s1
    s0 ==>|Writes| t1
";
        assert_eq!(mermaid::write(&graph()), expected);
    }

    #[test]
    fn dot_shows_the_same() {
        let expected = r#"digraph statetopic {
    rankdir=LR;
    "table orders" [label="Order\norders", shape=cylinder];
    "table totals" [label="Total\ntotals", shape=cylinder];
    "table world" [label="World\nworld", shape=cylinder];
    "to_totals" [shape=box, style=rounded];
    "world \"watch\"" [shape=box, style=rounded];
    "table orders" -> "to_totals" [label="INSERT, MODIFY, REMOVE"];
    "table world" -> "world \"watch\"" [label="INSERT, MODIFY, REMOVE"];
    "to_totals" -> "table totals" [label="Writes", style=bold];
}
"#;
        assert_eq!(dot::write(&graph()), expected);
    }

    #[test]
    fn a_table_that_is_only_lent_is_drawn_by_what_may_be_done() {
        let graph = Graph::of(&subscribers([samples::writes_itself()]));
        let edge = Edge::Writes { subscriber: "itself".to_owned(), table: "orders".to_owned(), atomically: false };
        assert!(graph.edges.contains(&edge), "{graph:?}");
    }
}
