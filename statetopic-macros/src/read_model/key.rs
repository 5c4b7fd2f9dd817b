//! The key struct and its traits.
//!
//! The traits are implemented without derives, through `ModelKey`, whose parts are known to implement them: a field
//! whose type cannot be a key is one error at the type, and not one for each derive.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use crate::fields::{Field, Model, Parameters};

/// The struct, without implementations.
pub(crate) fn key_struct(model: &Model, partition: &Field) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let key = model.suffixed("Key");
    let doc = format!("The key of [`{ident}`].");
    // Without a partition key, the sort key may replace it.
    let sort = model.sort_key().filter(|sort| sort.ident != partition.ident);
    let fields = std::iter::once(partition).chain(sort).map(|field| field.documented(&field.shape_type()));
    let parameters = model.key_parameters(Some(partition));
    let (declared, where_declared) = (parameters.declared(), parameters.where_declared([]));
    quote! {
        #[doc = #doc]
        #[allow(non_snake_case, missing_docs)]
        #vis struct #key #declared #where_declared { #(#fields),* }
    }
}

pub(crate) fn expand_key(model: &Model, partition: &Field) -> TokenStream {
    let root = &model.root;
    let parameters = model.key_parameters(Some(partition));
    let (header, asked, key) = (parameters.header(), parameters.where_asked([]), model.key_path());
    let definition = key_struct(model, partition);
    let of_model = key_of_model(model, &parameters);
    let std_traits = std_traits(model, partition, &parameters);
    let Field { ident: partition_name, ty: partition_type, .. } = partition;
    let (sort_type, sort, sort_parameter, sort_part) = match model.sort_key() {
        Some(Field { ident, ty, .. }) => (quote!(#ty), quote!(&self.#ident), quote!(__sort), quote!(, #ident: __sort)),
        None => {
            let none = quote!(#root::key::NoSortKey);
            (none.clone(), quote!(&#none), quote!(_), TokenStream::new())
        }
    };
    quote! {
        #definition

        #[automatically_derived]
        impl #header #root::ModelKey for #key #asked {
            type Partition = #partition_type;
            type Sort = #sort_type;

            #[inline]
            fn parts(&self) -> (&Self::Partition, &Self::Sort) {
                (&self.#partition_name, #sort)
            }

            #[inline]
            fn from_parts(__partition: Self::Partition, #sort_parameter: Self::Sort) -> Self {
                Self { #partition_name: __partition #sort_part }
            }
        }

        #of_model

        #std_traits
    }
}

/// `KeyOfModel`, if the parameters of the key determine the model.
pub(crate) fn key_of_model(model: &Model, parameters: &Parameters) -> Option<TokenStream> {
    if !parameters.are_all_of(&model.generics) {
        return None;
    }
    let (root, key, path, all) = (&model.root, model.key_path(), model.path(), model.parameters());
    let (header, asked) = (all.header(), all.where_asked([]));
    Some(quote! {
        #[automatically_derived]
        impl #header #root::KeyOfModel for #key #asked {
            type Model = #path;
        }
    })
}

/// The standard traits, each a call of the library.
fn std_traits(model: &Model, partition: &Field, parameters: &Parameters) -> TokenStream {
    let (header, asked, key) = (parameters.header(), parameters.where_asked([]), model.key_path());
    let key_name = model.suffixed("Key").to_string();
    let partition_name = partition.ident.unraw().to_string();
    let sort_name = model.sort_key().map_or(String::new(), |field| field.ident.unraw().to_string());
    let root = &model.root;
    quote! {
        #root::__private::key_traits!([#header] [#key] [#asked] #key_name #partition_name #sort_name);
    }
}

/// The expression for the key of `self`.
pub(crate) fn key_of_row(model: &Model, partition: &Field) -> TokenStream {
    let (root, partition) = (&model.root, &partition.ident);
    let sort = match model.sort_key() {
        Some(Field { ident, .. }) => quote!(&self.#ident),
        None => quote!(&#root::key::NoSortKey),
    };
    quote!(#root::__private::key::of(&self.#partition, #sort))
}

/// The expressions for the elements of the key schema.
pub(crate) fn key_elements(model: &Model, partition: &Field) -> (TokenStream, Option<TokenStream>) {
    let key = model.key_path();
    let Field { attribute, .. } = partition;
    let root = &model.root;
    let partition = quote! {
        #root::schema::KeyElement::new(#attribute, #root::__private::key::partition_type::<#key>())
    };
    let sort = model.sort_key().map(|Field { attribute, .. }| {
        quote!(#root::schema::KeyElement::new(#attribute, #root::__private::key::sort_type::<#key>()))
    });
    (partition, sort)
}
