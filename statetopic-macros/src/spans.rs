//! The spans of generated tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens, with the span of the last token of `written` for the last of them.
///
/// On stable Rust, `written.span()` is the span of its first token only. With this, an error about the quoted tokens
/// marks all of `written`, and rustc recognizes it as an error that it has already reported.
pub(crate) fn ending_with(tokens: TokenStream, written: &impl ToTokens) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let end = written.to_token_stream().into_iter().last();
    if let (Some(last), Some(end)) = (tokens.last_mut(), end) {
        last.set_span(end.span());
    }
    tokens.into_iter().collect()
}

/// The tokens, located at `at`. Names still resolve where they were written, because a `$crate` may be among them.
pub(crate) fn moved(tokens: TokenStream, at: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(at));
        token
    });
    moved.collect()
}
