//! The shape of a row and of the images: the model's fields, with an `Option` where a row may lack one.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::{Field, FieldDefault, Model};

impl Field {
    /// The field's type in a row and in an image.
    pub(crate) fn shape_type(&self) -> TokenStream {
        let ty = &self.ty;
        if self.is_added() { quote!(::core::option::Option<#ty>) } else { ty.to_token_stream() }
    }

    /// The field as a row has it, with what serde needs to read it.
    pub(crate) fn row_field(&self) -> TokenStream {
        let Self { ident, vis, serde, attribute, .. } = self;
        let ty = self.shape_type();
        let mut attributes = TokenStream::new();
        if serde.flatten.is_some() {
            attributes.extend(quote!(#[serde(flatten)]));
        } else if syn::ext::IdentExt::unraw(ident) != attribute {
            attributes.extend(quote!(#[serde(rename = #attribute)]));
        }
        attributes.extend(serde.aliases());
        if self.is_added() {
            attributes.extend(quote!(#[serde(default, deserialize_with = "::statetopic::__private::added")]));
        } else {
            attributes.extend(serde.reading());
        }
        quote!(#attributes #vis #ident: #ty)
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
        let added =
            self.is_added().then(|| quote!(#[doc = "`None` in a row that was written before the field was added."]));
        quote!(#doc #added #vis #ident: #ty)
    }
}

impl Model {
    /// `field: from.field` for every field of a row or an image.
    pub(crate) fn moved(&self, from: &Ident) -> TokenStream {
        let fields = self.stored().map(|field| &field.ident);
        quote!(#(#fields: #from.#fields),*)
    }

    /// The fields of the model, made of those of a row or an image. Where one may be missing this uses `?`.
    pub(crate) fn restored(&self, from: &Ident) -> TokenStream {
        let name = self.ident.to_string();
        let fields = self.fields.iter().map(|field| {
            let Field { ident, attribute, .. } = field;
            if !field.is_read() {
                let default = FieldDefault::value(field.serde.default.as_ref());
                quote!(#ident: #default)
            } else if field.is_added() {
                quote!(#ident: ::statetopic::__private::present(#from.#ident, #name, #attribute)?)
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
            if field.is_added() {
                quote!(#ident: ::core::option::Option::Some(#from.#ident))
            } else {
                quote!(#ident: #from.#ident)
            }
        });
        quote!(#(#fields),*)
    }
}
