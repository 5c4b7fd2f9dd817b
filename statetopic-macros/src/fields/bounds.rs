//! What a generic model asks of its parameters without a word of the user's, as derives do: that the fields which depend
//! on them can be read and sent between threads. What a part such as a key takes is declared on the struct.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{WherePredicate, parse_quote};

use super::{Field, Model};

impl Model {
    /// What the implementations that need a row ask of some of the parameters.
    pub(super) fn asked(&self, kept: &[Ident]) -> Vec<WherePredicate> {
        let of_fields = self.fields.iter().filter(|field| self.is_generic(&field.ty)).map(|field| self.asked_of(field));
        let said_of_fields = self.fields.iter().filter_map(|field| field.serde.bound.as_ref());
        let of_serde = self.bound.iter().chain(said_of_fields).flatten();
        let all = self.outlive().chain(of_fields).chain(of_serde.cloned());
        all.filter(|predicate| self.is_about_only(kept, predicate)).collect()
    }

    /// What the key's implementations ask beside that its fields can be key attributes: with this, a field that cannot is one
    /// error.
    pub(super) fn asked_of_key(&self, partition: Option<&Field>, kept: &[Ident]) -> Vec<WherePredicate> {
        let fields = partition.into_iter().chain(self.sort_key()).filter(|field| self.is_generic(&field.ty));
        let of_fields =
            fields.map(|Field { ty, .. }| parse_quote!(#ty: ::core::marker::Send + ::core::marker::Sync + 'static));
        self.outlive().filter(|predicate| self.is_about_only(kept, predicate)).chain(of_fields).collect()
    }

    /// That types which depend on the parameters outlive whatever they come from.
    fn outlive(&self) -> impl Iterator<Item = WherePredicate> {
        self.generics.type_params().map(|parameter| {
            let name = &parameter.ident;
            parse_quote!(#name: 'static)
        })
    }

    /// As serde's derive does, of the field's type and not of its parameters: `Vec<T>: DeserializeOwned`.
    fn asked_of(&self, field: &Field) -> WherePredicate {
        let (root, serde) = (&self.root, &field.serde);
        // `#[serde(bound)]` says instead what reading takes; on the struct, for all fields.
        let bound = self.bound.as_ref().or(serde.bound.as_ref());
        let is_read_by_type = bound.is_none() && field.is_read() && serde.read_with.is_none();
        let read = is_read_by_type.then(|| quote!(#root::__private::serde::de::DeserializeOwned +));
        let default = field.takes_default_of_type().then(|| quote!(::core::default::Default+));
        let ty = &field.ty;
        parse_quote!(#ty: #read #default ::core::marker::Send + ::core::marker::Sync + 'static)
    }

    /// What images ask of the fields for a trait of theirs.
    pub(crate) fn fields_that_are(&self, bound: &TokenStream) -> impl Iterator<Item = TokenStream> {
        let fields = self.stored().filter(|field| self.is_generic(&field.ty));
        fields.map(move |Field { ty, .. }| quote!(#ty: #bound))
    }
}
