//! Parses the struct for the hidden derives. Each `Self` becomes the name of the struct, because its tokens go into
//! other types.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::DeriveInput;

/// Parses the struct.
pub(crate) fn input(item: TokenStream) -> syn::Result<DeriveInput> {
    let input: DeriveInput = syn::parse2(item.clone())?;
    // As text, because visiting each token is slow in an unoptimized build of this crate.
    if !item.to_string().contains("Self") {
        return Ok(input);
    }
    let (_, arguments, _) = input.generics.split_for_impl();
    let arguments = arguments.as_turbofish().to_token_stream();
    syn::parse2(named(item, &|token| {
        let mut ident = input.ident.clone();
        ident.set_span(token.span());
        quote_spanned!(token.span()=> #ident #arguments)
    }))
}

fn named(tokens: TokenStream, name: &impl Fn(&TokenTree) -> TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ref ident) if ident == "Self" => name(&token),
        TokenTree::Group(group) => {
            let mut inside = proc_macro2::Group::new(group.delimiter(), named(group.stream(), name));
            inside.set_span(group.span());
            TokenTree::Group(inside).into()
        }
        other => other.into(),
    });
    tokens.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn self_is_the_structs_name() {
        for (item, expected) in [
            ("struct Node { next: Option<Self> }", "struct Node { next : Option < Node > }"),
            (
                "struct Node<T: Clone> { children: Vec<Self>, value: T }",
                "struct Node < T : Clone > { children : Vec < Node :: < T > > , value : T }",
            ),
            ("struct Node { lines: [u8; { Self::LINES }] }", "struct Node { lines : [u8 ; { Node :: LINES }] }"),
            ("struct Node { itself: u8 }", "struct Node { itself : u8 }"),
        ] {
            let input = input(item.parse().unwrap()).unwrap();
            assert_eq!(input.into_token_stream().to_string(), expected, "{item}");
        }
    }
}
