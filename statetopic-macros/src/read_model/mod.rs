//! `#[read_model]`: makes a struct the row of a table.

pub(crate) mod attributes;
mod expand;
mod index;
mod indexes;
mod key;
mod parse;
mod projection;
mod row;
mod settings;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::expand::fallback;
use self::parse::Args;
use crate::errors::Errors;
use crate::fields::{self, Model};
use crate::hidden_derive::STATE_TOPIC;

/// The derive behind the attribute.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match fields::input(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let Args { root, table, source, settings } = parse::parse(&input, &mut errors);
    let is_topic = STATE_TOPIC.is_on(&input);
    let model = fields::parse(input, "read_model", root, &mut errors);
    let model = if is_topic { model.map(Model::into_topic) } else { model };
    if let Some(model) = &model {
        fields::check(model, &mut errors);
        if let Some(source) = &source {
            source.check(model, &mut errors);
        }
    }
    let errors = errors.into_tokens();
    let expanded = match model {
        Some(model) if errors.is_empty() => expand::expand(&model, &table, source.as_ref(), &settings),
        // A struct with faults still has all its types, so that their uses are not further errors.
        Some(model) => fallback(&model, source.as_ref()),
        None => TokenStream::new(),
    };
    quote!(#errors #expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_with_a_fault_has_no_schema_of_its_own() {
        let fields = quote!(
            struct Order {
                #[partition_key]
                id: String,
            }
        );
        let sound = derive(quote!(#[__read_model(table = "orders")] #fields)).to_string();
        assert!(sound.contains("TableSchema :: new") && !sound.contains("FAULTY_SCHEMA"), "{sound}");
        let faulty = derive(quote!(#[__read_model(table = "o")] #fields)).to_string();
        assert!(faulty.contains("compile_error") && faulty.contains("FAULTY_SCHEMA"), "{faulty}");
        assert!(!faulty.contains("TableSchema :: new"), "{faulty}");
    }
}
