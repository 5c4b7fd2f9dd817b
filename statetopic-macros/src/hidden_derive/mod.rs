//! How an attribute on a struct becomes a hidden derive that sees the whole struct.

pub(crate) mod faults;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{Attribute, DeriveInput, Item};

use crate::errors::Errors;
use crate::root::Root;
use crate::{message, settings};

/// An attribute and the derive behind it.
pub(crate) struct HiddenDerive {
    /// The attribute's name, for errors.
    attribute: &'static str,
    derive: &'static str,
    /// The helper attribute that carries the arguments.
    helper: &'static str,
}

pub(crate) const READ_MODEL: HiddenDerive =
    HiddenDerive { attribute: "read_model", derive: "__ReadModel", helper: "__read_model" };

pub(crate) const STATE_TOPIC: HiddenDerive =
    HiddenDerive { attribute: "state_topic", derive: "__StateTopic", helper: "__state_topic" };

/// Re-emits the item with the derive, which gets the arguments through the helper attribute.
pub(crate) fn attach(hidden: &HiddenDerive, args: &TokenStream, item: TokenStream) -> TokenStream {
    let derive = quote::format_ident!("{}", hidden.derive);
    let helper = quote::format_ident!("{}", hidden.helper);
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
            // The first of the two attributes has done so.
            if ![&READ_MODEL, &STATE_TOPIC].iter().any(|attribute| attribute.is_among(&item.attrs)) {
                faults::take_out(&mut item);
            }
            // Its faults are reported by the derive, which reads it again.
            let mut reported_elsewhere = Errors::new();
            let root = Root::of(&settings::peek(args.clone()), &mut reported_elsewhere);
            reported_elsewhere.into_tokens();
            // Below all others: when the derive runs, each of our attributes has left its helper. Helpers stand below it.
            let (refused, mut attrs): (Vec<_>, Vec<_>) =
                item.attrs.into_iter().partition(|attribute| attribute.path().is_ident(faults::REFUSED));
            attrs.push(syn::parse_quote!(#[derive(#root::__private::#derive)]));
            attrs.push(syn::parse_quote!(#[#helper(#args)]));
            attrs.extend(refused);
            item.attrs = attrs;
            item.into_token_stream()
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

impl HiddenDerive {
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
