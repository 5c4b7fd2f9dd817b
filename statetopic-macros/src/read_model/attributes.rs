//! The typed attributes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::fields::{Field, Model};

/// The struct, which is what `ATTRIBUTES` is of.
pub(crate) fn typed_attributes(model: &Model) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let (attributes, path, parameters) = (model.suffixed("Attributes"), model.path(), model.parameters());
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
    let definition = quote! {
        #[doc = #attributes_doc]
        #[allow(non_snake_case)]
        #vis struct #attributes #declared #where_declared { #(#attribute_fields),* }
    };
    if declared.params.is_empty() {
        return quote! {
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            #definition
        };
    }
    // Derives would ask these traits of the parameters, of which there is no value here.
    let (header, arguments) = (parameters.header(), parameters.arguments());
    let (name, shown) = (
        attributes.to_string(),
        model.fields.iter().filter(|field| field.is_attribute()).map(|Field { ident, .. }| {
            let name = ident.to_string();
            quote!(.field(#name, &self.#ident))
        }),
    );
    quote! {
        #definition

        #[automatically_derived]
        impl #header ::core::clone::Clone for #attributes #arguments #where_declared {
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #header ::core::marker::Copy for #attributes #arguments #where_declared {}

        #[automatically_derived]
        impl #header ::core::fmt::Debug for #attributes #arguments #where_declared {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name) #(#shown)* .finish()
            }
        }
    }
}
