//! The comparison of images: `new.changed_since(&old)` and `==`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::fields::{Field, Model, side};

/// The fields in which two images of any side are equal.
pub(crate) fn expand_compared(model: &Model) -> TokenStream {
    let (root, image, parameters, other) = (&model.root, model.image(), model.image_parameters(), other_side());
    let (header, arguments) = (parameters.header(), parameters.arguments());
    let comparable = parameters.where_declared(model.fields_that_are(&quote!(::core::cmp::PartialEq)));
    let stored = model.stored_parameters();
    let names = stored.names();
    let compared = model.stored().map(|field| equal(model, field));
    let count = model.stored().count();
    quote! {
        #[automatically_derived]
        impl #header #image #arguments #comparable {
            // Whether a float changed is whether it is another one.
            #[allow(clippy::float_cmp)]
            fn __compared<#other: #root::view::Side>(
                &self,
                __old: &#image<#other #(, #names)*>,
            ) -> [bool; #count] {
                [#(#compared),*]
            }
        }

        #[automatically_derived]
        impl #header ::core::cmp::PartialEq for #image #arguments #comparable {
            // Not by the first difference: to write the fields out once more would be compiled once more.
            #[inline]
            fn eq(&self, __old: &Self) -> bool {
                #root::__private::are_equal(&self.__compared(__old))
            }
        }
    }
}

/// The method of the new image, with the parameters that the images do not mention.
pub(crate) fn expand_changed_since(model: &Model, new: &TokenStream, old: &TokenStream) -> TokenStream {
    let (root, path, images) = (&model.root, model.path(), model.stored_parameters());
    let comparable = images.where_declared(model.fields_that_are(&quote!(::core::cmp::PartialEq)));
    let header = images.header();
    let beside = model.parameters_beside(&images);
    let beside = (!beside.is_empty()).then(|| quote!(<#(#beside),*>));
    let asked = model.parameters().where_declared(is_read_model(model));
    let has_aliases = model.stored().any(|field| !field.serde.aliases.is_empty());
    let names = match model.is_read_by_serde() || has_aliases {
        true => {
            let names = model.stored().map(|field| &field.attribute);
            quote!(&[#(#names),*])
        }
        // They are written out once, where rows are read.
        false => {
            let row = model.row_path();
            quote!(<#row as #root::__private::row::Row>::NAMES)
        }
    };
    quote! {
        #[allow(private_bounds)]
        impl #header #new #comparable {
            /// The attributes that differ from `old`.
            #[must_use]
            #[inline]
            pub fn changed_since #beside (&self, old: &#old) -> #root::ChangedFields<#path> #asked {
                #root::ChangedFields::of(#names, &self.__compared(old))
            }
        }
    }
}

/// The bound that a generic model is a read model; any other model is one.
fn is_read_model(model: &Model) -> Option<TokenStream> {
    let (root, path) = (&model.root, model.path());
    (!model.generics.params.is_empty()).then(|| quote!(#path: #root::ReadModel))
}

/// A `changed_since` that cannot be called; the error names the view to declare.
pub(crate) fn expand_uncaptured_changed_since(model: &Model, new: &TokenStream) -> TokenStream {
    let (root, path) = (&model.root, model.path());
    let images = model.stored_parameters();
    let (header, where_declared) = (images.header(), images.where_declared([]));
    let beside = model.parameters_beside(&images);
    let asked = model.parameters().where_declared([quote!(for<'a> #path: #root::CapturesOldImage)]);
    quote! {
        impl #header #new #where_declared {
            #[doc(hidden)]
            #[allow(dead_code)]
            pub fn changed_since<#(#beside,)* __Old>(&self, _: __Old) -> #root::ChangedFields<#path> #asked {
                ::core::unreachable!()
            }
        }
    }
}

/// Whether a field of `self` equals that of `old`.
fn equal(model: &Model, field: &Field) -> TokenStream {
    let (own, other) = (model.place(field, &side(), "self"), model.place(field, &other_side(), "__old"));
    quote_spanned!(field.at=> #own == #other)
}

fn other_side() -> Ident {
    format_ident!("__Other")
}
