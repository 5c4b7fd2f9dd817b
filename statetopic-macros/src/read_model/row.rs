//! The struct that rows are read into, and its implementation.
//!
//! serde's derive takes longer to compile than everything else that is generated, so the library reads most rows, and
//! only the fields are generated. serde's derive reads a row if serde buffers or converts a field, or if the model is
//! generic.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Index;

use crate::fields::{Field, Model};

pub(crate) fn expand_row(model: &Model) -> TokenStream {
    let image = model.is_topic.then(|| image(model));
    let row = match model.is_read_by_serde() {
        true => derived(model),
        false => written_out(model),
    };
    quote!(#image #row)
}

/// The struct of the rows and images of a topic.
fn image(model: &Model) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let (image, fields, parameters) = (model.image(), model.image_fields(), model.image_parameters());
    let (declared, where_declared) = (parameters.declared(), parameters.where_declared([]));
    let doc = format!("A row of [`{ident}`]: of the table, or an image of a change, with the side `New` or `Old`.");
    quote! {
        #[doc = #doc]
        #[allow(non_snake_case, missing_docs, missing_debug_implementations)]
        #vis struct #image #declared #where_declared { #(#fields),* }
    }
}

fn derived(model: &Model) -> TokenStream {
    let required = required(model);
    let Model { root, vis, .. } = model;
    let row = model.row();
    let (private, import) = root.for_serde(&model.private());
    let serde = format!("{private}::serde");
    let parameters = model.stored_parameters();
    let defaults = format!("{row}{}", parameters.turbofish());
    let fields = model.stored().map(|field| field.row_field(&defaults, &private));
    let (declared, asked) = (parameters.declared(), parameters.where_asked([]));
    let (header, row_path) = (parameters.header(), model.row_path());
    let from = format_ident!("__row");
    let (to_row, moved) = match model.is_topic {
        true => {
            let (hidden, moved) = (model.hidden_row_path(), model.moved(&from));
            (hidden, quote!(.map(|#from| Self { #moved })))
        }
        false => (quote!(Self), TokenStream::new()),
    };
    // The bounds that serde would infer are on the fields of the row.
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
        impl #header #root::__private::RowShape for #row_path #asked {
            #required

            #[inline]
            fn read_row<'de, __D: #root::__private::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                <#to_row as #root::__private::serde::Deserialize>::deserialize(deserializer) #moved
            }
        }
    }
}

