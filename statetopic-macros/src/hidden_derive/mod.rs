//! Attaches a hidden derive to the struct, which sees the struct without the fields that a `#[cfg]` excludes.

mod faults;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{Attribute, DeriveInput, Item};

use crate::errors::Errors;
use crate::root::{self, Root};
use crate::{helpers, message, settings};

/// An attribute and the derive behind it.
pub(crate) struct HiddenDerive {
    /// The attribute's name, for errors.
    attribute: &'static str,
    derive: &'static str,
    /// The helper attribute that holds the arguments.
    helper: &'static str,
}

pub(crate) const READ_MODEL: HiddenDerive =
    HiddenDerive { attribute: "read_model", derive: "__ReadModel", helper: helpers::READ_MODEL };

pub(crate) const STATE_TOPIC: HiddenDerive =
    HiddenDerive { attribute: "state_topic", derive: "__StateTopic", helper: helpers::STATE_TOPIC };

/// Re-emits the item with the derive, which gets the arguments through the helper attribute.
pub(crate) fn attach(hidden: &HiddenDerive, args: &TokenStream, item: TokenStream) -> TokenStream {
    if hidden.is_second_on(&item) {
        return below_attributes(item, hidden.attached(args));
    }
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(item)) if hidden.is_among(&item.attrs) => {
            let error = syn::Error::new(
                item.ident.span().located_at(Span::call_site()),
                message::duplicate_attribute(hidden.attribute),
            );
            let error = error.to_compile_error();
            quote!(#error #item)
        }
        Ok(Item::Struct(mut item)) => {
            faults::take_out(&mut item);
            let (rejected, attrs): (Vec<_>, Vec<_>) =
                item.attrs.into_iter().partition(|attribute| attribute.path().is_ident(helpers::REJECTED));
            item.attrs = attrs;
            // Helper attributes are below the derive that owns them.
            let attached = hidden.attached(args);
            below_attributes(item.into_token_stream(), quote!(#attached #(#rejected)*))
        }
        Ok(other) => {
            let error = syn::Error::new_spanned(message::item_keyword(&other), message::not_a_struct(hidden.attribute));
            let error = error.to_compile_error();
            quote!(#error #item)
        }
        // rustc reports the item better than this macro could.
        Err(_) => item,
    }
}

/// The item with these attributes below its own, so that each attribute has left its helper when a derive runs.
fn below_attributes(item: TokenStream, attributes: TokenStream) -> TokenStream {
    let mut tokens = item.into_iter().peekable();
    let mut below = TokenStream::new();
    while tokens.peek().is_some_and(is_pound) {
        below.extend(tokens.by_ref().take(2));
    }
    below.extend(attributes);
    below.extend(tokens);
    below
}

fn is_pound(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(pound) if pound.as_char() == '#')
}

impl HiddenDerive {
    /// The derive, and the arguments.
    fn attached(&self, args: &TokenStream) -> TokenStream {
        let (derive, helper) = (quote::format_ident!("{}", self.derive), quote::format_ident!("{}", self.helper));
        // The derive reads the path again and reports its faults.
        let mut reported_elsewhere = Errors::new();
        let settings = settings::peek(args.clone());
        let library = settings.iter().find(|setting| setting.name == root::SETTING);
        let root = Root::from_setting(library, &mut reported_elsewhere);
        reported_elsewhere.into_tokens();
        quote!(#[derive(#root::__private::#derive)] #[#helper(#args)])
    }

    /// Whether the other attribute has run, and so has seen that this is a struct and has removed the faults. This
    /// looks at the tokens, because parsing a struct is slow in an unoptimized build of this crate.
    fn is_second_on(&self, item: &TokenStream) -> bool {
        let mut tokens = item.clone().into_iter().peekable();
        let mut helpers = Vec::new();
        while tokens.next_if(is_pound).is_some() {
            let Some(TokenTree::Group(attribute)) = tokens.next() else { return false };
            if let Some(TokenTree::Ident(name)) = attribute.stream().into_iter().next() {
                helpers.push(name);
            }
        }
        let has = |attribute: &Self| helpers.iter().any(|name| name == attribute.helper);
        !has(self) && (has(&READ_MODEL) || has(&STATE_TOPIC))
    }

    /// Whether the struct has the attribute, by the helper that it left, because its name may be renamed by an import.
    /// The rows of a topic are its images and those of another model are not; no trait can tell that to both derives.
    pub(crate) fn is_on(&self, input: &DeriveInput) -> bool {
        self.is_among(&input.attrs)
    }

    fn is_among(&self, attributes: &[Attribute]) -> bool {
        attributes.iter().any(|attribute| attribute.path().is_ident(self.helper))
    }

    /// The arguments of the attribute, and its span.
    pub(crate) fn args(&self, input: &DeriveInput) -> (TokenStream, Span) {
        let helper = input.attrs.iter().find(|attribute| attribute.path().is_ident(self.helper));
        let args = helper.and_then(|helper| helper.meta.require_list().ok()).map(|list| list.tokens.clone());
        // The helper is a token of the macro, located at the attribute. With the hygiene of the user, an error is shown
        // there.
        let span = helper.map_or(input.ident.span(), |helper| input.ident.span().located_at(helper.path().span()));
        (args.unwrap_or_default(), span)
    }
}
