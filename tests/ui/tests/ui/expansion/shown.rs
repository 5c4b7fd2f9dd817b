//! An error in the form in which rustc shows it.

use proc_macro2::{LineColumn, Span};
use quote::ToTokens;

/// What rustc shows whole of a line, with the number before it. trybuild has it show 140 columns.
const MAX_WIDTH: usize = 130;

/// An error of the macros.
#[derive(Debug)]
pub(super) struct Error {
    pub(super) message: String,
    pub(super) marked: Marked,
}

/// The place that an error marks: from the start of one token to the end of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marked {
    pub(super) first: Span,
    pub(super) last: Span,
}

impl Marked {
    pub(super) fn all_of(tokens: &impl ToTokens) -> Self {
        let mut tokens = tokens.to_token_stream().into_iter();
        let first = tokens.next().expect("a token").span();
        Self { first, last: tokens.last().map_or(first, |token| token.span()) }
    }

    /// Whether it is where the macro is called. Whoever expands it knows where that is.
    pub(super) fn is_call_site(self) -> bool {
        self.first.byte_range().is_empty() && self.last.byte_range().is_empty()
    }
}

impl Error {
    /// What rustc shows first, whatever is marked.
    ///
    /// ```text
    /// error: missing the table's name; write `#[read_model(table = "order")]`
    ///  --> fail/case.rs:4:1
    /// ```
    pub(super) fn head(&self, name: &str) -> String {
        let LineColumn { line, column } = self.marked.first.start();
        let margin = " ".repeat(line.to_string().len());
        format!("error: {}\n{margin}--> {name}:{line}:{}\n", self.message, column + 1)
    }

    /// All that rustc shows, or why that takes rustc: what marks several lines has another form, and of a long line rustc
    /// shows a part.
    ///
    /// ```text
    /// error: missing the table's name; write `#[read_model(table = "order")]`
    ///  --> fail/case.rs:4:1
    ///   |
    /// 4 | #[read_model]
    ///   | ^^^^^^^^^^^^^
    /// ```
    pub(super) fn show(&self, name: &str, source: &str) -> Result<String, &'static str> {
        let LineColumn { line, column } = self.marked.first.start();
        let end = self.marked.last.end();
        if line != end.line {
            return Err("an error marks several lines");
        }
        let text = source.lines().nth(line - 1).ok_or("an error is in no line of the case")?;
        if text.len() > MAX_WIDTH {
            return Err("an error is in a long line");
        }
        let number = line.to_string();
        // One column a character: neither tabs nor characters of two columns stand in a case.
        let (margin, indent) = (" ".repeat(number.len()), " ".repeat(column));
        let carets = "^".repeat(end.column.saturating_sub(column).max(1));
        Ok(format!("{}{margin} |\n{number} | {text}\n{margin} | {indent}{carets}\n", self.head(name)))
    }
}
