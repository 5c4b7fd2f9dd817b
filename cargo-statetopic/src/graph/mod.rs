//! The graph of a project: read models, topics, subscribers and resources.

pub(crate) mod dot;
pub(crate) mod mermaid;

use std::collections::{BTreeMap, BTreeSet};

use statetopic::manifest::{Destination, GrantTarget, Via};

use crate::project::{Subscriber, tables, written_tables};

/// Nodes and edges.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    /// By logical name.
    tables: BTreeMap<String, Node>,
    /// By id.
    subscribers: BTreeSet<String>,
    /// Everything else: ARNs that a subscriber is granted, variables that its resources read, destinations of its mapping.
    outside: BTreeSet<String>,
    edges: BTreeSet<Edge>,
}

/// A read model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    model: String,
    /// The view of its stream, if it is a topic with a subscriber.
    view: Option<String>,
}

impl Node {
    /// The lines of its label.
    fn lines(&self, table: &str) -> Vec<String> {
        let topic = self.view.iter().map(|view| format!("topic, {view}"));
        [self.model.clone(), table.to_owned()].into_iter().chain(topic).collect()
    }
}

/// An edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// A subscriber listens to the changes of a table.
    Listens { table: String, subscriber: String, label: String },
    /// A subscriber writes a table.
    Writes { subscriber: String, table: String, atomically: bool },
    /// A subscriber reads a table.
    Reads { table: String, subscriber: String },
    /// A subscriber uses something that is not a table.
    Uses { subscriber: String, what: String },
    /// Records that a subscriber discards go to a destination.
    Discards { subscriber: String, to: String },
}

impl Graph {
    /// The graph of these subscribers.
    pub(crate) fn from_subscribers(subscribers: &[Subscriber]) -> Self {
        let mut graph = Self::default();
        for Subscriber { manifest, .. } in subscribers {
            let id = || manifest.id.clone();
            graph.subscribers.insert(id());
            for table in tables(manifest) {
                graph.tables.entry(table.name.clone()).or_default().model.clone_from(&table.model);
            }
            graph.tables.entry(manifest.topic.table.name.clone()).or_default().view = Some(manifest.topic.view.clone());
            let events: BTreeSet<&str> = manifest.filter.arms.iter().map(|arm| &*arm.event).collect();
            let events: Vec<&str> = events.into_iter().collect();
            let via = if manifest.mapping.via == Via::Fifo { " via FIFO" } else { "" };
            graph.edges.insert(Edge::Listens {
                table: manifest.topic.table.name.clone(),
                subscriber: id(),
                label: format!("{}{via}", events.join(", ")),
            });
            let returned: BTreeSet<&str> = manifest.writes.iter().map(|written| &*written.table.name).collect();
            let writes = written_tables(manifest);
            for table in &writes {
                let atomically = returned.contains(table);
                graph.edges.insert(Edge::Writes { subscriber: id(), table: (*table).to_owned(), atomically });
            }
            for grant in manifest.resources.iter().flat_map(|resource| &resource.grants) {
                match &grant.on {
                    GrantTarget::Arn(arn) => {
                        graph.outside.insert(arn.clone());
                        graph.edges.insert(Edge::Uses { subscriber: id(), what: arn.clone() });
                    }
                    GrantTarget::Table(table) | GrantTarget::Indexes(table) if !writes.contains(&*table.name) => {
                        graph.edges.insert(Edge::Reads { table: table.name.clone(), subscriber: id() });
                    }
                    _ => {}
                }
            }
            for variable in manifest.resources.iter().flat_map(|resource| &resource.variables) {
                graph.outside.insert(variable.clone());
                graph.edges.insert(Edge::Uses { subscriber: id(), what: variable.clone() });
            }
            if let Some(to) = manifest.mapping.on_failure.as_ref().and_then(destination) {
                graph.outside.insert(to.clone());
                graph.edges.insert(Edge::Discards { subscriber: id(), to });
            }
        }
        graph
    }
}

fn destination(destination: &Destination) -> Option<String> {
    match destination {
        Destination::S3(name) => Some(format!("bucket {name}")),
        Destination::Sqs(name) => Some(format!("queue {name}")),
        Destination::Sns(name) => Some(format!("notifications {name}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, restless, subscribers};

    fn graph() -> Graph {
        Graph::from_subscribers(&subscribers([
            samples::orders_to_totals(),
            samples::of_global_table("world \"watch\""),
        ]))
    }

    #[test]
    fn mermaid_shows_tables_subscribers_and_arrows() {
        let expected = "flowchart LR
    t0[(Order<br/>orders<br/>topic, NEW_AND_OLD_IMAGES)]
    t1[(Total<br/>totals)]
    t2[(World<br/>world<br/>topic, KEYS_ONLY)]
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
    "table orders" [label="Order\norders\ntopic, NEW_AND_OLD_IMAGES", shape=cylinder];
    "table totals" [label="Total\ntotals", shape=cylinder];
    "table world" [label="World\nworld\ntopic, KEYS_ONLY", shape=cylinder];
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
    fn arns_variables_and_destinations_are_drawn() {
        let graph = Graph::from_subscribers(&subscribers([restless(), samples::unreached_destination()]));
        let bus = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/orders";
        let outside: Vec<&str> = graph.outside.iter().map(String::as_str).collect();
        assert_eq!(outside, ["BUS_NAME", bus, "bucket restless-failures", "queue failed"]);
        let mermaid = mermaid::write(&graph);
        assert!(mermaid.contains("    o3[/\"queue failed\"/]\n"), "{mermaid}");
        assert!(mermaid.contains("    s0 -.->|discards| o3\n") && mermaid.contains("    s1 --> o0\n"), "{mermaid}");
        let dot = dot::write(&graph);
        assert!(
            dot.contains(
                "    \"cargo-statetopic/unreached\" -> \"queue failed\" [label=\"discards\", style=dotted];\n"
            ),
            "{dot}"
        );
        assert!(dot.contains("    \"stock/restless\" -> \"BUS_NAME\";\n"), "{dot}");
    }

    #[test]
    fn a_table_parameter_is_drawn_by_its_grants() {
        let graph = Graph::from_subscribers(&subscribers([samples::writes_itself()]));
        let edge = Edge::Writes { subscriber: "itself".to_owned(), table: "orders".to_owned(), atomically: false };
        assert!(graph.edges.contains(&edge), "{graph:?}");
    }
}
