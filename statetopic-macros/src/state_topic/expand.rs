//! The expansion of `#[state_topic]`: the images that the view captures, and the implementations of images.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::changed;
use super::view::View;
use crate::fields::{Model, side};

/// An image of a change.
#[derive(Clone, Copy)]
enum Image {
    New,
    Old,
}

impl Image {
    const fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Old => "Old",
        }
    }

    const fn is_captured_by(self, view: View) -> bool {
        match self {
            Self::New => view.captures_new(),
            Self::Old => view.captures_old(),
        }
    }

    /// `OrderNewImage` or `OrderOldImage`.
    fn ident(self, model: &Model) -> Ident {
        model.suffixed(&format!("{}Image", self.name()))
    }
}

pub(crate) fn expand(model: &Model, view: View, enabled: bool) -> TokenStream {
    let Model { root, .. } = model;
    let (path, parameters) = (model.path(), model.parameters());
    let (header, asked) = (parameters.header(), parameters.where_asked([]));
    // Images that no view captures need no implementations, and so no bounds on their fields.
    let is_seen = view.captures_new() || view.captures_old();
    let mut tokens = if is_seen { expand_image(model) } else { TokenStream::new() };
    let mut image = |image: Image| {
        tokens.extend(name_image(model, view, image));
        if image.is_captured_by(view) {
            let captures = format_ident!("Captures{}Image", image.name());
            tokens.extend(quote!(#[automatically_derived] impl #header #root::#captures for #path #asked {}));
            model.image_path(image.name())
        } else {
            image.ident(model).into_token_stream()
        }
    };
    let (new, old) = (image(Image::New), image(Image::Old));
    match view {
        View::NewAndOldImages => tokens.extend(changed::expand_changed_since(model, &new, &old)),
        View::NewImage => tokens.extend(changed::expand_uncaptured_changed_since(model, &new)),
        View::OldImage | View::KeysOnly => {}
    }
    let enabled = (!enabled).then(|| {
        quote!(
            const ENABLED: bool = false;
        )
    });
    quote! {
        #tokens

        #[automatically_derived]
        impl #header #root::Topic for #path #asked {
            type Change = #root::StateChange<Self>;
            type ItemKey = <Self as #root::ReadModel>::Key;
            type Parts = #root::__private::StateParts<Self>;
            #enabled
        }

        #[automatically_derived]
        impl #header #root::StateTopic for #path #asked {
            type NewImage = #new;
            type OldImage = #old;
        }
    }
}

/// The alias of an image, or of `NotCaptured`.
fn name_image(model: &Model, view: View, of: Image) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let (name, image, parameters) = (of.ident(model), model.image_path(of.name()), model.stored_parameters());
    if of.is_captured_by(view) {
        let after = match of {
            Image::New => "is after",
            Image::Old => "was before",
        };
        let doc = format!("A row of [`{ident}`] as it {after} a change.");
        let declared = parameters.for_alias();
        return quote! {
            #[doc = #doc]
            #[allow(dead_code)]
            #vis type #name #declared = #image;
        };
    }
    let (side, marker) = (format_ident!("{}", of.name()), view.marker());
    let doc = format!("The image that the view of [`{ident}`] does not capture.");
    quote! {
        #[doc = #doc]
        #vis type #name = #root::view::NotCaptured<#root::view::#side, #root::view::#marker>;
    }
}

/// The implementations of an image of any side.
fn expand_image(model: &Model) -> TokenStream {
    let Model { root, .. } = model;
    let (path, from, row) = (model.path(), format_ident!("__from"), model.row_path());
    let (moved, captured) = (model.moved_to_side(&from), model.captured(&from));
    let (image, own, all) = (model.image(), model.image_parameters(), model.with_side(model.parameters()));
    let (header, arguments, asked) = (own.header(), own.arguments(), own.where_asked([]));
    let (all_header, where_all) = (all.header(), all.where_declared([]));
    let deserialize_header = own.header_with(&quote!('de));
    let (std_traits, compared) = (std_traits(model), changed::expand_compared(model));
    quote! {
        #std_traits

        #compared

        #[automatically_derived]
        impl #header #root::Image<#row> for #image #arguments #asked {
            #[inline]
            fn from_row(#from: #row) -> Self {
                Self { #moved }
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl #all_header ::core::convert::From<#path> for #image #arguments #where_all {
            #[inline]
            fn from(#from: #path) -> Self {
                Self { #captured }
            }
        }

        #[automatically_derived]
        impl #deserialize_header #root::__private::serde::Deserialize<'de> for #image #arguments #asked {
            fn deserialize<__D: #root::__private::serde::Deserializer<'de>>(
                #from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #root::__private::deserialize_image::<__D, #row, Self>(#from)
            }
        }
    }
}

/// `Clone` and `Debug` without derives, which would not resolve the type of the field with the side.
fn std_traits(model: &Model) -> TokenStream {
    let (root, image, parameters, side) = (&model.root, model.image(), model.image_parameters(), side());
    let (header, arguments) = (parameters.header(), parameters.arguments());
    let clone = parameters.where_declared(model.fields_that_are(&quote!(::core::clone::Clone)));
    let debug = parameters.where_declared(model.fields_that_are(&quote!(::core::fmt::Debug)));
    let cloned = model.stored().map(|field| {
        let (ident, value) = (&field.ident, model.borrowed(field, &side, "self"));
        let clone = quote_spanned!(field.at=> __Clone::clone(#value));
        let clone = model.to_side(field, clone);
        quote!(#ident: #clone)
    });
    let names = model.stored().map(|field| field.ident.unraw().to_string());
    let struct_name = model.ident.unraw().to_string();
    let values = model.stored().map(|field| model.borrowed(field, &side, "self"));
    quote! {
        #[automatically_derived]
        impl #header ::core::clone::Clone for #image #arguments #clone {
            #[inline]
            fn clone(&self) -> Self {
                use ::core::clone::Clone as __Clone;
                Self { #(#cloned),* }
            }
        }

        #[automatically_derived]
        impl #header ::core::fmt::Debug for #image #arguments #debug {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #root::__private::debug_image::<#side>(#struct_name, &[#(#names),*], &[#(#values),*], __f)
            }
        }
    }
}
