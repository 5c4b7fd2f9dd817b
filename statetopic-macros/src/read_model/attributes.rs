//! The typed attributes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;

use crate::fields::{Field, Model, Role};

/// `.or(…)` of an attribute whose field has a default, and `.once_named(…)` of one that has other names. The default of a converted
/// field belongs to its form.
pub(crate) fn details(model: &Model, field: &Field) -> TokenStream {
    let takes_default = field.serde.converted().is_none() && !field.is_key() && !field.roles.has(Role::Sharded);
    let default = model.default_function(field).filter(|_| takes_default);
    let default = default.map(|default| quote!(.or(#default)));
    let aliases = &field.serde.aliases;
    let aliases =
        (!aliases.is_empty() && field.is_read() && !field.is_key()).then(|| quote!(.once_named(&[#(#aliases),*])));
    quote!(#default #aliases)
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
        // Updates and conditions write a value in the form of the field.
        let value = match field.serde.converted() {
            Some(_) => match model.form(field) {
                Some(form) => quote!(#root::attribute::Converted<#ty, #form>),
                None => quote!(#root::attribute::Converted<#ty>),
            },
            None => quote!(#ty),
        };
        let value = if field.roles.has(Role::Sharded) { quote!(#root::update::Sharded<#value>) } else { value };
        quote!(#doc pub #name: #root::attribute::#typed<#path, #value>)
    });
    let (declared, where_declared, forms) = (parameters.declared(), parameters.where_declared([]), model.forms());
    let decimals = plain_decimals(model);
    // Without the standard traits, because the only value has no state.
    quote! {
        #[doc = #attributes_doc]
        #[allow(non_snake_case, non_camel_case_types, missing_docs, missing_debug_implementations, missing_copy_implementations)]
        #vis struct #attributes #declared #where_declared { #(#attribute_fields),* }

        #forms
        #decimals
    }
}

/// That no field is a plain `Decimal`, which serde writes as a string. What has the name may be another type.
fn plain_decimals(model: &Model) -> TokenStream {
    let plain = model.fields.iter().filter(|field| field.is_attribute() && field.serde.converted().is_none());
    let decimals = plain.filter(|field| is_named_decimal(field.ty.to_token_stream()) && !model.is_generic(&field.ty));
    decimals
        .map(|Field { ty, at, .. }| {
            let root = model.root.at(*at);
            quote_spanned! {*at=>
                const _: () = {
                    use #root::__private::decimal::OtherType as _;
                    if let ::core::option::Option::Some(__advice) = #root::__private::decimal::Probe::<#ty>::ADVICE {
                        ::core::panic!("{}", __advice);
                    }
                };
            }
        })
        .collect()
}

fn is_named_decimal(ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Decimal",
        TokenTree::Group(group) => is_named_decimal(group.stream()),
        _ => false,
    })
}
