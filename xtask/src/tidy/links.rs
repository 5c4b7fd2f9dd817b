//! What a page names is there: files, folders and the targets of its links.

use std::error::Error;

use regex_lite::Regex;

use super::finding::Finding;
use super::tree::{Tree, is_rust};

/// Finds paths on pages that lead nowhere. A path is looked for from the root of the repository; a Rust file also by the end
/// of its path, since a page may say once which package it is about.
///
/// # Errors
/// Never with these patterns.
pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>, Box<dyn Error>> {
    let link = Regex::new(r"\]\(([^)#:]+)(#[^)]*)?\)")?;
    let quoted = Regex::new(r"`([A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/?)`")?;
    let rust = Regex::new(r"[A-Za-z0-9_/-]+\.rs\b")?;
    let url = Regex::new(r"https?://[^ )>]+")?;
    let mut findings = Vec::new();
    for (page, text) in tree.ending(&[".md"]).filter(|(page, _)| is_checked(page)) {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, text) in (1..).zip(text.lines()) {
            let mut missing = Vec::new();
            for target in link.captures_iter(text).map(|found| found.get(1).map_or("", |group| group.as_str())) {
                if !tree.has(&relative(folder, target)) {
                    missing.push(target);
                }
            }
            for path in quoted.captures_iter(text).map(|found| found.get(1).map_or("", |group| group.as_str())) {
                let first = path.split('/').next().unwrap_or(path);
                if path.contains('/') && tree.has(first) && !is_rust(path) && !tree.has(path) {
                    missing.push(path);
                }
            }
            let plain = url.replace_all(text, "");
            for path in rust.find_iter(&plain).map(|found| found.as_str()) {
                let end = format!("/{}", path.trim_start_matches('/'));
                if !tree.has(path) && !tree.ending(&[&end]).any(|_| true) && !missing.contains(&path) {
                    missing.push(path);
                }
            }
            findings.extend(missing.into_iter().map(|path| Finding {
                path: page.to_owned(),
                line,
                message: format!("there is no `{path}`; name where it is now"),
            }));
        }
    }
    Ok(findings)
}

fn is_checked(page: &str) -> bool {
    page.starts_with("docs/") || page == "README.md" || page.ends_with("/README.md")
}

fn relative(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    fn found(page: &str, text: &str) -> Vec<String> {
        let tree = Tree::new(&[
            (page, text),
            ("docs/deployment.md", ""),
            ("statetopic/src/decode/cursor.rs", ""),
            ("statetopic/Cargo.toml", ""),
        ]);
        check(&tree).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_path_that_leads_somewhere() {
        for text in [
            "[deploying](deployment.md), [code](../statetopic/src/decode), [AWS](https://aws.amazon.com/a.rs)",
            "`statetopic/src/decode`, `statetopic/src/decode/cursor.rs`, `statetopic/Cargo.toml`, `cursor.rs`",
            "cursor.rs ─▶ decode/cursor.rs, `application/json`, `target/lambda`",
        ] {
            assert_eq!(found("docs/a.md", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere() {
        for (text, path) in [
            ("[deploying](deploying.md#how)", "deploying.md"),
            ("`statetopic/src/encode`", "statetopic/src/encode"),
            ("`statetopic/src/cursor.rs`", "statetopic/src/cursor.rs"),
            ("scan.rs ─▶ decode/cursor.rs", "scan.rs"),
        ] {
            let line = format!("docs/a.md:2: there is no `{path}`; name where it is now");
            assert_eq!(found("docs/a.md", &format!("\n{text}")), [line]);
            assert_eq!(found("statetopic/docs/a.md", text), [""; 0], "{text}");
        }
    }
}
