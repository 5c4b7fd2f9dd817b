//! The struct that rows are read into, and how.
//!
//! serde's derive costs more to compile than everything else that is generated, so most rows are read by the library
//! and only their fields are generated. Where serde buffers or converts a
//! field, or a type is not known yet, its derive does it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::fields::{Field, Model};

/// `required` is the constant with the fields that have no default.
pub(crate) fn expand_row(model: &Model, required: Option<&TokenStream>) -> TokenStream {
    let needs_serde = |field: &Field| field.serde.flatten.is_some() || field.serde.read_with.is_some();
    match model.stored().any(needs_serde) || !model.generics.params.is_empty() {
        true => derived(model, required),
        false => written_out(model, required),
    }
}

fn derived(model: &Model, required: Option<&TokenStream>) -> TokenStream {
    let Model { root, vis, .. } = model;
    let row = model.row();
    let (private, import) = root.for_serde(&model.private());
    let serde = format!("{private}::serde");
    let parameters = model.stored_parameters();
    let defaults = format!("{row}{}", parameters.turbofish());
    let fields = model.stored().map(|field| field.row_field(&defaults, &private));
    let (declared, asked) = (parameters.declared(), parameters.where_asked([]));
    let (header, arguments) = (parameters.header(), parameters.arguments());
    // What serde would infer is asked of the row's fields.
    let bound = (!declared.params.is_empty()).then(|| quote!(#[serde(bound = "")]));
    quote! {
        #import

        #[doc(hidden)]
        #[derive(#root::__private::serde::Deserialize)]
        #[serde(crate = #serde)]
        #bound
        #[allow(non_snake_case)]
        #vis struct #row #declared #asked { #(#fields),* }

        #[automatically_derived]
        impl #header #root::__private::RowShape for #row #arguments #asked {
            #required

            #[inline]
            fn read_row<'de, __D: #root::__private::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #root::__private::serde::Deserialize::deserialize(deserializer)
            }
        }
    }
}

fn written_out(model: &Model, required: Option<&TokenStream>) -> TokenStream {
    let Model { root, vis, .. } = model;
    let row = model.row();
    let definitions = model.stored().map(|field| {
        let (Field { ident, vis, .. }, ty) = (field, field.shape_type());
        quote!(#vis #ident: #ty)
    });
    let columns: Vec<Column<'_>> = model.stored().enumerate().map(Column::of).collect();
    let (names, places): (Vec<_>, Vec<_>) = columns.iter().map(Column::place).unzip();
    let variables = columns.iter().map(|column| &column.variable);
    let values = columns.iter().map(Column::value);
    let absent = columns.iter().map(|column| column.absent(&row));
    let found = columns.iter().map(Column::found);
    let results = columns.iter().map(|Column { variable, field, .. }| {
        let name = &field.ident;
        quote!(#name: #variable)
    });
    let taken = columns.iter().map(|column| &column.variable);
    let private = quote!(#root::__private);
    quote! {
        #[doc(hidden)]
        #[allow(non_snake_case)]
        #vis struct #row { #(#definitions),* }

        #[automatically_derived]
        impl #private::row::Row for #row {
            #required
            const NAMES: &'static [&'static str] = &[#(#names),*];

            #[inline]
            fn place(name: &str) -> usize {
                match name {
                    #(#places,)*
                    _ => usize::MAX,
                }
            }

            #[inline]
            fn read<'de, A: #private::serde::de::MapAccess<'de>>(
                mut attributes: #private::row::Attributes<A>,
            ) -> ::core::result::Result<Self, A::Error> {
                #(let mut #variables = ::core::option::Option::None;)*
                while let ::core::option::Option::Some(place) = attributes.next_place::<Self>()? {
                    match place {
                        #(#values,)*
                        _ => attributes.skip(),
                    }?;
                }
                #(#absent)*
                match (#(#taken,)*) {
                    (#(#found,)*) => ::core::result::Result::Ok(Self { #(#results),* }),
                    _ => ::core::result::Result::Err(attributes.missing()),
                }
            }
        }
    }
}

/// A field while its row is being read: a variable that is `None` until its attribute is found.
struct Column<'a> {
    place: usize,
    field: &'a Field,
    variable: Ident,
    /// Where the type is written, but with the names of the macro: a type that cannot be read is an error there.
    at: Span,
}

impl<'a> Column<'a> {
    fn of((place, field): (usize, &'a Field)) -> Self {
        let at = field.ty.span().resolved_at(Span::call_site());
        Self { place, field, variable: format_ident!("__field{place}", span = at), at }
    }

    fn name(&self) -> &str {
        &self.field.attribute
    }

    /// The attribute's names, and the arm that finds the field by them.
    fn place(&self) -> (TokenStream, TokenStream) {
        let (name, aliases, place) = (self.name(), &self.field.serde.aliases, self.place);
        (quote!(#name #(, #aliases)*), quote!(#name #(| #aliases)* => #place))
    }

    /// The arm that reads the value.
    fn value(&self) -> TokenStream {
        let (Self { place, variable, .. }, name) = (self, self.name());
        quote_spanned!(self.at=> #place => attributes.value(&mut #variable, #name))
    }

    /// What becomes of a field whose attribute is not there.
    fn absent(&self, row: &Ident) -> Option<TokenStream> {
        let (Self { field, variable, .. }, name) = (self, self.name());
        let at = self.at;
        if field.is_optional() {
            return None;
        }
        if let Some(default) = field.default_value(row) {
            return Some(quote_spanned!(at=> #variable.get_or_insert_with(|| #default);));
        }
        Some(quote_spanned!(at=> attributes.need(&mut #variable, #name);))
    }

    /// The pattern of the variable once all attributes are read.
    fn found(&self) -> TokenStream {
        let variable = &self.variable;
        // An `#[added]` field is an `Option` in the row, too.
        if self.field.is_optional() { quote!(#variable) } else { quote!(::core::option::Option::Some(#variable)) }
    }
}
