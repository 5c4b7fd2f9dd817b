//! The shape of a row and of the images: the model's fields, with an `Option` where a row may lack one.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned as _;

use super::{AddedDefault, Field, FieldDefault, Model, Role};

impl Field {
    /// The field's type in a row and in an image.
    pub(crate) fn shape_type(&self) -> TokenStream {
        let ty = &self.ty;
        if self.is_optional() { quote!(::core::option::Option<#ty>) } else { ty.to_token_stream() }
    }

    /// The field as a row has it, with what serde needs to read it. `private` is the path of `__private`, `defaults` that
    /// of the type with the functions for `#[added]`.
    pub(crate) fn row_field(&self, defaults: &str, private: &str) -> TokenStream {
        let Self { ident, vis, serde, attribute, .. } = self;
        let ty = self.shape_type();
        let mut attributes = TokenStream::new();
        if serde.flatten.is_some() {
            attributes.extend(quote!(#[serde(flatten)]));
        } else if syn::ext::IdentExt::unraw(ident) != attribute {
            attributes.extend(quote!(#[serde(rename = #attribute)]));
        }
        attributes.extend(serde.aliases());
        if self.is_optional() {
            let added = format!("{private}::added");
            attributes.extend(quote!(#[serde(default, deserialize_with = #added)]));
        } else {
            attributes.extend(serde.reading());
            attributes.extend(self.added_default(defaults));
        }
        quote!(#attributes #vis #ident: #ty)
    }

    /// serde's attribute for what `#[added(…)]` says.
    fn added_default(&self, defaults: &str) -> Option<TokenStream> {
        self.roles.added_default()?;
        let path = format!("{defaults}::{}", self.default_function());
        Some(quote!(#[serde(default = #path)]))
    }

    /// The value of the field in a row that lacks it, where one is given; `row` has the functions for `#[added]`.
    pub(crate) fn default_value(&self, row: &Ident) -> Option<TokenStream> {
        if self.roles.added_default().is_some() {
            let function = self.default_function();
            return Some(quote!(#row::#function()));
        }
        self.serde.default.as_ref().map(|default| FieldDefault::value(Some(default)))
    }

    fn default_function(&self) -> Ident {
        format_ident!("__default_of_{}", self.ident)
    }

    /// What is called to read the field, or where it is missing.
    pub(super) fn reading_expressions(&self) -> Vec<Expr> {
        let paths = [
            self.serde.read_with.as_ref().map(|(_, path)| path),
            self.serde.default.as_ref().and_then(|default| default.path.as_ref()),
        ];
        let paths = paths.into_iter().flatten().filter_map(|path| path.parse().ok());
        let added = match self.roles.added_default() {
            Some(AddedDefault::Expr(expr)) => Some((**expr).clone()),
            Some(AddedDefault::OfType) | None => None,
        };
        paths.chain(added).collect()
    }

    /// The field as an image has it.
    pub(crate) fn image_field(&self) -> TokenStream {
        let Self { ident, vis, docs, attribute, .. } = self;
        let ty = self.shape_type();
        let doc = if docs.is_empty() {
            let text = format!("The attribute `{attribute}`.");
            quote!(#[doc = #text])
        } else {
            quote!(#(#docs)*)
        };
        let added = self.roles.has(Role::Added).then(|| {
            let in_old_rows = if self.is_optional() { "`None`" } else { "The default" };
            let text = format!("{in_old_rows} in a row that was written before the field was added.");
            quote!(#[doc = #text])
        });
        quote!(#doc #added #vis #ident: #ty)
    }
}

impl Model {
    /// The functions that `#[added(default = …)]` makes: one for rows and images, so that an error in the expression is one.
    pub(crate) fn default_functions(&self) -> TokenStream {
        let functions = self.stored().filter_map(|field| {
            let (name, ty) = (field.default_function(), &field.ty);
            let value = match field.roles.added_default()? {
                AddedDefault::Expr(expr) => expr.to_token_stream(),
                // If the type has no default, rustc says so there.
                AddedDefault::OfType => {
                    quote_spanned!(ty.span()=> <#ty as ::core::default::Default>::default())
                }
            };
            Some(quote!(#[allow(non_snake_case, clippy::unnecessary_wraps)] fn #name() -> #ty { #value }))
        });
        let functions: TokenStream = functions.collect();
        if functions.is_empty() {
            return functions;
        }
        let (row, parameters) = (self.row(), self.stored_parameters());
        let (header, arguments, asked) = (parameters.header(), parameters.arguments(), parameters.where_asked([]));
        quote!(#[automatically_derived] impl #header #row #arguments #asked { #functions })
    }

    /// `field: from.field` for every field of a row or an image.
    pub(crate) fn moved(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| &field.ident);
        quote!(#(#fields: #from.#fields),*)
    }

    /// The fields of the model, made of those of a row or an image. Where one may be missing this uses `?`.
    pub(crate) fn restored(&self, from: &Ident) -> TokenStream {
        let (name, root) = (self.ident.to_string(), &self.root);
        let fields = self.fields.iter().map(|field| {
            let Field { ident, attribute, .. } = field;
            if !field.is_read() {
                let default = FieldDefault::value(field.serde.default.as_ref());
                quote!(#ident: #default)
            } else if field.is_optional() {
                quote!(#ident: #root::__private::present(#from.#ident, #name, #attribute)?)
            } else {
                quote!(#ident: #from.#ident)
            }
        });
        quote!(#(#fields),*)
    }

    /// The fields of a row or an image, made of those of the model.
    pub(crate) fn captured(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| {
            let ident = &field.ident;
            if field.is_optional() {
                quote!(#ident: ::core::option::Option::Some(#from.#ident))
            } else {
                quote!(#ident: #from.#ident)
            }
        });
        quote!(#(#fields),*)
    }
}
