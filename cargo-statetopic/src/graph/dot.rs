//! The graph in Graphviz's language.

use std::fmt::Write as _;

use super::{Edge, Graph};

pub(crate) fn write(graph: &Graph) -> String {
    let mut text = String::from("digraph statetopic {\n    rankdir=LR;\n");
    let table = |name: &str| quoted(&format!("table {name}"));
    for (name, node) in &graph.tables {
        let lines: Vec<String> = node.lines(name).iter().map(|line| escaped(line)).collect();
        let label = format!("\"{}\"", lines.join("\\n"));
        let _ = writeln!(text, "    {} [label={label}, shape=cylinder];", table(name));
    }
    for id in &graph.subscribers {
        let _ = writeln!(text, "    {} [shape=box, style=rounded];", quoted(id));
    }
    for what in &graph.outside {
        let _ = writeln!(text, "    {} [shape=parallelogram];", quoted(what));
    }
    for edge in &graph.edges {
        let _ = match edge {
            Edge::Listens { table: name, subscriber, label } => {
                writeln!(text, "    {} -> {} [label={}];", table(name), quoted(subscriber), quoted(label))
            }
            Edge::Writes { subscriber, table: name, atomically: true } => {
                writeln!(text, "    {} -> {} [label=\"Writes\", style=bold];", quoted(subscriber), table(name))
            }
            Edge::Writes { subscriber, table: name, .. } => {
                writeln!(text, "    {} -> {} [label=\"writes\"];", quoted(subscriber), table(name))
            }
            Edge::Reads { table: name, subscriber } => {
                writeln!(text, "    {} -> {} [label=\"reads\", style=dashed];", table(name), quoted(subscriber))
            }
            Edge::Uses { subscriber, what } => writeln!(text, "    {} -> {};", quoted(subscriber), quoted(what)),
            Edge::Discards { subscriber, to } => {
                writeln!(text, "    {} -> {} [label=\"discards\", style=dotted];", quoted(subscriber), quoted(to))
            }
        };
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
