//! `tidy`: rules of this repository that neither rustc nor clippy knows. A finding is one line, with its fix.

mod circles;
mod finding;
mod idiom;
mod length;
mod links;
mod tree;

use std::error::Error;

use self::finding::Finding;
use self::tree::Tree;

/// What a rule found.
type Findings = Result<Vec<Finding>, Box<dyn Error>>;

/// One rule of the repository.
struct Rule {
    name: &'static str,
    check: fn(&Tree) -> Findings,
}

const RULES: &[Rule] = &[
    Rule { name: "circles", check: circles::check },
    Rule { name: "length", check: |tree| Ok(length::check(tree)) },
    Rule { name: "idiom", check: idiom::check },
    Rule { name: "links", check: links::check },
];

/// Applies every rule, or those that are named.
///
/// # Errors
/// If there is a finding, if a file cannot be read or parsed, or if a named rule does not exist.
pub(crate) fn run(names: &[&str]) -> Result<(), Box<dyn Error>> {
    if let Some(unknown) = names.iter().find(|name| RULES.iter().all(|rule| rule.name != **name)) {
        let known: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        return Err(format!("unknown rule `{unknown}`; expected one of `{}`", known.join("`, `")).into());
    }
    let tree = Tree::read()?;
    if tree.files().next().is_none() {
        return Err("git knows no file here; run `tidy` in a clone of the repository".into());
    }
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| names.is_empty() || names.contains(&rule.name)) {
        findings.extend((rule.check)(&tree)?);
    }
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err("1 finding".into()),
        count => Err(format!("{count} findings").into()),
    }
}
