//! `cargo statetopic graph`.

use super::manifest;
use super::support::{assert_fails, of_answer};

#[test]
fn a_graph_is_written_to_a_file_in_a_format() {
    let folder = tempfile::tempdir().unwrap();
    let answer = manifest().to_json();
    let printed = of_answer("graph", &answer, &[]);
    assert!(printed.code == Some(0) && printed.out.starts_with("flowchart LR\n"), "{printed:?}");
    let path = folder.path().join("graph.dot");
    let ended = of_answer("graph", &answer, &["--format", "dot", "--out", path.to_str().unwrap()]);
    assert_eq!((ended.code, &*ended.out), (Some(0), ""), "{ended:?}");
    assert!(std::fs::read_to_string(path).unwrap().starts_with("digraph statetopic {\n"));
}

#[test]
fn an_invalid_format_or_file_is_named() {
    let answer = manifest().to_json();
    assert_fails(&of_answer("graph", &answer, &["--format", "svg"]), 2, "[possible values: mermaid, dot]");
    let ended = of_answer("graph", &answer, &["--out", "no/graph.md"]);
    assert_fails(&ended, 4, "error: no/graph.md: there is no folder no; create it");
}
