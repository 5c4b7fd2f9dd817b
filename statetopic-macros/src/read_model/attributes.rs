//! The typed attributes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;

use crate::fields::{Field, Model};

/// `.or(…)` of an attribute whose field has a default. That of a converted field belongs to its form.
pub(crate) fn default(model: &Model, field: &Field) -> Option<TokenStream> {
    let default = model.default_function(field).filter(|_| field.serde.converted().is_none())?;
    Some(quote!(.or(#default)))
}

/// The struct of `ATTRIBUTES`.
pub(crate) fn typed_attributes(model: &Model, attributes: &Ident) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let (path, parameters) = (model.path(), model.parameters());
    let attributes_doc = format!("The typed attributes of [`{ident}`], as in `{ident}::ATTRIBUTES`.");
    let attribute_fields = model.fields.iter().filter(|field| field.is_attribute()).map(|field| {
        let Field { ident: name, ty, attribute, .. } = field;
        // A doc comment would only repeat the name.
        let doc = (name.unraw() != *attribute).then(|| {
            let doc = format!("The attribute `{attribute}`.");
            quote!(#[doc = #doc])
        });
        let typed = if field.is_key() { quote!(KeyAttributeName) } else { quote!(Attribute) };
        // An update writes a value in the form of its type, which differs from the row here.
        let value = match field.serde.converted() {
            Some(_) => match model.form(field) {
                Some(form) => quote!(#root::attribute::Converted<#ty, #form>),
                None => quote!(#root::attribute::Converted<#ty>),
            },
            None => quote!(#ty),
        };
        quote!(#doc pub #name: #root::attribute::#typed<#path, #value>)
    });
    let (declared, where_declared, forms) = (parameters.declared(), parameters.where_declared([]), model.forms());
    // Without the standard traits, because the only value has no state.
    quote! {
        #[doc = #attributes_doc]
        #[allow(non_snake_case, non_camel_case_types, missing_docs, missing_debug_implementations, missing_copy_implementations)]
        #vis struct #attributes #declared #where_declared { #(#attribute_fields),* }

        #forms
    }
}
