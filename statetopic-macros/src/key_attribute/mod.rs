//! `#[derive(KeyAttribute)]`: a newtype is stored as its inner value, an enum of unit variants by their names.

mod names;
mod newtype;
mod unit_enum;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

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

/// The settings of `#[key_attribute(group_id, crate = …)]`.
struct Settings {
    root: Root,
    /// Whether each value is to be a message group id.
    group_id: bool,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let settings = Settings::parse(&input, &mut errors);
    let expanded = match (&input.data, newtype::inner_type(&input)) {
        _ if !input.generics.params.is_empty() => None,
        (Data::Enum(data), _) => {
            let variants = names::parse(&input, data, &settings, &mut errors);
            Some(unit_enum::expand(&input.ident, &variants, &settings))
        }
        (_, Some(inner)) => Some(newtype::expand(&input.ident, inner, &settings)),
        _ => None,
    };
    if expanded.is_none() {
        errors.at(input.ident.span(), message::key_of_another_item());
    }
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

impl Settings {
    fn parse(input: &DeriveInput, errors: &mut Errors) -> Self {
        let helper = input.attrs.iter().find(|attribute| attribute.path().is_ident("key_attribute"));
        let args = helper.and_then(|helper| helper.meta.require_list().ok()).map(|list| list.tokens.clone());
        let settings = settings::parse("key_attribute", args.unwrap_or_default(), errors);
        let group_id = settings::find(&settings, Name::GroupId);
        if let Some(setting) = group_id.filter(|setting| !matches!(setting.value, SettingValue::Flag)) {
            errors.at(setting.name.span(), message::flag_with_value(&setting.name.to_string()));
        }
        let root = Root::from_setting(settings::find(&settings, Name::Crate), errors);
        Self { root, group_id: group_id.is_some() }
    }
}
