//! The typed indexes and the structs of their rows. A model without indexes has neither.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::key::key_of_row;
use super::row::expand_row;
use crate::fields::index::{Index, Part, Projection};
use crate::fields::{Field, Model};

/// The struct of `INDEXES`, and the structs of the rows. For a model that is not `sound`, those that exist.
pub(crate) fn typed_indexes(model: &Model, sound: bool) -> Option<TokenStream> {
    let partition = model.partition_key().or_else(|| model.fields.first())?;
    let all = Index::all(model);
    // Two indexes with the same name are reported.
    let mut names = BTreeSet::new();
    let all: Vec<&Index<'_>> = all.iter().filter(|index| names.insert(index.field_name())).collect();
    if all.is_empty() {
        return None;
    }
    let Model { root, ident, vis, .. } = model;
    let (indexes, parameters, path) = (model.suffixed("Indexes"), model.parameters(), model.path());
    let (declared, where_declared) = (parameters.declared(), parameters.where_declared([]));
    let (header, arguments, asked) = (parameters.header(), parameters.arguments(), parameters.where_asked([]));
    let doc = format!("The typed indexes of [`{ident}`], as in `{ident}::INDEXES`.");
    let (mut fields, mut values, mut rows) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut structs = TokenStream::new();
    for index in all {
        let name = field_ident(&index.field_name());
        let keys = Keys::new(index, partition);
        let projected = projected(model, index);
        let row = match &projected {
            Some(projected) => {
                let (ident, parameters) = (&projected.ident, projected.stored_parameters());
                let arguments = parameters.arguments();
                quote!(#ident #arguments)
            }
            None => path.clone(),
        };
        if let Some(projected) = projected.filter(|projected| rows.insert(projected.ident.to_string())) {
            structs.extend(expand_projected(model, &projected, &index.name, sound.then_some(partition)));
        }
        let (ty, value) = (keys.ty(model, index, &row), keys.value(index));
        let doc = format!("The index `{}`.", index.name);
        fields.push(quote!(#[doc = #doc] pub #name: #ty));
        values.push(quote!(#name: #root::index::Index::#value));
    }
    Some(quote! {
        #[doc = #doc]
        #[allow(non_snake_case, non_camel_case_types)]
        #vis struct #indexes #declared #where_declared { #(#fields),* }

        #[automatically_derived]
        impl #header #root::index::Indexed for #path #asked {
            type Indexes = #indexes #arguments;

            const INDEXES: #indexes #arguments = #indexes { #(#values),* };
        }

        #structs
    })
}

/// A field may have the name of a keyword; those that cannot be raw identifiers get a suffix.
fn field_ident(name: &str) -> Ident {
    match name {
        "self" | "super" | "crate" => format_ident!("{name}_"),
        _ => syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site())),
    }
}

/// The fields that are the keys of an index.
struct Keys<'a> {
    partition: Vec<&'a Field>,
    sort: Vec<&'a Field>,
}

impl<'a> Keys<'a> {
    fn new(index: &Index<'a>, table_partition: &'a Field) -> Self {
        let mut partition = index.key(Part::Partition);
        if partition.is_empty() {
            partition.push(table_partition);
        }
        Self { partition, sort: index.key(Part::Sort) }
    }

    /// The typed index: each of its keys is a tuple of the types of its fields.
    fn ty(&self, model: &Model, index: &Index<'_>, row: &TokenStream) -> TokenStream {
        let (root, path) = (&model.root, model.path());
        let tuple = |fields: &[&Field]| {
            let types = fields.iter().map(|field| &field.ty);
            quote!((#(#types,)*))
        };
        let partition = tuple(&self.partition);
        let sort = if self.sort.is_empty() { quote!(#root::key::NoSortKey) } else { tuple(&self.sort) };
        let scope = if index.is_local() { quote!(Local) } else { quote!(Global) };
        quote!(#root::index::Index<#path, #partition, #sort, #row, #root::index::#scope>)
    }

    fn value(&self, index: &Index<'_>) -> TokenStream {
        let (name, partition) = (&index.name, self.partition.iter().map(|field| &field.attribute));
        let sort = self.sort.iter().map(|field| &field.attribute);
        quote!(new(#name, &[#(#partition),*], &[#(#sort),*]))
    }
}

/// The part of the model that an index includes; `None` if it includes all.
fn projected(model: &Model, index: &Index<'_>) -> Option<Model> {
    // A name that exists already is reported.
    let suffix = index.rows_suffix().filter(|_| index.taken_suffix().is_none())?;
    let ident = model.suffixed(&suffix);
    let included = match index.projection() {
        Projection::Include(fields) => fields.as_slice(),
        Projection::All | Projection::KeysOnly => &[],
    };
    let is_in_it = |field: &&Field| field.is_key() || index.is_key(field) || included.contains(&field.ident);
    let fields = model.stored().filter(is_in_it).cloned();
    let fields = fields.map(|field| match index.is_key(&field) && !field.is_key() {
        true => field.always_there(),
        false => field,
    });
    let fields = fields.collect();
    let Model { root, vis, generics, bound, .. } = model;
    Some(Model {
        root: root.clone(),
        ident,
        vis: vis.clone(),
        generics: generics.clone(),
        bound: bound.clone(),
        default: false,
        is_topic: false,
        fields,
    })
}

/// The struct of the rows of an index, which are read as the rows of the model are.
fn expand_projected(model: &Model, projected: &Model, index: &str, partition: Option<&Field>) -> TokenStream {
    let Model { root, ident, vis, .. } = projected;
    let parameters = projected.stored_parameters();
    let (declared, where_declared) = (parameters.declared(), parameters.where_declared([]));
    let (header, arguments, asked) = (parameters.header(), parameters.arguments(), parameters.where_asked([]));
    let doc = format!("A row of the index `{index}` of [`{}`].", model.ident);
    let fields = projected.fields.iter().map(|field| {
        let Field { ident, vis, ty, docs, attribute, .. } = field;
        let text = format!("The attribute `{attribute}`.");
        let doc = if docs.is_empty() { quote!(#[doc = #text]) } else { quote!(#(#docs)*) };
        quote!(#doc #vis #ident: #ty)
    });
    let names = projected.fields.iter().map(|Field { attribute, serde, .. }| {
        let aliases = &serde.aliases;
        quote!(#attribute #(, #aliases)*)
    });
    let (row, default_functions, row_path) =
        (expand_row(projected), projected.default_functions(), projected.row_path());
    let (name, shape) = (ident.unraw().to_string(), format_ident!("shape"));
    let restored = projected.restored(&shape);
    let (key, key_doc) = (model.key_path(), "The key of the row in its table.");
    let of_row = partition.map_or_else(|| quote!(::core::unreachable!()), |partition| key_of_row(model, partition));
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(non_snake_case, non_camel_case_types)]
        #vis struct #ident #declared #where_declared { #(#fields),* }

        #[allow(private_bounds, dead_code)]
        impl #header #ident #arguments #asked {
            #[doc = #key_doc]
            #[must_use]
            pub fn key(&self) -> #key {
                #of_row
            }
        }

        #row
        #default_functions

        #[automatically_derived]
        impl #header #root::index::QueryRow for #ident #arguments #asked {
            type Shape = #row_path;

            const STRUCT: &'static str = #name;
            const NAMES: &'static [&'static str] = &[#(#names),*];

            fn from_shape(#shape: #row_path) -> ::core::result::Result<Self, #root::MissingAttribute> {
                ::core::result::Result::Ok(Self { #restored })
            }
        }
    }
}
