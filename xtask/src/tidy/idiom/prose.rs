//! A file as running text.

use std::ops::Range;

use regex_lite::Regex;

use crate::tidy::tree::is_rust;

/// The lines of a file as one, without what begins a line of a comment, so that a phrase is found across a line's end.
pub(super) struct Prose {
    pub(super) text: String,
    lower_case: String,
    /// Where each line begins in the text.
    starts: Vec<usize>,
}

impl Prose {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let comment: &[char] = if is_rust(path) { &['/', '!', ' '] } else { &['#', '>', '|', ' '] };
        let mut prose = Self { text: String::new(), lower_case: String::new(), starts: Vec::new() };
        for line in text.lines() {
            prose.starts.push(prose.text.len());
            // A text in Rust goes on in the next line behind a backslash.
            prose.text.push_str(line.trim().trim_start_matches(comment).trim_end_matches(['\\', ' ']));
            prose.text.push(' ');
        }
        prose.lower_case = prose.text.to_ascii_lowercase();
        prose
    }

    /// Where a pattern matches, in a line and the next one: not within an exception, and only near one of the hints.
    pub(super) fn find(&self, hints: &[&str], pattern: &Regex, except: Option<&Regex>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for (line, start) in self.starts.iter().enumerate() {
            let end = |line: usize| self.starts.get(line + 1).copied().unwrap_or(self.text.len());
            let both = *start..end(line + 1);
            if !hints.iter().any(|hint| self.lower_case[both.clone()].contains(hint)) {
                continue;
            }
            let text = &self.text[both];
            let excepted: Vec<_> = except.iter().flat_map(|it| it.find_iter(text)).map(|it| it.range()).collect();
            let places = pattern.find_iter(text).map(|place| place.range());
            let places = places.filter(|place| !excepted.iter().any(|range| range.contains(&place.start)));
            let places = places.map(|place| start + place.start..start + place.end);
            found.extend(places.filter(|place| place.start < end(line)));
        }
        found
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
