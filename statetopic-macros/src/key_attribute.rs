//! `#[derive(KeyAttribute)]`: a newtype is written as what it holds.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DataStruct, DeriveInput, Fields, Type};

use crate::message;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let Some(inner) = newtype_of(&input) else {
        return syn::Error::new(input.ident.span(), message::newtype_only()).to_compile_error();
    };
    let name = &input.ident;
    // What mentions the inner type stands where it is written: if it is no key, rustc says so there, once.
    let scalar_type = quote_spanned!(inner.span()=> <#inner as ::statetopic::KeyAttribute>::TYPE);
    let to_key_value = quote_spanned!(inner.span()=> <#inner as ::statetopic::KeyAttribute>::to_key_value);
    let from_key_value = quote_spanned!(inner.span()=> <#inner as ::statetopic::KeyAttribute>::from_key_value);
    quote! {
        #[automatically_derived]
        impl ::statetopic::KeyAttribute for #name {
            const TYPE: ::statetopic::schema::ScalarType = #scalar_type;

            fn to_key_value(&self) -> ::statetopic::key::KeyValue<'_> {
                #to_key_value(&self.0)
            }

            fn from_key_value(
                value: ::statetopic::key::KeyValue<'_>,
            ) -> ::core::result::Result<Self, ::statetopic::key::KeyError> {
                #from_key_value(value).map(Self)
            }
        }
    }
}

/// What the newtype holds; `None` where it is none.
fn newtype_of(input: &DeriveInput) -> Option<&Type> {
    match &input.data {
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. })
            if fields.unnamed.len() == 1 && input.generics.params.is_empty() =>
        {
            Some(&fields.unnamed[0].ty)
        }
        _ => None,
    }
}
