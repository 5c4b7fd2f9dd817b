//! A source file has one idea, and few lines.

use super::finding::Finding;
use super::tree::Tree;

const MAX_LINES: usize = 400;

/// Finds source files with more than [`MAX_LINES`] lines.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(&[".rs"])
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(path, lines)| Finding {
            path: path.to_owned(),
            line: lines,
            message: format!("{lines} lines, {MAX_LINES} are allowed; give each idea a file"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_LINES, Tree, check};

    #[test]
    fn a_file_has_at_most_the_allowed_lines() {
        let longest = "//\n".repeat(MAX_LINES);
        let longer = "//\n".repeat(MAX_LINES + 1);
        let tree = Tree::new(&[("a/src/longest.rs", &longest), ("a/src/longer.rs", &longer), ("a/longer.md", &longer)]);
        let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["a/src/longer.rs:401: 401 lines, 400 are allowed; give each idea a file"]);
    }
}
