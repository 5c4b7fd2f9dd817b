//! `#[state_topic]`: typed changes of a read model.

mod changed;
mod expand;
mod parse;
mod view;

use proc_macro2::TokenStream;
use quote::quote;

use self::view::View;
use crate::errors::Errors;
use crate::fields::{self, Model};
use crate::hidden_derive::READ_MODEL;
use crate::{message, read_model};

/// The derive behind the attribute.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match fields::input(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let parse::Args { root, view, enabled } = parse::parse(&input, &mut errors);
    let is_read_model = READ_MODEL.is_on(&input);
    if !is_read_model {
        errors.at(input.ident.span(), message::missing_read_model(&input.ident.to_string()));
    }
    let errors = errors.into_tokens();
    // `#[read_model]`, which every topic has, reports the faults of the struct.
    let mut reported_elsewhere = Errors::new();
    let model = fields::parse(input, "state_topic", root, &mut reported_elsewhere);
    reported_elsewhere.into_tokens();
    let model = model.map(Model::into_topic);
    // A faulty view is read as the widest, so that the use of an image is not a second error.
    let expanded = model.as_ref().map(|model| {
        let view = if model.is_topic { view } else { View::KeysOnly };
        expand::expand(model, view, enabled)
    });
    // A struct that is not a read model still has the types of one.
    let fallback = model.filter(|_| !is_read_model).map(|model| read_model::fallback(&model, None));
    quote!(#errors #expanded #fallback)
}
