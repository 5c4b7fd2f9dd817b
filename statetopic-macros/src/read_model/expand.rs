//! The expansion of `#[read_model]`: data types, and one implementation whose bodies are calls.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::attributes::{details, typed_attributes};
use super::index::with_indexes;
use super::indexes::typed_indexes;
use super::key::{expand_key, key_elements, key_of_model, key_of_row, key_struct};
use super::projection::{self, Source};
use super::row::expand_row;
use super::settings::{TableSettings, with_settings};
use crate::described::described;
use crate::fields::{Field, Model, Role, Shards};

/// The parts that differ between a sound model and one with faults.
struct Bodies {
    schema: TokenStream,
    sensitive: Option<TokenStream>,
    key: TokenStream,
    checks: TokenStream,
    upsert: Vec<TokenStream>,
    /// Whether its rows are items.
    whole: bool,
}

pub(crate) fn expand(model: &Model, table: &str, source: Option<&Source>, settings: &TableSettings) -> TokenStream {
    let Some(partition) = model.partition_key() else { return fallback(model, source) };
    let types = types(model, true);
    let key = expand_key(model, partition);
    let bodies = Bodies {
        schema: schema(model, partition, table, settings),
        sensitive: sensitive(model),
        key: key_of_row(model, partition),
        checks: [Some(omittable(model)), projection::key_check(model, partition, source)]
            .into_iter()
            .flatten()
            .collect(),
        upsert: lacked(model),
        whole: model.sharded().next().is_none(),
    };
    let implementation = expand_model(model, &bodies);
    let sequence = model.holder(Role::Sequence).map(|field| checked(model, field, "sequence_attribute"));
    let projection = projection::expand(model, source, sequence);
    quote!(#types #key #implementation #projection)
}

/// The same types for a struct with faults, so that their uses resolve and the faults stay the only errors. They never
/// run.
pub(crate) fn fallback(model: &Model, source: Option<&Source>) -> TokenStream {
    let types = types(model, false);
    let root = &model.root;
    // Without a partition key, any field replaces it.
    let partition = model.partition_key().or_else(|| model.fields.first());
    let key = partition.map(|partition| key_struct(model, partition));
    let key_ident = model.suffixed("Key");
    let key = key.unwrap_or_else(|| quote!(struct #key_ident {}));
    let parameters = model.key_parameters(partition);
    let of_model = key_of_model(model, &parameters);
    let (header, arguments, asked) = (parameters.header(), parameters.arguments(), parameters.where_asked([]));
    let bodies = Bodies {
        schema: quote!(#root::__private::FAULTY_SCHEMA),
        sensitive: None,
        key: quote!(::core::unreachable!()),
        checks: TokenStream::new(),
        upsert: Vec::new(),
        whole: true,
    };
    let implementation = expand_model(model, &bodies);
    let sequence = model.holder(Role::Sequence).map(|field| field.attribute.to_token_stream());
    let projection = projection::expand(model, source, sequence);
    quote! {
        #types
        #key
        #root::__private::faulty_key!([#header] #key_ident #arguments, [#asked]);
        #of_model
        #implementation
        #projection
    }
}

/// The row, the typed attributes and the typed indexes.
fn types(model: &Model, sound: bool) -> TokenStream {
    let (row, default_functions) = (expand_row(model), model.default_functions());
    let typed_attributes = typed_attributes(model, &model.suffixed("Attributes"));
    let typed_indexes = typed_indexes(model, sound);
    quote!(#row #default_functions #typed_attributes #typed_indexes)
}

/// The expression for the table's schema.
fn schema(model: &Model, partition: &Field, table: &str, settings: &TableSettings) -> TokenStream {
    let (partition_element, sort) = key_elements(model, partition);
    let indexes = with_indexes(model, partition);
    let sort = sort.map(|element| quote!(.with_sort_key(#element)));
    let ttl = model.holder(Role::Ttl).map(|field| {
        let attribute = checked(model, field, "ttl_attribute");
        quote!(.with_ttl(#attribute))
    });
    let version = model.holder(Role::Version).map(|field| {
        let attribute = checked(model, field, "version_attribute");
        quote!(.with_version(#attribute))
    });
    let root = &model.root;
    let shards = model.shards().map(|shards| with_shards(model, partition, shards));
    let settings = with_settings(settings, root);
    quote!(#root::schema::TableSchema::new(#table, #partition_element) #sort #ttl #version #indexes #shards #settings)
}

/// The numbers that are in several rows, through a function that checks the type of the partition key.
fn with_shards(model: &Model, partition: &Field, Shards { count, .. }: Shards) -> TokenStream {
    let ty = &partition.ty;
    let root = model.root.at(ty.span());
    let names = model.sharded().map(|field| match field.serde.converted() {
        // Whether its form is that of a number is asked where it is added to.
        Some(_) => field.attribute.to_token_stream(),
        None => checked(model, field, "sharded_attribute"),
    });
    let shards = quote_spanned!(ty.span()=> #root::__private::shards::<#ty>);
    quote!(.with_shards(#shards(#count, &[#(#names),*])))
}

/// The name of a field's attribute, through a function that checks the type of the field.
fn checked(model: &Model, field: &Field, function: &str) -> TokenStream {
    let Field { ty, attribute, .. } = field;
    let (function, root) = (Ident::new(function, ty.span()), model.root.at(ty.span()));
    let function = quote_spanned!(ty.span()=> #root::__private::#function::<#ty>);
    quote!(#function(#attribute))
}

/// The names of the sensitive attributes, if there are any.
fn sensitive(model: &Model) -> Option<TokenStream> {
    let fields = model.fields.iter().filter(|field| field.roles.has(Role::Sensitive));
    let names: Vec<TokenStream> = fields.map(|field| checked(model, field, "sensitive_attribute")).collect();
    let constant = quote!(const SENSITIVE: &'static [&'static str] = &[#(#names),*];);
    (!names.is_empty()).then_some(constant)
}

/// The names of the attributes, if they differ from those that the row is read with.
fn declared(model: &Model) -> Option<TokenStream> {
    let names = model.fields.iter().filter(|field| field.is_attribute()).map(|field| {
        let (attribute, aliases) = (&field.attribute, &field.serde.aliases);
        quote!(#attribute #(, #aliases)*)
    });
    let differ = model.is_read_by_serde() || model.fields.iter().any(|field| field.is_attribute() && !field.is_read());
    differ.then(|| quote!(const DECLARED: &'static [&'static str] = &[#(#names),*];))
}

fn expand_model(model: &Model, bodies: &Bodies) -> TokenStream {
    let Bodies { schema, sensitive, key: key_of_row, checks, upsert, whole } = bodies;
    let Model { root, ident, .. } = model;
    let name = ident.to_string();
    let (attributes, parameters, path) = (model.suffixed("Attributes"), model.parameters(), model.path());
    let (header, arguments, asked) = (parameters.header(), parameters.arguments(), parameters.where_asked([]));
    let upsertable = parameters.where_asked(upsert.iter().cloned());
    let (key, row) = (model.key_path(), model.row_path());
    let typed = model.fields.iter().filter(|field| field.is_attribute()).map(|field| {
        let Field { ident: field_name, attribute, .. } = field;
        let new = match field.is_key() {
            true => quote!(__Key::new),
            false if field.is_optional() => quote!(__Attribute::added),
            false => quote!(__Attribute::new),
        };
        let details = details(model, field);
        quote!(#field_name: #new(#attribute) #details)
    });
    let declared = declared(model);
    let versioned = model.holder(Role::Version).map(|_| {
        quote! {
            #[automatically_derived]
            impl #header #root::Versioned for #path #asked {}
        }
    });
    let whole = whole.then(|| {
        quote! {
            #[automatically_derived]
            impl #header #root::WholeRows for #path #asked {
                const CHECKED: #root::__private::CheckedByMacro = #root::__private::CheckedByMacro;
            }
        }
    });
    let described = described(root, || {
        let plain = model.fields.iter().filter(|field| field.is_plain()).map(|field| {
            let (name, attribute, omittable) = (field.ident.unraw().to_string(), &field.attribute, field.has_default());
            quote!((#name, #attribute, #omittable))
        });
        quote!(fields #(#plain)*)
    });
    let from = quote::format_ident!("__row");
    let (of_image, restored) = match model.is_topic {
        true => (Some(of_image(model)), restored_from_image(model, &from)),
        false => {
            let restored = model.restored(&from);
            (None, quote!(::core::result::Result::Ok(Self { #restored })))
        }
    };
    quote! {
        #of_image

        #[automatically_derived]
        impl #header #root::ReadModel for #path #asked {
            type Key = #key;
            type Row = #row;
            type Attributes = #attributes #arguments;

            const NAME: &'static str = #name;
            #described
            const ATTRIBUTES: #attributes #arguments = {
                use #root::__private::names::*;
                #attributes { #(#typed),* }
            };
            #declared
            #sensitive
            const SCHEMA: #root::schema::TableSchema = #schema;

            #[inline]
            fn key(&self) -> #key {
                #key_of_row
            }

            #[inline]
            fn from_row(#from: #row) -> ::core::result::Result<Self, #root::MissingAttribute> {
                #checks
                #restored
            }
        }

        #[automatically_derived]
        impl #header #root::update::UpsertFields for #path #upsertable {}

        #whole

        #versioned
    }
}

/// What must hold for an update to make a row: each field is one that a row can lack. A bound with a lifetime of its own is
/// looked at where it is used, and not here.
fn lacked(model: &Model) -> Vec<TokenStream> {
    let can_lack = |field: &&Field| field.has_default() || field.is_key() || field.roles.has(Role::Sharded);
    let fields = model.fields.iter().filter(|field| field.is_read() && !can_lack(field));
    let mut bounds: Vec<(String, TokenStream)> = Vec::new();
    for field in fields {
        let (ty, root) = (&field.ty, model.root.at(field.ty.span()));
        let missing = match field.is_optional() || field.serde.read_with.is_some() {
            true => quote!(MissingSet),
            false => quote!(MissingField),
        };
        let bound = quote_spanned!(ty.span()=> for<'__row> #ty: #root::update::#missing<'__row>);
        let text = bound.to_string();
        if !bounds.iter().any(|(other, _)| *other == text) {
            bounds.push((text, bound));
        }
    }
    bounds.into_iter().map(|(_, bound)| bound).collect()
}

/// The conversion of an image into the model: `From` if nothing can be missing, else `TryFrom`.
fn of_image(model: &Model) -> TokenStream {
    let (root, path, from) = (&model.root, model.path(), quote::format_ident!("__from"));
    let (own, image) = (model.image_parameters(), model.image());
    // A field that is not in an image has its default.
    let all = model.with_side(model.parameters());
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

/// The body of `from_row` for a row that is an image.
fn restored_from_image(model: &Model, from: &Ident) -> TokenStream {
    let row = model.row_path();
    if model.can_lack() {
        quote!(<Self as ::core::convert::TryFrom<#row>>::try_from(#from))
    } else {
        quote!(::core::result::Result::Ok(<Self as ::core::convert::From<#row>>::from(#from)))
    }
}

/// The checks that each field which a row may lack has a type with a value for that.
fn omittable(model: &Model) -> TokenStream {
    let fields = model.fields.iter().filter(|field| field.is_omittable());
    fields
        .map(|Field { ty, .. }| {
            let root = model.root.at(ty.span());
            quote_spanned!(ty.span()=> #root::__private::omittable::<#ty>();)
        })
        .collect()
}
