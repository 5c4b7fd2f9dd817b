//! What `#[state_topic]` generates: the image structs that the view captures, and what converts them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::changed;
use super::view::View;
use crate::fields::{Field, Model};
use crate::spans::moved;

pub(crate) fn expand(model: &Model, view: View, enabled: bool) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let (variant, path, images) = (view.variant(), model.path(), model.stored_parameters());
    let arguments = images.arguments();
    let (parameters, model_bound) = (model.parameters(), read_model_bound(model));
    let header = parameters.header();
    let mut tokens = check_read_model(model);
    let mut is_image = vec![model_bound];
    let mut image = |captured: bool, which: &str| {
        let image = model.suffixed(&format!("{which}Image"));
        if captured {
            let captures = format_ident!("Captures{which}Image");
            let asked = parameters.where_asked([quote!(for<'a> #path: #root::StateTopic)]);
            tokens.extend(expand_image(model, &image, which));
            tokens.extend(quote!(#[automatically_derived] impl #header #root::#captures for #path #asked {}));
            let image = quote!(#image #arguments);
            // A bound on a generic model hides what its row is.
            if !model.generics.params.is_empty() {
                is_image.push(quote!(for<'a> #image: #root::Image<<#path as #root::ReadModel>::Row>));
            }
            image
        } else {
            let (which, marker) = (format_ident!("{which}"), view.marker());
            let doc = format!("What the view of [`{ident}`] does not capture.");
            tokens.extend(quote! {
                #[doc = #doc]
                #vis type #image =
                    #root::view::NotCaptured<#root::view::#which, #root::view::#marker>;
            });
            quote!(#image)
        }
    };
    let (new, old) = (image(view.captures_new(), "New"), image(view.captures_old(), "Old"));
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
    let asked = parameters.where_asked(is_image);
    quote! {
        #tokens

        #[automatically_derived]
        impl #header #root::StateTopic for #path #asked {
            type NewImage = #new;
            type OldImage = #old;

            const VIEW: #root::view::StreamView = #root::view::StreamView::#variant;
            #enabled
        }
    }
}

/// A bound that holds, or else is reported once, by `check_read_model`, and not again for each implementation that has
/// it. The lifetime keeps rustc from checking it where it is written.
pub(super) fn read_model_bound(model: &Model) -> TokenStream {
    let (root, path) = (&model.root, model.path());
    quote!(for<'a> #path: #root::ReadModel)
}

/// Whether the row is named, since what is implemented for it cannot name its model: it depends on more parameters.
fn is_row_named(model: &Model) -> bool {
    !model.stored_parameters().are_all_of(&model.generics)
}

/// The row's type through the trait. All of it stands where the struct's name does, so that the errors of a struct
/// without `#[read_model]` are one.
fn row(model: &Model) -> TokenStream {
    if is_row_named(model) {
        return model.row_path();
    }
    let at = model.ident.span();
    let (root, path) = (model.root.at(at), model.path_at(at));
    quote_spanned!(at=> <#path as #root::ReadModel>::Row)
}

/// The error of a struct without `#[read_model]`.
fn check_read_model(model: &Model) -> TokenStream {
    let (row, parameters) = (row(model), model.parameters());
    let (header, asked) = (parameters.header(), parameters.where_asked([]));
    if model.generics.params.is_empty() {
        return quote_spanned!(model.ident.span()=>
            const _: ::core::option::Option<#row> = ::core::option::Option::None;
        );
    }
    quote_spanned!(model.ident.span()=>
        const _: () = {
            fn _is_read_model #header (_: ::core::option::Option<#row>) #asked {}
        };
    )
}

fn expand_image(model: &Model, image: &Ident, which: &str) -> TokenStream {
    let Model { root, ident, vis, .. } = model;
    let doc = match which {
        "New" => format!("A row of [`{ident}`] as it is after a change."),
        _ => format!("A row of [`{ident}`] as it was before a change."),
    };
    let fields = model.stored().map(Field::image_field);
    let (row, path, from) = (row(model), model.path(), Ident::new("from", ident.span()));
    let (fields_moved, captured) = (model.moved(&from), model.captured(&from));
    let into_model = expand_into_model(model, image);
    let equal = model.stored().map(equal);
    let (own, all) = (model.stored_parameters(), model.parameters());
    let (declared, where_declared) = (own.declared(), own.where_declared([]));
    let (header, arguments, asked) = (own.header(), own.arguments(), own.where_asked([]));
    let comparable = own.where_declared(model.comparable());
    let at = root.at(ident.span());
    let deserialize = quote_spanned!(ident.span()=> #at::__private::deserialize_image::<__D, #row, Self>(#from));
    let image_path = moved(quote!(#image #arguments), ident.span());
    let of_row = quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl #header #at::Image<#row> for #image_path #asked {
            #[inline]
            fn from_row(#from: #row) -> Self {
                Self { #fields_moved }
            }
        }
    };
    let all_header = all.header();
    let where_all = all.where_declared([]);
    let (deserialize_header, deserialize_asked) = (own.header_with(&quote!('de)), own.where_asked([]));
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[allow(non_snake_case)]
        #vis struct #image #declared #where_declared { #(#fields),* }

        #[automatically_derived]
        impl #header ::core::cmp::PartialEq for #image #arguments #comparable {
            #[inline]
            fn eq(&self, old: &Self) -> bool {
                true #(&& #equal)*
            }
        }

        #of_row

        #[automatically_derived]
        #[allow(deprecated)]
        impl #all_header ::core::convert::From<#path> for #image #arguments #where_all {
            #[inline]
            fn from(#from: #path) -> Self {
                Self { #captured }
            }
        }

        #into_model

        #[automatically_derived]
        impl #deserialize_header #root::__private::serde::Deserialize<'de> for #image #arguments #deserialize_asked {
            fn deserialize<__D: #root::__private::serde::Deserializer<'de>>(
                #from: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #deserialize
            }
        }
    }
}

/// The model of an image: `From` where nothing can be missing, else `TryFrom`.
fn expand_into_model(model: &Model, image: &Ident) -> TokenStream {
    let (root, path, from) = (&model.root, model.path(), format_ident!("from"));
    let (own, all) = (model.stored_parameters(), model.parameters());
    // What is in no image has its default.
    let (header, arguments, asked) = (all.header(), own.arguments(), all.where_asked([]));
    let restored = model.restored(&from);
    if model.can_lack() {
        quote! {
            #[automatically_derived]
            impl #header ::core::convert::TryFrom<#image #arguments> for #path #asked {
                type Error = #root::MissingAttribute;

                #[inline]
                fn try_from(#from: #image #arguments) -> ::core::result::Result<Self, #root::MissingAttribute> {
                    ::core::result::Result::Ok(Self { #restored })
                }
            }
        }
    } else {
        quote! {
            #[automatically_derived]
            impl #header ::core::convert::From<#image #arguments> for #path #asked {
                #[inline]
                fn from(#from: #image #arguments) -> Self {
                    Self { #restored }
                }
            }
        }
    }
}

/// Whether a field of `self` equals that of `old`. The same expression for both images and for what changed, so that a
/// type which cannot be compared is one error, where it is written.
pub(super) fn equal(field: &Field) -> TokenStream {
    let Field { ident, ty, .. } = field;
    // Where the type is written, but with the names of the macro: the type may come out of a `macro_rules!`.
    let at = ty.span().resolved_at(Span::call_site());
    quote_spanned!(at=> self.#ident == old.#ident)
}
