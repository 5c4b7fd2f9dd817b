//! Collects errors, so that one build shows all of them.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors so far. To drop them unreported is a bug, and panics.
#[derive(Debug)]
pub(crate) struct Errors {
    errors: Option<Vec<syn::Error>>,
}

impl Errors {
    pub(crate) const fn new() -> Self {
        Self { errors: Some(Vec::new()) }
    }

    /// Adds an error at a token.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// Adds an error that spans tokens.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        self.errors.get_or_insert_default().push(error);
    }

    /// The number of errors.
    pub(crate) fn count(&self) -> usize {
        self.errors.as_ref().map_or(0, Vec::len)
    }

    /// The value of a result; adds its error.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    /// The errors as tokens that make rustc report them; empty without errors.
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
    fn unreported_errors_are_a_bug() {
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
