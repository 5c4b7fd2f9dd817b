//! How an attribute on a struct becomes a hidden derive that sees the whole struct.

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
    /// The helper attribute that carries the arguments.
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
            let (refused, attrs): (Vec<_>, Vec<_>) =
                item.attrs.into_iter().partition(|attribute| attribute.path().is_ident(helpers::REFUSED));
            item.attrs = attrs;
            // Helpers stand below the derive that they are of.
            let attached = hidden.attached(args);
            below_attributes(item.into_token_stream(), quote!(#attached #(#refused)*))
        }
        Ok(other) => {
            let error = syn::Error::new_spanned(message::item_keyword(&other), message::not_a_struct(hidden.attribute));
            let error = error.to_compile_error();
            quote!(#error #item)
        }
        // rustc's own error on the item is better than any of ours.
        Err(_) => item,
    }
}

/// The item with these attributes below its own: when a derive runs, each of our attributes has left its helper.
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
        // Its faults are reported by the derive, which reads it again.
        let mut reported_elsewhere = Errors::new();
        let settings = settings::peek(args.clone());
        let library = settings.iter().find(|setting| setting.name == root::SETTING);
        let root = Root::from_setting(library, &mut reported_elsewhere);
        reported_elsewhere.into_tokens();
        quote!(#[derive(#root::__private::#derive)] #[#helper(#args)])
    }

    /// Whether the other attribute has been here, and so has seen that this is a struct and taken out the faults. The tokens
    /// tell, since to parse a struct takes long in a build of this that is not optimized.
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

    /// Whether the struct has the attribute, by the helper that it left and not by its name, which may be another one there.
    /// A topic's rows are its images, and a model's without a topic are not: no trait can tell that to both.
    pub(crate) fn is_on(&self, input: &DeriveInput) -> bool {
        self.is_among(&input.attrs)
    }

    fn is_among(&self, attributes: &[Attribute]) -> bool {
        attributes.iter().any(|attribute| attribute.path().is_ident(self.helper))
    }

    /// The attribute's arguments, and where it stands.
    pub(crate) fn args(&self, input: &DeriveInput) -> (TokenStream, Span) {
        let helper = input.attrs.iter().find(|attribute| attribute.path().is_ident(self.helper));
        let args = helper.and_then(|helper| helper.meta.require_list().ok()).map(|list| list.tokens.clone());
        // The helper's name is the macro's, at the place of the attribute. An error is shown as the user's there.
        let span = helper.map_or(input.ident.span(), |helper| input.ident.span().located_at(helper.path().span()));
        (args.unwrap_or_default(), span)
    }
}
