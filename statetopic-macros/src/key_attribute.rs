//! `#[derive(KeyAttribute)]`: a newtype is stored as its inner value.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DataStruct, DeriveInput, Fields, Type};

use crate::choice::choice;
use crate::errors::Errors;
use crate::root::{self, Root};
use crate::settings::SettingValue;
use crate::{message, settings};

choice! {
    /// The settings of `#[key_attribute]`.
    enum Name {
        GroupId = "group_id",
        Crate = root::SETTING,
    }
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let Some(inner) = newtype_of(&input) else {
        return syn::Error::new(input.ident.span(), message::newtype_only()).to_compile_error();
    };
    let mut errors = Errors::new();
    let (root, group_id) = args(&input, &mut errors);
    let errors = errors.into_tokens();
    let (name, at_inner) = (&input.ident, root.at(inner.span()));
    // These tokens have the span of the inner type: if it is not a key attribute, rustc reports it there, once.
    let scalar_type = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::TYPE);
    let to_key_value = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::to_key_value);
    let from_key_value = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::from_key_value);
    // A declared form is checked when a value is read.
    let (fits_group_id, value) = match group_id {
        true => (quote!(true), quote!(#root::__private::check_group_id(value)?)),
        false => (quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::FITS_GROUP_ID), quote!(value)),
    };
    let is_written_as = quote_spanned!(inner.span()=> <#inner as #at_inner::KeyAttribute>::is_written_as);
    quote! {
        #errors

        #[automatically_derived]
        impl #root::KeyAttribute for #name {
            const TYPE: #root::schema::ScalarType = #scalar_type;
            const FITS_GROUP_ID: bool = #fits_group_id;

            fn to_key_value(&self) -> #root::key::KeyValue<'_> {
                #to_key_value(&self.0)
            }

            fn from_key_value(
                value: #root::key::KeyValue<'_>,
            ) -> ::core::result::Result<Self, #root::key::KeyError> {
                #from_key_value(#value).map(Self)
            }

            fn is_written_as(&self, read: &#root::key::KeyValue<'_>) -> bool {
                #is_written_as(&self.0, read)
            }
        }
    }
}

/// The settings of `#[key_attribute(group_id, crate = …)]`.
fn args(input: &DeriveInput, errors: &mut Errors) -> (Root, bool) {
    let helper = input.attrs.iter().find(|attribute| attribute.path().is_ident("key_attribute"));
    let args = helper.and_then(|helper| helper.meta.require_list().ok()).map(|list| list.tokens.clone());
    let settings = settings::parse("key_attribute", args.unwrap_or_default(), errors);
    let group_id = settings::find(&settings, Name::GroupId);
    if let Some(setting) = group_id.filter(|setting| !matches!(setting.value, SettingValue::Flag)) {
        errors.at(setting.name.span(), message::flag_with_value(&setting.name.to_string()));
    }
    (Root::from_setting(settings::find(&settings, Name::Crate), errors), group_id.is_some())
}

/// The inner type of a newtype; `None` for any other item.
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
