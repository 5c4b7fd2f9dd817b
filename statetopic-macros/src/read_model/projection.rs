//! A model that has a row for each item of a topic: `projection_of = Source`, and the position of a change in each row.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Path};

use crate::errors::Errors;
use crate::fields::{Field, Model, Role};
use crate::message;
use crate::settings::{Setting, SettingValue};

/// The topic that a model is a projection of.
pub(crate) struct Source {
    /// `None` for a fault, which is reported.
    path: Option<Path>,
    /// The span of the setting's name.
    at: Span,
}

impl Source {
    pub(super) fn parse(setting: &Setting, errors: &mut Errors) -> Self {
        let at = setting.name.span();
        let path = match &setting.value {
            SettingValue::Expr(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            SettingValue::Expr(other) => {
                errors.on(other, message::projection_of_form());
                None
            }
            SettingValue::Flag | SettingValue::List(_) => {
                errors.at(at, message::projection_of_form());
                None
            }
        };
        Self { path, at }
    }

    /// The rows of a projection have the position of the change that they follow from.
    pub(super) fn check(&self, model: &Model, errors: &mut Errors) {
        if model.holder(Role::Sequence).is_none() {
            errors.at(self.at, message::missing_sequence(&model.ident.to_string()));
        }
    }
}

/// The implementations that say what the rows follow from. `name` is the expression for the sequence attribute's name.
pub(super) fn expand(model: &Model, source: Option<&Source>, name: Option<TokenStream>) -> TokenStream {
    let (root, path, parameters) = (&model.root, model.path(), model.parameters());
    let (header, asked) = (parameters.header(), parameters.where_asked([]));
    // Without its field, which is reported, a projection still is one.
    let name = name.or_else(|| source.map(|_| quote!("")));
    let sequenced = name.map(|name| {
        quote! {
            #[automatically_derived]
            impl #header #root::Sequenced for #path #asked {
                const SEQUENCE: &'static str = #name;
            }
        }
    });
    let of = source.and_then(|source| source.path.as_ref()).map(|source| {
        quote! {
            #[automatically_derived]
            impl #header #root::ProjectionOf<#source> for #path #asked {}
        }
    });
    quote!(#sequenced #of)
}

/// The check that the key is that of the source.
pub(super) fn key_check(model: &Model, partition: &Field, source: Option<&Source>) -> Option<TokenStream> {
    let source = source?.path.as_ref()?;
    let (at, partition) = (source.span(), &partition.ty);
    let root = model.root.at(at);
    let function = match model.sort_key() {
        Some(Field { ty, .. }) => quote!(has_key_of::<#source, #partition, #ty>),
        None => quote!(has_partition_key_of::<#source, #partition>),
    };
    let function = function.into_token_stream();
    Some(quote_spanned!(at=> #root::__private::projection::#function();))
}
