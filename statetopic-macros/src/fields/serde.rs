//! serde's attributes, as far as the attributes' names and the images depend on them.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Token};

use super::case::Case;
use crate::errors::Errors;
use crate::message;

/// What serde's attributes say of a field.
#[derive(Default)]
pub(crate) struct FieldSerde {
    pub(crate) rename: Option<LitStr>,
    pub(crate) default: Option<FieldDefault>,
    pub(crate) flatten: Option<Span>,
    pub(crate) skip: Option<Span>,
}

/// `default` or `default = "path"`.
pub(crate) struct FieldDefault {
    pub(crate) span: Span,
    pub(crate) path: Option<LitStr>,
}

impl FieldDefault {
    /// An expression for the default.
    pub(crate) fn value(default: Option<&Self>) -> TokenStream {
        let path = default.and_then(|default| default.path.as_ref());
        match path.and_then(|path| path.parse::<syn::ExprPath>().ok()) {
            Some(path) => quote!(#path()),
            None => quote!(::core::default::Default::default()),
        }
    }

    /// serde's attribute again, for the row.
    pub(crate) fn attribute(&self) -> TokenStream {
        match &self.path {
            Some(path) => quote!(#[serde(default = #path)]),
            None => quote!(#[serde(default)]),
        }
    }
}

/// Reads the attributes of the struct: the case of its fields' names.
pub(crate) fn parse_container(attributes: &[Attribute], errors: &mut Errors) -> Option<Case> {
    let mut case = None;
    each(attributes, errors, |meta, errors| {
        if meta.path.is_ident("rename_all") {
            if let Some(name) = one_name(meta, "rename_all", errors)? {
                case = Case::parse(&name.value());
                if case.is_none() {
                    errors.at(name.span(), message::serde_unknown_case(&name.value(), &Case::names()));
                }
            }
        } else if meta.path.is_ident("rename") {
            // The struct's own name is not in the table.
            one_name(meta, "rename", errors)?;
        } else if meta.path.is_ident("default") {
            skip_value(meta)?;
            errors.at(meta.path.span(), message::serde_container_default());
        } else {
            unsupported(meta, errors)?;
        }
        Ok(())
    });
    case
}

/// Reads the attributes of a field.
pub(crate) fn parse_field(attributes: &[Attribute], errors: &mut Errors) -> FieldSerde {
    let mut field = FieldSerde::default();
    each(attributes, errors, |meta, errors| {
        let span = meta.path.span();
        if meta.path.is_ident("rename") {
            field.rename = one_name(meta, "rename", errors)?;
        } else if meta.path.is_ident("default") {
            let path = if meta.input.peek(Token![=]) { Some(meta.value()?.parse()?) } else { None };
            field.default = Some(FieldDefault { span, path });
        } else if meta.path.is_ident("flatten") {
            field.flatten = Some(span);
        } else if meta.path.is_ident("skip") {
            field.skip = Some(span);
        } else {
            unsupported(meta, errors)?;
        }
        Ok(())
    });
    field
}

fn each(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta<'_>, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What is no list of serde's gets serde's own error.
        let _ = attribute.parse_nested_meta(|meta| read(&meta, errors));
    }
}

/// `= "name"`, or `(serialize = "name", deserialize = "name")` with one name.
fn one_name(meta: &ParseNestedMeta<'_>, attribute: &str, errors: &mut Errors) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    let mut names: [Option<LitStr>; 2] = [None, None];
    meta.parse_nested_meta(|direction| {
        let place = usize::from(direction.path.is_ident("deserialize"));
        names[place] = Some(direction.value()?.parse()?);
        Ok(())
    })?;
    match names {
        [Some(write), Some(read)] if write.value() == read.value() => Ok(Some(write)),
        _ => {
            errors.at(meta.path.span(), message::serde_two_names(attribute));
            Ok(None)
        }
    }
}

fn unsupported(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
    let name = meta.path.to_token_stream().to_string();
    errors.at(meta.path.span(), message::serde_unsupported(&name));
    skip_value(meta)
}

/// Goes past `= value` or `(…)`.
fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let list;
        syn::parenthesized!(list in meta.input);
        list.parse::<TokenStream>()?;
    }
    Ok(())
}
