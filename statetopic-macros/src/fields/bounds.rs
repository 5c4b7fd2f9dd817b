//! The bounds that a generic model gets without being declared, as with derives: the fields that depend on a parameter
//! can be read and sent between threads. The bounds of a role, such as a key, must be declared on the struct.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{WherePredicate, parse_quote};

use super::{Field, Model};

impl Model {
    /// The bounds of implementations that read a row, for some of the parameters.
    pub(super) fn asked(&self, kept: &[Ident]) -> Vec<WherePredicate> {
        let of_fields = self.fields.iter().filter(|field| self.is_generic(&field.ty)).map(|field| self.asked_of(field));
        let said_of_fields = self.fields.iter().filter_map(|field| field.serde.bound.as_ref());
        let of_serde = self.bound.iter().chain(said_of_fields).flatten();
        let all = self.outlive().chain(of_fields).chain(of_serde.cloned());
        all.filter(|predicate| self.is_about_only(kept, predicate)).collect()
    }

    /// The bounds of the implementations of the key, besides that its fields are key attributes: with these, a field
    /// that is not one is one error.
    pub(super) fn asked_of_key(&self, partition: Option<&Field>, kept: &[Ident]) -> Vec<WherePredicate> {
        let fields = partition.into_iter().chain(self.sort_key()).filter(|field| self.is_generic(&field.ty));
        let of_fields =
            fields.map(|Field { ty, .. }| parse_quote!(#ty: ::core::marker::Send + ::core::marker::Sync + 'static));
        self.outlive().filter(|predicate| self.is_about_only(kept, predicate)).chain(of_fields).collect()
    }

    /// `T: 'static` for each type parameter.
    fn outlive(&self) -> impl Iterator<Item = WherePredicate> {
        self.generics.type_params().map(|parameter| {
            let name = &parameter.ident;
            parse_quote!(#name: 'static)
        })
    }

    /// A bound on the type of the field, not on its parameters: `Vec<T>: DeserializeOwned`.
    fn asked_of(&self, field: &Field) -> WherePredicate {
        let (root, serde) = (&self.root, &field.serde);
        // `#[serde(bound)]` replaces the bound for reading; on the struct, for all fields.
        let bound = self.bound.as_ref().or(serde.bound.as_ref());
        let is_read_by_type = bound.is_none() && field.is_read() && serde.read_with.is_none();
        let read = is_read_by_type.then(|| quote!(#root::__private::serde::de::DeserializeOwned +));
        let default = field.takes_default_of_type().then(|| quote!(::core::default::Default+));
        let ty = &field.ty;
        parse_quote!(#ty: #read #default ::core::marker::Send + ::core::marker::Sync + 'static)
    }

    /// The bounds on the fields of images for a trait of images.
    pub(crate) fn fields_that_are(&self, bound: &TokenStream) -> impl Iterator<Item = TokenStream> {
        let fields = self.stored().filter(|field| self.is_generic(&field.ty));
        fields.map(move |Field { ty, .. }| quote!(#ty: #bound))
    }
}
