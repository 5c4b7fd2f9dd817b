//! serde's attributes: those that are copied to the rows, those that change their shape, and those that are rejected.
//! The documentation of `#[read_model]` has the table.

mod bound;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Token, WherePredicate};

use self::bound::bound;
use super::case::Case;
use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::helpers::REJECTED;
use crate::message;

/// The attributes of serde on a field.
#[derive(Clone, Default)]
pub(crate) struct FieldSerde {
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) default: Option<FieldDefault>,
    pub(crate) flatten: Option<Written>,
    /// `skip` or `skip_deserializing`.
    pub(crate) unread: Option<Written>,
    /// `skip` or `skip_serializing`.
    pub(crate) unwritten: Option<Written>,
    /// `skip_serializing_if`.
    pub(crate) omitted: Option<Written>,
    /// `with` or `deserialize_with`, and the path.
    pub(crate) read_with: Option<(Written, LitStr)>,
    /// `with` or `serialize_with`, and the path.
    pub(crate) written_with: Option<(Written, LitStr)>,
    /// The bounds for reading of `bound`.
    pub(crate) bound: Option<Vec<WherePredicate>>,
}

/// The attributes of serde on the struct.
#[derive(Default)]
pub(crate) struct ContainerSerde {
    /// The case of the names of its fields.
    pub(crate) case: Option<Case>,
    /// The bounds for reading of `bound`.
    pub(crate) bound: Option<Vec<WherePredicate>>,
    /// Whether `default` replaces missing fields.
    pub(crate) default: bool,
}

choice! {
    /// The attributes of serde's that may be on the struct.
    enum ContainerAttribute {
        RenameAll = "rename_all",
        Rename = "rename",
        Bound = "bound",
        Crate = "crate",
    }
}

choice! {
    /// The attributes of serde's that may be on a field.
    pub(crate) enum FieldAttribute {
        Rename = "rename",
        Alias = "alias",
        Default = "default",
        Flatten = "flatten",
        Skip = "skip",
        SkipSerializing = "skip_serializing",
        SkipDeserializing = "skip_deserializing",
        SkipSerializingIf = "skip_serializing_if",
        With = "with",
        SerializeWith = "serialize_with",
        DeserializeWith = "deserialize_with",
        Bound = "bound",
    }
}

/// An attribute of serde's, with its span.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    pub(crate) attribute: FieldAttribute,
    pub(crate) span: Span,
}

