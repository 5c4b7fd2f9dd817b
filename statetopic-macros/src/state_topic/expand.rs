//! What `#[state_topic]` generates: the image structs that the view captures, and what converts them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::view::View;
use crate::fields::{Field, Model};

pub(crate) fn expand(model: &Model, view: View) -> TokenStream {
    let Model { ident, .. } = model;
    let (new, old) = (model.suffixed("NewImage"), model.suffixed("OldImage"));
    let variant = view.variant();
    let mut tokens = TokenStream::new();
    let mut image = |captured: bool, image: &Ident, which: &str| {
        if !captured {
            let (which, marker) = (format_ident!("{which}"), view.marker());
            return quote!(::statetopic::view::NotCaptured<::statetopic::view::#which, ::statetopic::view::#marker>);
        }
        let captures = format_ident!("Captures{which}Image");
        tokens.extend(expand_image(model, image, which));
        tokens.extend(quote!(#[automatically_derived] impl ::statetopic::#captures for #ident {}));
        quote!(#image)
    };
    let new_type = image(view.captures_new(), &new, "New");
    let old_type = image(view.captures_old(), &old, "Old");
    if view == View::NewAndOldImages {
        tokens.extend(expand_changed_since(model, &new, &old));
    }
    quote! {
        #tokens

        #[automatically_derived]
        impl ::statetopic::StateTopic for #ident {
            type NewImage = #new_type;
            type OldImage = #old_type;

            const VIEW: ::statetopic::view::StreamView = ::statetopic::view::StreamView::#variant;
        }
    }
}

fn expand_image(model: &Model, image: &Ident, which: &str) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let doc = match which {
        "New" => format!("A row of [`{ident}`] as it is after a change."),
        _ => format!("A row of [`{ident}`] as it was before a change."),
    };
    let fields = model.stored().map(Field::image_field);
    let (row, from) = (model.row(), format_ident!("from"));
    let (moved, restored, captured) = (model.moved(&from), model.restored(&from), model.captured(&from));
    let into_model = if model.has_added() {
        quote! {
            #[automatically_derived]
            impl ::core::convert::TryFrom<#image> for #ident {
                type Error = ::statetopic::MissingAttribute;

                fn try_from(#from: #image) -> ::core::result::Result<Self, ::statetopic::MissingAttribute> {
                    ::core::result::Result::Ok(Self { #restored })
                }
            }
        }
    } else {
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<#image> for #ident {
                fn from(#from: #image) -> Self {
                    Self { #restored }
                }
            }
        }
    };
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #vis struct #image { #(#fields),* }

        #[automatically_derived]
        impl ::core::convert::From<#row> for #image {
            fn from(#from: #row) -> Self {
                Self { #moved }
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<#ident> for #image {
            fn from(#from: #ident) -> Self {
                Self { #captured }
            }
        }

        #into_model

        #[automatically_derived]
        impl ::statetopic::Image<#ident> for #image {
            fn from_row(row: ::core::option::Option<#row>) -> ::core::option::Option<Self> {
                ::core::option::Option::map(row, ::core::convert::Into::into)
            }
        }

        #[automatically_derived]
        impl<'de> ::statetopic::__private::serde::Deserialize<'de> for #image {
            fn deserialize<D: ::statetopic::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::statetopic::__private::deserialize_image::<D, #row, Self>(deserializer)
            }
        }
    }
}

fn expand_changed_since(model: &Model, new: &Ident, old: &Ident) -> TokenStream {
    let Model { ident, .. } = model;
    let compared = model.stored().map(|field| {
        let Field { ident, attribute, .. } = field;
        quote!((#attribute, self.#ident != old.#ident))
    });
    quote! {
        impl #new {
            /// The attributes that differ from `old`.
            #[must_use]
            pub fn changed_since(&self, old: &#old) -> ::statetopic::ChangedFields<#ident> {
                ::statetopic::ChangedFields::of([#(#compared),*])
            }
        }
    }
}
