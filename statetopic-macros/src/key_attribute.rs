//! `#[derive(KeyAttribute)]`: a newtype is written as what it holds.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields};

use crate::message;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let inner = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 && input.generics.params.is_empty() => {
                &fields.unnamed[0].ty
            }
            _ => return syn::Error::new(input.ident.span(), message::newtype_only()).to_compile_error(),
        },
        _ => return syn::Error::new(input.ident.span(), message::newtype_only()).to_compile_error(),
    };
    let name = &input.ident;
    let inner_as_key = quote_spanned!(inner.span()=> <#inner as ::statetopic::KeyAttribute>);
    quote! {
        #[automatically_derived]
        impl ::statetopic::KeyAttribute for #name {
            const TYPE: ::statetopic::schema::ScalarType = #inner_as_key::TYPE;

            fn to_key_value(&self) -> ::statetopic::key::KeyValue<'_> {
                ::statetopic::KeyAttribute::to_key_value(&self.0)
            }

            fn from_key_value(
                value: ::statetopic::key::KeyValue<'_>,
            ) -> ::core::result::Result<Self, ::statetopic::key::KeyError> {
                #inner_as_key::from_key_value(value).map(Self)
            }
        }
    }
}
