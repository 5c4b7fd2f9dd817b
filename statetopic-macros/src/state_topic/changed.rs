//! `new.changed_since(&old)`.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::{equal, read_model_bound};
use crate::fields::Model;

/// The method of the new image; of the parameters which the images do not mention, the method itself has those.
pub(crate) fn expand_changed_since(model: &Model, new: &TokenStream, old: &TokenStream) -> TokenStream {
    let (root, path) = (&model.root, model.path());
    let compared = model.stored().map(|field| {
        let (attribute, equal) = (&field.attribute, equal(field));
        quote!((#attribute, !(#equal)))
    });
    let images = model.stored_parameters();
    let (header, comparable) = (images.header(), images.where_declared(model.comparable()));
    let beside = model.parameters_beside(&images);
    let beside = (!beside.is_empty()).then(|| quote!(<#(#beside),*>));
    let asked = model.parameters().where_declared([read_model_bound(model)]);
    quote! {
        #[allow(private_bounds)]
        impl #header #new #comparable {
            /// The attributes that differ from `old`.
            // Whether a float changed is whether it is another one.
            #[allow(clippy::float_cmp)]
            #[must_use]
            #[inline]
            pub fn changed_since #beside (&self, old: &#old) -> #root::ChangedFields<#path> #asked {
                #root::ChangedFields::of(&[#(#compared),*])
            }
        }
    }
}

/// A `changed_since` that cannot be called, and then says which view to declare.
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
