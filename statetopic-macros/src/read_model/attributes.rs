//! The typed attributes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::fields::{Field, Model};

/// The struct, which is what `ATTRIBUTES` is of.
pub(crate) fn typed_attributes(model: &Model, attributes: &Ident) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let (path, parameters) = (model.path(), model.parameters());
    let attributes_doc = format!("The typed attributes of [`{ident}`]; `{ident}::ATTRIBUTES` has them.");
    let attribute_fields = model.fields.iter().filter(|field| field.is_attribute()).map(|field| {
        let Field { ident: name, ty, attribute, .. } = field;
        let doc = format!("The attribute `{attribute}`.");
        let typed = if field.is_key() { quote!(KeyAttributeName) } else { quote!(Attribute) };
        // An update writes a value as its type does, which here is not how the row has it.
        let value = match field.serde.converted() {
            Some(_) => quote!(#root::attribute::Converted<#ty>),
            None => quote!(#ty),
        };
        quote!(#[doc = #doc] pub #name: #root::attribute::#typed<#path, #value>)
    });
    let (declared, where_declared) = (parameters.declared(), parameters.where_declared([]));
    // By hand: derives would look at every field, and ask these traits of the parameters, of which there is no value here.
    let (header, arguments, name) = (parameters.header(), parameters.arguments(), attributes.to_string());
    let names = model.fields.iter().filter(|field| field.is_attribute()).map(|Field { ident, attribute, .. }| {
        let name = ident.to_string();
        quote!((#name, #attribute))
    });
    quote! {
        #[doc = #attributes_doc]
        #[allow(non_snake_case, non_camel_case_types)]
        #vis struct #attributes #declared #where_declared { #(#attribute_fields),* }

        #[automatically_derived]
        impl #header ::core::clone::Clone for #attributes #arguments #where_declared {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #header ::core::marker::Copy for #attributes #arguments #where_declared {}

        #[automatically_derived]
        impl #header ::core::fmt::Debug for #attributes #arguments #where_declared {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #root::__private::debug_attributes(#name, &[#(#names),*], f)
            }
        }
    }
}
