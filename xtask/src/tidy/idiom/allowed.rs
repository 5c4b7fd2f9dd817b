//! Where an idiom's words are ordinary English.

use super::prose::Prose;

/// The entries of `allowed.txt`: the file, a part of its text that contains the words, and the reason.
pub(super) struct Allowed {
    entries: Vec<Entry>,
}

struct Entry {
    line: usize,
    path: String,
    text: String,
    used: bool,
}

impl Allowed {
    /// Reads `path | text | reason` from each line that is not empty or a comment.
    ///
    /// # Errors
    /// If a line does not have three parts.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut entries = Vec::new();
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let [path, text, reason] = parts[..] else {
                return Err(format!("allowed.txt:{}: a line is `path | text | reason`", place + 1));
            };
            if [path, text, reason].contains(&"") {
                return Err(format!("allowed.txt:{}: none of the three may be empty", place + 1));
            }
            entries.push(Entry { line: place + 1, path: path.to_owned(), text: text.to_owned(), used: false });
        }
        Ok(Self { entries })
    }

    /// Whether what was found at a place of a file is within a text that an entry allows there.
    pub(super) fn has(&mut self, path: &str, prose: &Prose, found: usize) -> bool {
        let mut allowed = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.path == path) {
            let places = prose.text.match_indices(&entry.text);
            if places.map(|(start, text)| start..start + text.len()).any(|range| range.contains(&found)) {
                entry.used = true;
                allowed = true;
            }
        }
        allowed
    }

    /// The entries that allowed nothing, with their lines.
    pub(super) fn unused(&self) -> impl Iterator<Item = (usize, String)> {
        let unused = self.entries.iter().filter(|entry| !entry.used);
        unused.map(|entry| (entry.line, format!("{} | {}", entry.path, entry.text)))
    }
}
