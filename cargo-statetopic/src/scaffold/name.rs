//! The name of a new package.

use crate::error::Error;

/// A name that cargo takes for a package, and that differs from those of the crates that it depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackageName(String);

/// The crates that a new package depends on, and names that cargo refuses or that are in the way.
const TAKEN: [&str; 15] = [
    "alloc",
    "axum",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc_macro",
    "serde",
    "statetopic",
    "statetopic_local",
    "std",
    "test",
    "tokio",
    "tower",
];

/// Words that no identifier may be.
///
/// Source: <https://doc.rust-lang.org/reference/keywords.html>
pub(super) const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

impl PackageName {
    /// # Errors
    /// What is wrong with it, and what to do.
    pub(crate) fn parse(name: &str, bins: &[&str]) -> Result<Self, Error> {
        let refused = |problem: &str| {
            Err(Error::arguments(format!("`{name}` cannot be the name of a package: {problem}; choose another one")))
        };
        let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
        if !begins || !name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')) {
            return refused("it begins with a letter of `a-z` and has letters of `a-z`, digits, `-` and `_`");
        }
        if name.len() > 64 {
            return refused("it has at most 64 characters");
        }
        let parsed = Self(name.to_owned());
        let crate_name = parsed.crate_name();
        if KEYWORDS.contains(&&*crate_name) {
            return refused("it is a keyword of Rust");
        }
        if TAKEN.contains(&&*crate_name) {
            return refused("a package that it depends on, or cargo, has that name");
        }
        if bins.contains(&&*crate_name) {
            return refused("a function of the template has that name");
        }
        Ok(parsed)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The crate's name, by which code names it.
    pub(crate) fn crate_name(&self) -> String {
        self.0.replace('-', "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_cargo_takes_and_is_in_nobody_s_way() {
        let parse = |name: &str| PackageName::parse(name, &["count_articles"]);
        for name in ["shop", "my-shop", "a2", "under_scored"] {
            assert_eq!(parse(name).unwrap().as_str(), name);
        }
        assert_eq!(parse("my-shop").unwrap().crate_name(), "my_shop");
        for (name, problem) in [
            ("", "begins with a letter"),
            ("2shop", "begins with a letter"),
            ("Shop", "begins with a letter"),
            ("a b", "begins with a letter"),
            ("å", "begins with a letter"),
            ("../shop", "begins with a letter"),
            ("match", "keyword"),
            ("statetopic", "has that name"),
            ("statetopic-local", "has that name"),
            ("tokio", "has that name"),
            ("count-articles", "a function of the template"),
            (&"a".repeat(65), "at most 64"),
        ] {
            let error = parse(name).unwrap_err().to_string();
            assert!(error.contains(problem) && error.contains("choose another one"), "{name}: {error}");
        }
    }
}
