//! Where generated tokens stand.

use proc_macro2::{TokenStream, TokenTree};
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
