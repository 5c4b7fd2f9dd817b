//! An enum of unit variants, each of which is stored as its name.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Settings;
use super::names::{Variant, is_group_id};

pub(super) fn expand(name: &Ident, variants: &[Variant], Settings { root, .. }: &Settings) -> TokenStream {
    let fits_group_id = variants.iter().all(|variant| is_group_id(&variant.name.value()));
    let written = variants.iter().map(|Variant { ident, name, is_unit, .. }| {
        // A variant with fields is an error, and matches all the same.
        let fields = (!is_unit).then(|| quote!({ .. }));
        quote!(Self::#ident #fields => #name,)
    });
    // Nor does one without a name of its own have a value.
    let is_read = |variant: &&Variant| variant.is_unit && !variant.names.is_empty();
    let read = variants
        .iter()
        .filter(is_read)
        .map(|Variant { ident, names, .. }| quote!(#(#names)|* => ::core::option::Option::Some(Self::#ident),));
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #root::KeyAttribute for #name {
            type Scalar = #root::key::S;
            const FITS_GROUP_ID: bool = #fits_group_id;

            #[inline]
            fn to_key_value(&self) -> ::core::result::Result<#root::key::KeyValue<'_>, #root::key::KeyError> {
                #root::__private::key::name(match *self { #(#written)* })
            }

            fn from_key_value(
                __value: #root::key::KeyValue<'_>,
            ) -> ::core::result::Result<Self, #root::key::KeyError> {
                #root::__private::key::named(&__value, |__name| match __name {
                    #(#read)*
                    _ => ::core::option::Option::None,
                })
            }
        }
    }
}
