//! Where generated tokens stand.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens with the last of them where that of `written` stands.
///
/// What is quoted at the span of `written` stands at its first token alone, as far as stable Rust goes. With this, an
/// error about the quoted tokens marks all that was written, and rustc sees that it is an error which it had before.
pub(crate) fn ending_with(tokens: TokenStream, written: &impl ToTokens) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let end = written.to_token_stream().into_iter().last();
    if let (Some(last), Some(end)) = (tokens.last_mut(), end) {
        last.set_span(end.span());
    }
    tokens.into_iter().collect()
}

/// The tokens where `at` is. What the names mean is still what they mean where they were written: there may be a `$crate`
/// among them.
pub(crate) fn moved(tokens: TokenStream, at: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(at));
        token
    });
    moved.collect()
}