/// `default` or `default = "path"`.
#[derive(Clone)]
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

    /// The path of a function that returns the default.
    pub(crate) fn function(&self) -> TokenStream {
        match self.path.as_ref().and_then(|path| path.parse::<syn::ExprPath>().ok()) {
            Some(path) => path.to_token_stream(),
            None => quote!(::core::default::Default::default),
        }
    }

    /// The attribute, for the row.
    fn attribute(&self) -> TokenStream {
        match &self.path {
            Some(path) => quote!(#[serde(default = #path)]),
            None => quote!(#[serde(default)]),
        }
    }
}

impl FieldSerde {
    /// The attribute that converts the value, when it is read or written.
    pub(crate) fn converted(&self) -> Option<Written> {
        self.written_with.as_ref().or(self.read_with.as_ref()).map(|(written, _)| *written)
    }

    /// The path of the function that writes the value.
    pub(crate) fn write_path(&self) -> Option<TokenStream> {
        conversion_path(self.written_with.as_ref()?, "serialize")
    }

    /// The path of the function that reads the value.
    pub(crate) fn read_path(&self) -> Option<TokenStream> {
        conversion_path(self.read_with.as_ref()?, "deserialize")
    }

    /// The attribute because of which a row may lack a field that has a value.
    pub(crate) fn left_out(&self) -> Option<Written> {
        self.unwritten.or(self.omitted)
    }

    /// The other names of the attribute, for the row.
    pub(crate) fn aliases(&self) -> TokenStream {
        let aliases = &self.aliases;
        quote!(#(#[serde(alias = #aliases)])*)
    }

    /// The default and the conversion, for the row.
    pub(crate) fn reading(&self) -> TokenStream {
        let default = self.default.as_ref().map(FieldDefault::attribute);
        let read_with = self.read_with.as_ref().map(|(written, path)| {
            let name = Ident::new(written.attribute.word(), written.span);
            quote!(#[serde(#name = #path)])
        });
        quote!(#default #read_with)
    }
}

/// The path of a conversion: that of the attribute, or of a function in its module where it is `with`.
fn conversion_path((written, path): &(Written, LitStr), function: &str) -> Option<TokenStream> {
    let path = path.parse::<syn::ExprPath>().ok()?;
    let function = Ident::new(function, written.span);
    Some(match written.attribute {
        FieldAttribute::With => quote!(#path::#function),
        _ => path.to_token_stream(),
    })
}

/// Parses the attributes of the struct.
pub(crate) fn parse_container(attributes: &[Attribute], errors: &mut Errors) -> ContainerSerde {
    let mut container = ContainerSerde::default();
    each(attributes, errors, |meta, name, ours, errors| {
        match ContainerAttribute::from_word(name) {
            Some(ContainerAttribute::RenameAll) => container.case = case(meta, errors)?,
            // The name of the struct is not in the table, and the row has its own path of serde.
            Some(ContainerAttribute::Rename | ContainerAttribute::Crate) => skip_value(meta)?,
            Some(ContainerAttribute::Bound) => container.bound = bound(meta)?,
            None => {
                if ours || !is_rejected_by_serde(name) {
                    let text = message::serde_rejected_container(name, &ContainerAttribute::words());
                    errors.at(meta.path.span(), text);
                }
                skip_value(meta)?;
            }
        }
        Ok(())
    });
    container
}

/// Parses the attributes of a map within a row, which serde also reads: those are rejected with which it is not a map,
/// or has other names.
pub(crate) fn parse_map(attributes: &[Attribute], errors: &mut Errors) -> ContainerSerde {
    let mut container = ContainerSerde::default();
    each(attributes, errors, |meta, name, _, errors| {
        match name {
            "rename_all" => container.case = case(meta, errors)?,
            "default" => {
                skip_value(meta)?;
                container.default = true;
            }
            "rename" | "crate" | "bound" | "deny_unknown_fields" | "expecting" | "tag" => skip_value(meta)?,
            name => {
                if !is_rejected_by_serde(name) {
                    errors.at(meta.path.span(), message::serde_rejected_map(name));
                }
                skip_value(meta)?;
            }
        }
        Ok(())
    });
    container
}

fn case(meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<Option<Case>> {
    let Some(name) = one_name(meta, "rename_all", errors)? else { return Ok(None) };
    let case = Case::from_word(&name.value());
    if case.is_none() {
        errors.at(name.span(), message::serde_unknown_case(&name.value(), &Case::words()));
    }
    Ok(case)
}

/// Parses the attributes of a field.
pub(crate) fn parse_field(attributes: &[Attribute], errors: &mut Errors) -> FieldSerde {
    let mut field = FieldSerde::default();
    each(attributes, errors, |meta, name, ours, errors| {
        let Some(attribute) = FieldAttribute::from_word(name) else {
            if ours || !is_rejected_by_serde(name) {
                errors.at(meta.path.span(), message::serde_rejected_field(name, &FieldAttribute::words()));
            }
            return skip_value(meta);
        };
        let written = Written { attribute, span: meta.path.span() };
        match attribute {
            FieldAttribute::Rename => field.rename = one_name(meta, name, errors)?,
            FieldAttribute::Alias => field.aliases.push(meta.value()?.parse()?),
            FieldAttribute::Default => {
                let path = if meta.input.peek(Token![=]) { Some(meta.value()?.parse()?) } else { None };
                field.default = Some(FieldDefault { span: meta.path.span(), path });
            }
            FieldAttribute::Flatten => field.flatten = Some(written),
            FieldAttribute::Skip => {
                field.unread = Some(written);
                field.unwritten = Some(written);
            }
            FieldAttribute::SkipDeserializing => field.unread = Some(written),
            FieldAttribute::SkipSerializing => field.unwritten = Some(written),
            FieldAttribute::SkipSerializingIf => {
                skip_value(meta)?;
                field.omitted = Some(written);
            }
            FieldAttribute::With => {
                let path: LitStr = meta.value()?.parse()?;
                field.written_with = Some((written, path.clone()));
                field.read_with = Some((written, path));
            }
            FieldAttribute::DeserializeWith => field.read_with = Some((written, meta.value()?.parse()?)),
            FieldAttribute::SerializeWith => field.written_with = Some((written, meta.value()?.parse()?)),
            FieldAttribute::Bound => field.bound = bound(meta)?,
        }
        Ok(())
    });
    field
}

/// Whether the derive of serde reports the attribute itself. Attributes of later versions of serde are not among them.
fn is_rejected_by_serde(name: &str) -> bool {
    matches!(
        name,
        "content" | "untagged" | "variant_identifier" | "field_identifier" | "rename_all_fields" | "getter" | "other"
    )
}

/// Whether serde must not see a setting of the struct, so that a rejected setting is one error.
pub(crate) fn is_rejected_on_the_struct(setting: &[TokenTree]) -> bool {
    match setting {
        [TokenTree::Ident(name), _, TokenTree::Literal(case)] if name == "rename_all" => {
            syn::parse_str::<LitStr>(&case.to_string()).is_ok_and(|case| Case::from_word(&case.value()).is_none())
        }
        [TokenTree::Ident(name), ..] => ContainerAttribute::from_word(&name.to_string()).is_none(),
        _ => false,
    }
}

/// The same for a setting of a field.
pub(crate) fn is_rejected_on_a_field(setting: &[TokenTree]) -> bool {
    matches!(setting, [TokenTree::Ident(name), ..] if FieldAttribute::from_word(&name.to_string()).is_none())
}

/// Reads each of serde's settings by its path and name, and whether it is one that serde does not see.
pub(crate) fn each(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta<'_>, &str, bool, &mut Errors) -> syn::Result<()>,
) {
    for attribute in attributes {
        // serde does not report what it does not see.
        let ours = attribute.path().is_ident(REJECTED);
        if !ours && !attribute.path().is_ident("serde") {
            continue;
        }
        // serde reports anything that is not a list of its settings.
        let _ = attribute.parse_nested_meta(|meta| {
            let name = meta.path.to_token_stream().to_string();
            read(&meta, &name, ours, errors)
        });
    }
}

/// `= "name"`, or `(serialize = "name", deserialize = "name")` with one name.
pub(crate) fn one_name(
    meta: &ParseNestedMeta<'_>,
    attribute: &str,
    errors: &mut Errors,
) -> syn::Result<Option<LitStr>> {
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

/// Skips `= value` or `(…)`.
pub(crate) fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let list;
        syn::parenthesized!(list in meta.input);
        list.parse::<TokenStream>()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(setting: &str) -> Vec<TokenTree> {
        setting.parse::<TokenStream>().expect("tokens").into_iter().collect()
    }

    #[test]
    fn serde_does_not_see_what_is_rejected() {
        for rejected in ["rename_all = \"camel\"", "rename_al = \"camelCase\"", "untagged", "from = \"Plain\""] {
            assert!(is_rejected_on_the_struct(&tokens(rejected)), "{rejected}");
        }
        for rejected in ["skipp", "borrow", "getter = \"Order::total\""] {
            assert!(is_rejected_on_a_field(&tokens(rejected)), "{rejected}");
        }
    }

    #[test]
    fn serde_sees_the_rest() {
        let by_direction = "rename_all(serialize = \"camelCase\", deserialize = \"camelCase\")";
        for taken in ["rename_all = \"camelCase\"", by_direction, "rename = \"camel\"", "crate = \"serde\"", "\"text\""]
        {
            assert!(!is_rejected_on_the_struct(&tokens(taken)), "{taken}");
        }
        for taken in ["skip", "with = \"hex\"", "rename = \"skipp\""] {
            assert!(!is_rejected_on_a_field(&tokens(taken)), "{taken}");
        }
    }
}
