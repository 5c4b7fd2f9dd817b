//! The graph of a project: read models, topics, subscribers and resources.

pub(crate) mod dot;
pub(crate) mod mermaid;

use std::collections::{BTreeMap, BTreeSet};

use statetopic::ChangeKind;
use statetopic::plan::{Deployment, DiscardTarget, EventSource, SubscriberPlan, Target};
use statetopic::subscriber::Destination;
use statetopic::view::StreamView;

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
    view: Option<StreamView>,
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
    /// The graph of a deployment.
    pub(crate) fn new(deployment: &Deployment) -> Self {
        let mut graph = Self::default();
        for subscriber in &deployment.subscribers {
            graph.add(subscriber);
        }
        graph
    }

    fn add(&mut self, subscriber: &SubscriberPlan) {
        let manifest = &subscriber.manifest;
        let id = || manifest.id.clone();
        self.subscribers.insert(id());
        for table in manifest.tables() {
            self.tables.entry(table.name().to_owned()).or_default().model.clone_from(&table.model);
        }
        self.tables.entry(subscriber.topic().to_owned()).or_default().view = Some(manifest.topic.view);
        let events: BTreeSet<ChangeKind> = manifest.filter.arms.iter().map(|arm| arm.event).collect();
        let events: Vec<&str> = events.into_iter().map(ChangeKind::event_name).collect();
        let via = match &subscriber.source {
            EventSource::Stream(_) => "",
            EventSource::Fifo { .. } => " via FIFO",
        };
        let label = format!("{}{via}", events.join(", "));
        self.edges.insert(Edge::Listens { table: subscriber.topic().to_owned(), subscriber: id(), label });
        let returned: BTreeSet<&str> = manifest.writes.iter().map(|written| written.table.name()).collect();
        let writes = subscriber.writes();
        for table in &writes {
            let atomically = returned.contains(table);
            self.edges.insert(Edge::Writes { subscriber: id(), table: (*table).to_owned(), atomically });
        }
        for access in &subscriber.access {
            match &access.on {
                Target::Arn(arn) => self.add_use(subscriber, arn.clone()),
                Target::Table(table) | Target::Index { table, .. }
                    if !writes.contains(&**table) && self.tables.contains_key(table) =>
                {
                    self.edges.insert(Edge::Reads { table: table.clone(), subscriber: id() });
                }
                // A written table has its edge, and a ledger has none.
                Target::Table(_) | Target::Index { .. } => {}
            }
        }
        for variable in subscriber.variables.keys() {
            self.add_use(subscriber, variable.clone());
        }
        if let Some(target) = &subscriber.source.reader().discards {
            let to = discards(target);
            self.outside.insert(to.clone());
            self.edges.insert(Edge::Discards { subscriber: id(), to });
        }
    }

    fn add_use(&mut self, subscriber: &SubscriberPlan, what: String) {
        self.outside.insert(what.clone());
        self.edges.insert(Edge::Uses { subscriber: subscriber.manifest.id.clone(), what });
    }
}

fn discards(target: &DiscardTarget) -> String {
    match target {
        DiscardTarget::Shared(Destination::S3(name)) => format!("bucket {name}"),
        DiscardTarget::Shared(Destination::Sqs(name)) | DiscardTarget::Own(name) => format!("queue {name}"),
        DiscardTarget::Shared(Destination::Sns(name)) => format!("notifications {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment, restless};

    fn graph() -> Graph {
        Graph::new(&deployment([samples::orders_to_totals(), samples::of_global_table("world \"watch\"")]))
    }

    #[test]
    fn mermaid_shows_tables_subscribers_and_arrows() {
        let expected = "flowchart LR
    t0[(Order<br/>orders<br/>topic, NEW_AND_OLD_IMAGES)]
    t1[(Total<br/>totals)]
    t2[(World<br/>world<br/>topic, KEYS_ONLY)]
    s0([to_totals])
    s1([world #quot;watch#quot;])
    o0[/\"bucket failures\"/]
    t0 -->|INSERT, MODIFY, REMOVE| s0
    t2 -->|INSERT, MODIFY, REMOVE| s1
    s0 ==>|Writes| t1
    s1 -.->|discards| o0
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
    "bucket failures" [shape=parallelogram];
    "table orders" -> "to_totals" [label="INSERT, MODIFY, REMOVE"];
    "table world" -> "world \"watch\"" [label="INSERT, MODIFY, REMOVE"];
    "to_totals" -> "table totals" [label="Writes", style=bold];
    "world \"watch\"" -> "bucket failures" [label="discards", style=dotted];
}
"#;
        assert_eq!(dot::write(&graph()), expected);
    }

    #[test]
    fn arns_variables_and_destinations_are_drawn() {
        let graph = Graph::new(&deployment([restless(), samples::unreached_destination()]));
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
        let graph = Graph::new(&deployment([samples::writes_itself()]));
        let edge = Edge::Writes { subscriber: "itself".to_owned(), table: "orders".to_owned(), atomically: false };
        assert!(graph.edges.contains(&edge), "{graph:?}");
    }
}