fn written_out(model: &Model) -> TokenStream {
    let (root, row) = (&model.root, model.row_path());
    let columns: Vec<Column<'_>> = model.stored().enumerate().map(Column::new).collect();
    let (names, places): (Vec<_>, Vec<_>) = columns.iter().map(Column::place).unzip();
    let nothing = columns.iter().map(|_| quote!(__None));
    // The types are written out since rustc infers them slowly: the bounds of a field wait until the struct is made.
    let slots = columns.iter().map(|Column { field, .. }| {
        let ty = &field.ty;
        quote!(__Option<#ty>)
    });
    let values = columns.iter().map(Column::value);
    let absent = columns.iter().map(Column::absent);
    let found = columns.iter().map(Column::found);
    // A row without this field does not exist.
    let vital = columns.iter().find(|column| column.is_vital()).map_or_else(|| quote!(__None::<()>), Column::slot);
    let results = columns.iter().map(|Column { variable, field, .. }| {
        let name = &field.ident;
        quote!(#name: #variable)
    });
    let private = quote!(#root::__private);
    let hidden = (!model.is_topic).then(|| hidden(model));
    quote! {
        #hidden

        #[automatically_derived]
        impl #private::row::Row for #row {
            const NAMES: &'static [&'static str] = &[#(#names),*];

            #[inline]
            fn place(__name: &str) -> usize {
                match __name {
                    #(#places,)*
                    _ => #private::row::NO_FIELD,
                }
            }

            #[inline]
            fn read<'de, __A: #private::serde::de::MapAccess<'de>>(
                mut __attributes: #private::row::Attributes<'de, __A>,
            ) -> ::core::result::Result<Self, __A::Error> {
                use #private::names::*;
                let mut __fields: (#(#slots,)*) = (#(#nothing,)*);
                loop {
                    match __attributes.next_place::<Self>() {
                        #(#values,)*
                        __END => break,
                        _ => __attributes.skip(),
                    }
                }
                let mut __absent = __attributes.absent(&mut #vital);
                #(#absent)*
                match __fields {
                    (#(#found,)*) => ::core::result::Result::Ok(Self { #(#results),* }),
                    _ => ::core::result::Result::Err(__absent.error()),
                }
            }
        }
    }
}

/// The fields without a default. Only the type of a field can tell whether it is a set, whatever its name here.
fn required(model: &Model) -> Option<TokenStream> {
    let root = &model.root;
    let fields = model.fields.iter().filter(|field| field.is_required()).map(|field| {
        let Field { ty, attribute, serde, .. } = field;
        let aliases = &serde.aliases;
        quote!(#root::__private::RequiredField {
            names: &[#attribute #(, #aliases)*],
            set: #root::__private::Is::<#ty>::SET,
        })
    });
    let fields: Vec<TokenStream> = fields.collect();
    (!fields.is_empty()).then(|| {
        quote! {
            const REQUIRED: &'static [#root::__private::RequiredField] = {
                #[allow(unused_imports)]
                use #root::__private::NoSet as _;
                &[#(#fields),*]
            };
        }
    })
}

/// The struct of rows that are not images.
fn hidden(model: &Model) -> TokenStream {
    let (vis, row) = (&model.vis, model.row());
    let fields = model.stored().map(|field| {
        let (Field { ident, vis, .. }, ty) = (field, field.shape_type());
        quote!(#vis #ident: #ty)
    });
    quote! {
        #[doc(hidden)]
        #[allow(non_snake_case)]
        #vis struct #row { #(#fields),* }
    }
}

/// A field while its row is read: an element of a tuple, `None` until the attribute is found.
struct Column<'a> {
    place: usize,
    field: &'a Field,
    variable: Ident,
}

impl<'a> Column<'a> {
    fn new((place, field): (usize, &'a Field)) -> Self {
        Self { place, field, variable: format_ident!("__field{place}", span = field.at) }
    }

    fn name(&self) -> &str {
        &self.field.attribute
    }

    /// Whether a row without the attribute lacks the field, because the field has no default. Keys are such fields.
    fn is_vital(&self) -> bool {
        !self.field.is_optional() && !self.field.has_default()
    }

    /// The element of the tuple.
    fn slot(&self) -> TokenStream {
        let place = Index { index: u32::try_from(self.place).unwrap_or(u32::MAX), span: self.field.at };
        quote_spanned!(self.field.at=> __fields.#place)
    }

    /// The names of the attribute, and the arm that maps them to the field.
    fn place(&self) -> (TokenStream, TokenStream) {
        let (name, aliases, place) = (self.name(), &self.field.serde.aliases, self.place);
        (quote!(#name #(, #aliases)*), quote!(#name #(| #aliases)* => #place))
    }

    /// The arm that reads the value.
    fn value(&self) -> TokenStream {
        let (place, name) = (self.place, self.name());
        let slot = self.slot();
        quote_spanned!(self.field.at=> #place => __attributes.value(&mut #slot, #name))
    }

    /// The value of a field whose attribute is missing.
    fn absent(&self) -> TokenStream {
        let (field, name, slot) = (self.field, self.name(), self.slot());
        let at = field.at;
        if let Some(default) = field.default_value() {
            return quote_spanned!(at=> __absent.stand_in(&mut #slot, || #default););
        }
        let ty = &field.ty;
        if field.is_optional() {
            return quote_spanned!(at=> __absent.fill(&mut #slot, __Is::<#ty>::SET););
        }
        // A key is never missing.
        let is_set = if field.is_key() { quote!(false) } else { quote!(__Is::<#ty>::SET) };
        quote_spanned!(at=> __absent.need(&mut #slot, #name, #is_set);)
    }

    /// The pattern that binds the value after all attributes are read.
    fn found(&self) -> TokenStream {
        let variable = &self.variable;
        // An `#[added]` field is an `Option` in the row too.
        if self.field.is_optional() { quote!(#variable) } else { quote!(__Some(#variable)) }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::read_model::derive;

    #[test]
    fn serde_is_told_what_an_added_field_becomes() {
        let expanded = derive(quote! {
            #[__read_model(table = "orders")]
            struct Order<const N: usize> {
                #[partition_key]
                id: String,
                #[added(default = 7)]
                lines: u32,
                #[added(default)]
                labels: [String; N],
                #[added]
                note: String,
            }
        });
        let expanded = expanded.to_string();
        let default = |of: &str| format!("# [serde (default = \"__OrderRow:: < N >::__default_of_{of}\")] {of} :");
        for field in ["lines", "labels"] {
            assert!(expanded.contains(&default(field)), "{field}: {expanded}");
        }
        assert!(!expanded.contains("__default_of_note"), "{expanded}");
        assert!(expanded.contains("note : :: core :: option :: Option < String >"), "{expanded}");
    }
}
