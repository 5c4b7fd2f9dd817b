//! Collects errors, so that one build shows all of them.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors so far. Dropping it unread is a bug of ours, and panics while we test.
#[derive(Debug)]
pub(crate) struct Errors {
    errors: Option<Vec<syn::Error>>,
}

impl Errors {
    pub(crate) const fn new() -> Self {
        Self { errors: Some(Vec::new()) }
    }

    /// An error at a token.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// An error at all of some tokens.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        self.errors.get_or_insert_default().push(error);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.errors.as_ref().map_or(0, Vec::len)
    }

    /// Keeps a result's error and goes on without its value.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    /// All errors as tokens that make rustc show them; empty where there is none.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        let errors = self.errors.take().unwrap_or_default();
        errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.errors.is_none() || std::thread::panicking(), "the errors were not reported");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic = "the errors were not reported"]
    fn errors_that_nobody_reports_are_a_bug() {
        let mut errors = Errors::new();
        errors.at(Span::call_site(), "lost");
        drop(errors);
    }

    #[test]
    fn reported_errors_are_all_there() {
        let mut errors = Errors::new();
        errors.at(Span::call_site(), "first");
        let kept: Option<()> = errors.keep(Err(syn::Error::new(Span::call_site(), "second")));
        assert_eq!((kept, errors.count()), (None, 2));
        let reported = errors.into_tokens().to_string();
        assert!(reported.contains("\"first\"") && reported.contains("\"second\""), "{reported}");
    }
}
