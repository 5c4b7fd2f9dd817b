//! The graph as Mermaid's flowchart.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Edge, Graph};

pub(crate) fn write(graph: &Graph) -> String {
    let mut text = String::from("flowchart LR\n");
    // Ids may have characters that are not allowed in the name of a node.
    let mut names: BTreeMap<(char, &str), String> = BTreeMap::new();
    for (index, (name, node)) in graph.tables.iter().enumerate() {
        let lines: Vec<String> = node.lines(name).iter().map(|line| escaped(line)).collect();
        let _ = writeln!(text, "    t{index}[({})]", lines.join("<br/>"));
        names.insert(('t', name), format!("t{index}"));
    }
    for (index, id) in graph.subscribers.iter().enumerate() {
        let _ = writeln!(text, "    s{index}([{}])", escaped(id));
        names.insert(('s', id), format!("s{index}"));
    }
    for (index, what) in graph.outside.iter().enumerate() {
        let _ = writeln!(text, "    o{index}[/\"{}\"/]", escaped(what));
        names.insert(('o', what), format!("o{index}"));
    }
    let name = |kind: char, name: &str| names.get(&(kind, name)).cloned().unwrap_or_default();
    for edge in &graph.edges {
        let _ = match edge {
            Edge::Listens { table, subscriber, label } => {
                writeln!(text, "    {} -->|{}| {}", name('t', table), escaped(label), name('s', subscriber))
            }
            Edge::Writes { subscriber, table, atomically: true } => {
                writeln!(text, "    {} ==>|Writes| {}", name('s', subscriber), name('t', table))
            }
            Edge::Writes { subscriber, table, .. } => {
                writeln!(text, "    {} -->|writes| {}", name('s', subscriber), name('t', table))
            }
            Edge::Reads { table, subscriber } => {
                writeln!(text, "    {} -.->|reads| {}", name('t', table), name('s', subscriber))
            }
            Edge::Uses { subscriber, what } => writeln!(text, "    {} --> {}", name('s', subscriber), name('o', what)),
            Edge::Discards { subscriber, to } => {
                writeln!(text, "    {} -.->|discards| {}", name('s', subscriber), name('o', to))
            }
        };
    }
    text
}

/// Replaces the characters that would end a label by entities.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('|', "#124;").replace('{', "#123;").replace('}', "#125;")
}
