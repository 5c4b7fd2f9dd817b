//! `#[derive(MapAttribute)]`: typed names for the attributes of a struct within a row.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;
use syn::ext::IdentExt as _;

use crate::choice::choice;
use crate::errors::Errors;
use crate::fields::{self, Field, Model};
use crate::read_model::attributes::{details, typed_attributes};
use crate::root::{self, Root};
use crate::{message, settings};

choice! {
    /// The settings of `#[map_attribute]`.
    enum Name {
        Crate = root::SETTING,
    }
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match fields::input(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let root = root(&input, &mut errors);
    let model = fields::parse_nested(input, root, &mut errors);
    let expanded = model.map(|model| {
        fields::check_attribute_names(&model, &mut errors);
        if attributes(&model).next().is_none() {
            errors.at(model.ident.span(), message::map_without_attributes(&model.ident.to_string()));
            return TokenStream::new();
        }
        expand(&model)
    });
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

/// The path of `#[map_attribute(crate = …)]`.
fn root(input: &DeriveInput, errors: &mut Errors) -> Root {
    let helper = input.attrs.iter().find(|attribute| attribute.path().is_ident("map_attribute"));
    let args = helper.and_then(|helper| helper.meta.require_list().ok()).map(|list| list.tokens.clone());
    let settings = settings::parse("map_attribute", args.unwrap_or_default(), errors);
    Root::from_setting(settings::find(&settings, Name::Crate), errors)
}

fn attributes(model: &Model) -> impl Iterator<Item = &Field> {
    model.fields.iter().filter(|field| field.is_attribute())
}

fn expand(model: &Model) -> TokenStream {
    let (root, path, parameters) = (&model.root, model.path(), model.parameters());
    let (header, arguments, declared) = (parameters.header(), parameters.arguments(), parameters.where_declared([]));
    let names = model.suffixed("MapAttributes");
    let definition = typed_attributes(model, &names);
    let can_lack = |field: &Field| model.default || field.has_default();
    let typed = attributes(model).map(|field| {
        let Field { ident, attribute, .. } = field;
        // serde alone reads the map: only a field with a default or an `Option` may lack its attribute.
        let new = if can_lack(field) || !field.is_read() { quote!(new) } else { quote!(required) };
        let details = details(model, field);
        quote!(#ident: #root::attribute::Attribute::#new(#attribute) #details)
    });
    let plain = attributes(model).filter(|field| field.is_plain()).map(|field| {
        let (name, attribute, omittable) = (field.ident.unraw().to_string(), &field.attribute, can_lack(field));
        quote!(#root::__private::field_name(#name, #attribute, #omittable))
    });
    quote! {
        #definition

        #[automatically_derived]
        impl #header #root::MapAttribute for #path #declared {
            type Map = Self;
            type Attributes = #names #arguments;

            const ATTRIBUTES: #names #arguments = #names { #(#typed),* };
            const FIELDS: &'static [#root::__private::FieldName] = &[#(#plain),*];
        }
    }
}
