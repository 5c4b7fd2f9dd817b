//! How an attribute on a struct becomes a hidden derive that sees the whole struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Item;

use crate::message;

/// An attribute and the derive behind it.
pub(crate) struct HiddenDerive {
    /// The attribute's name, for errors.
    attribute: &'static str,
    derive: &'static str,
    /// The helper attribute that carries the arguments.
    pub(crate) helper: &'static str,
}

pub(crate) const READ_MODEL: HiddenDerive =
    HiddenDerive { attribute: "read_model", derive: "__ReadModel", helper: "__read_model" };

pub(crate) const STATE_TOPIC: HiddenDerive =
    HiddenDerive { attribute: "state_topic", derive: "__StateTopic", helper: "__state_topic" };

/// Re-emits the item with the derive, which gets the arguments through the helper attribute.
pub(crate) fn attach(hidden: &HiddenDerive, args: TokenStream, item: TokenStream) -> TokenStream {
    let derive = quote::format_ident!("{}", hidden.derive);
    let helper = quote::format_ident!("{}", hidden.helper);
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(_)) => quote! {
            #[derive(::statetopic::__private::#derive)]
            #[#helper(#args)]
            #item
        },
        Ok(other) => {
            let error = syn::Error::new_spanned(message::item_keyword(&other), message::not_a_struct(hidden.attribute));
            let error = error.to_compile_error();
            quote!(#error #item)
        }
        // rustc's own error on the item is better than any of ours.
        Err(_) => item,
    }
}
