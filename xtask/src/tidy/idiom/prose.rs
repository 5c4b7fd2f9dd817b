//! A file as running text.

use std::ops::Range;

/// The lines of a file as one, without what begins a line of a comment, so that a phrase is found across a line's end.
pub(super) struct Prose {
    pub(super) text: String,
    /// Where each line begins in the text.
    starts: Vec<usize>,
}

impl Prose {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let comment: &[char] = if path.ends_with(".rs") { &['/', '!', ' '] } else { &['#', '>', '|', ' '] };
        let mut prose = Self { text: String::with_capacity(text.len()), starts: Vec::new() };
        for line in text.lines() {
            prose.starts.push(prose.text.len());
            prose.text.push_str(line.trim().trim_start_matches(comment));
            prose.text.push(' ');
        }
        prose
    }

    /// The number of the line that a place is in, from 1.
    pub(super) fn line(&self, place: usize) -> usize {
        self.starts.partition_point(|start| *start <= place)
    }

    /// What was found, with the words beside it.
    pub(super) fn around(&self, found: Range<usize>) -> &str {
        let start = self.text[..found.start].char_indices().rev().filter(|(_, char)| *char == ' ').nth(2);
        let end = self.text[found.end..].char_indices().filter(|(_, char)| *char == ' ').nth(1);
        let start = start.map_or(0, |(place, _)| place + 1);
        let end = end.map_or(self.text.len(), |(place, _)| found.end + place);
        self.text[start..end].trim()
    }
}
