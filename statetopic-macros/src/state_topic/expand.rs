//! What `#[state_topic]` generates: the image structs that the view captures, and what converts them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::view::View;
use crate::fields::{Field, Model};

pub(crate) fn expand(model: &Model, view: View, enabled: bool) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let variant = view.variant();
    let model_bound = read_model_bound(model);
    let mut tokens = check_read_model(model);
    let mut image = |captured: bool, which: &str| {
        let image = model.suffixed(&format!("{which}Image"));
        if captured {
            let captures = format_ident!("Captures{which}Image");
            tokens.extend(expand_image(model, &image, which));
            tokens.extend(quote!(#[automatically_derived] impl #root::#captures for #ident where #model_bound {}));
        } else {
            let (which, marker) = (format_ident!("{which}"), view.marker());
            let doc = format!("What the view of [`{ident}`] does not capture.");
            tokens.extend(quote! {
                #[doc = #doc]
                #vis type #image =
                    #root::view::NotCaptured<#root::view::#which, #root::view::#marker>;
            });
        }
        image
    };
    let (new, old) = (image(view.captures_new(), "New"), image(view.captures_old(), "Old"));
    match view {
        View::NewAndOldImages => tokens.extend(expand_changed_since(model, &new, &old)),
        View::NewImage => tokens.extend(expand_uncaptured_changed_since(model, &new)),
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
        impl #root::StateTopic for #ident where #model_bound {
            type NewImage = #new;
            type OldImage = #old;

            const VIEW: #root::view::StreamView = #root::view::StreamView::#variant;
            #enabled
        }
    }
}

/// A bound that holds, or else is reported once, by `check_read_model`, and not again for each implementation that has
/// it. The lifetime keeps rustc from checking it where it is written.
fn read_model_bound(model: &Model) -> TokenStream {
    let Model { root, ident, .. } = model;
    quote!(for<'a> #ident: #root::ReadModel)
}

/// The row's type through the trait. All of it stands where the struct's name does, so that the errors of a struct
/// without `#[read_model]` are one.
fn row(model: &Model) -> TokenStream {
    let (root, ident) = (model.root.at(model.ident.span()), &model.ident);
    quote_spanned!(ident.span()=> <#ident as #root::ReadModel>::Row)
}

/// The error of a struct without `#[read_model]`.
fn check_read_model(model: &Model) -> TokenStream {
    let row = row(model);
    quote_spanned!(model.ident.span()=>
        const _: ::core::option::Option<#row> = ::core::option::Option::None;
    )
}

fn expand_image(model: &Model, image: &Ident, which: &str) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let doc = match which {
        "New" => format!("A row of [`{ident}`] as it is after a change."),
        _ => format!("A row of [`{ident}`] as it was before a change."),
    };
    let fields = model.stored().map(Field::image_field);
    let (row, from) = (row(model), Ident::new("from", ident.span()));
    let (moved, captured) = (model.moved(&from), model.captured(&from));
    let (model_bound, into_model) = (read_model_bound(model), expand_into_model(model, image));
    let equal = model.stored().map(equal);
    let root_at = root.at(ident.span());
    let deserialize = quote_spanned!(ident.span()=> #root_at::__private::deserialize_image::<D, #ident, Self>(#from));
    let from_row = quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl ::core::convert::From<#row> for #image {
            fn from(#from: #row) -> Self {
                Self { #moved }
            }
        }
    };
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[allow(non_snake_case)]
        #vis struct #image { #(#fields),* }

        #[automatically_derived]
        impl ::core::cmp::PartialEq for #image {
            fn eq(&self, old: &Self) -> bool {
                true #(&& #equal)*
            }
        }

        #from_row

        #[automatically_derived]
        impl ::core::convert::From<#ident> for #image {
            fn from(#from: #ident) -> Self {
                Self { #captured }
            }
        }

        #into_model

        #[automatically_derived]
        impl #root::Image<#ident> for #image
        where
            #model_bound,
            for<'a> #image: ::core::convert::From<#row>,
        {
            fn from_row(row: ::core::option::Option<#row>) -> ::core::option::Option<Self> {
                ::core::option::Option::map(row, ::core::convert::Into::into)
            }
        }

        #[automatically_derived]
        impl<'de> #root::__private::serde::Deserialize<'de> for #image {
            fn deserialize<D: #root::__private::serde::Deserializer<'de>>(
                #from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #deserialize
            }
        }
    }
}

/// The model of an image: `From` where nothing can be missing, else `TryFrom`.
fn expand_into_model(model: &Model, image: &Ident) -> TokenStream {
    let (root, ident, from) = (&model.root, &model.ident, format_ident!("from"));
    let restored = model.restored(&from);
    if model.can_lack() {
        quote! {
            #[automatically_derived]
            impl ::core::convert::TryFrom<#image> for #ident {
                type Error = #root::MissingAttribute;

                fn try_from(#from: #image) -> ::core::result::Result<Self, #root::MissingAttribute> {
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
    }
}

/// Whether a field of `self` equals that of `old`. The same expression for both images and for what changed, so that a
/// type which cannot be compared is one error, where it is written.
fn equal(field: &Field) -> TokenStream {
    let Field { ident, ty, .. } = field;
    // Where the type is written, but with the names of the macro: the type may come out of a `macro_rules!`.
    let at = ty.span().resolved_at(Span::call_site());
    quote_spanned!(at=> self.#ident == old.#ident)
}

fn expand_changed_since(model: &Model, new: &Ident, old: &Ident) -> TokenStream {
    let Model { root, ident, .. } = model;
    let compared = model.stored().map(|field| {
        let (attribute, equal) = (&field.attribute, equal(field));
        quote!((#attribute, !(#equal)))
    });
    let model_bound = read_model_bound(model);
    quote! {
        impl #new where #model_bound {
            /// The attributes that differ from `old`.
            // Whether a float changed is whether it is another one.
            #[allow(clippy::float_cmp)]
            #[must_use]
            pub fn changed_since(&self, old: &#old) -> #root::ChangedFields<#ident> {
                #root::ChangedFields::of([#(#compared),*])
            }
        }
    }
}

/// A `changed_since` that cannot be called, and then says which view to declare.
fn expand_uncaptured_changed_since(model: &Model, new: &Ident) -> TokenStream {
    let Model { root, ident, .. } = model;
    quote! {
        impl #new {
            #[doc(hidden)]
            #[allow(dead_code)]
            pub fn changed_since<Old>(&self, _: Old) -> #root::ChangedFields<#ident>
            where
                for<'a> #ident: #root::CapturesOldImage,
            {
                ::core::unreachable!()
            }
        }
    }
}
