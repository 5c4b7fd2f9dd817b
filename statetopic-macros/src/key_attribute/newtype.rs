//! A newtype, which is stored as its inner value.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DataStruct, DeriveInput, Fields, Type};

use super::Settings;

/// The inner type of a newtype; `None` for any other item.
pub(super) fn inner_type(input: &DeriveInput) -> Option<&Type> {
    match &input.data {
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) if fields.unnamed.len() == 1 => {
            Some(&fields.unnamed[0].ty)
        }
        _ => None,
    }
}

pub(super) fn expand(name: &Ident, inner: &Type, Settings { root, group_id }: &Settings) -> TokenStream {
    let at_inner = root.at(inner.span());
    // These tokens have the span of the inner type: if it is not a key attribute, rustc reports it there, once.
    let scalar = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::Scalar);
    let to_key_value = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::to_key_value);
    let from_key_value = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::from_key_value);
    let is_written_as = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::is_written_as);
    // A declared form is checked when a value is read or written.
    let (fits_group_id, written, read) = match group_id {
        true => (
            quote!(true),
            quote!(#to_key_value(&self.0).and_then(#root::__private::check_group_id)),
            quote!(#root::__private::check_group_id(value)?),
        ),
        false => (
            quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::FITS_GROUP_ID),
            quote!(#to_key_value(&self.0)),
            quote!(value),
        ),
    };
    quote! {
        #[automatically_derived]
        impl #root::KeyAttribute for #name {
            type Scalar = #scalar;
            const FITS_GROUP_ID: bool = #fits_group_id;

            fn to_key_value(&self) -> ::core::result::Result<#root::key::KeyValue<'_>, #root::key::KeyError> {
                #written
            }

            fn from_key_value(
                value: #root::key::KeyValue<'_>,
            ) -> ::core::result::Result<Self, #root::key::KeyError> {
                #from_key_value(#read).map(Self)
            }

            fn is_written_as(&self, read: &#root::key::KeyValue<'_>) -> bool {
                #is_written_as(&self.0, read)
            }
        }
    }
}
