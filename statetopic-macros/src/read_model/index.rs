//! The secondary indexes in the schema.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::key::key_elements;
use crate::fields::index::{Index, Part, Projection};
use crate::fields::{Field, Model};

/// `.with_indexes(…)`, if there are any.
pub(crate) fn with_indexes(model: &Model, partition: &Field) -> Option<TokenStream> {
    let indexes = Index::all(model);
    if indexes.is_empty() {
        return None;
    }
    let indexes = indexes.iter().map(|index| index_schema(model, partition, index));
    Some(quote!(.with_indexes(const { &[#(#indexes),*] })))
}

fn index_schema(model: &Model, partition: &Field, index: &Index<'_>) -> TokenStream {
    let (root, name) = (&model.root, &index.name);
    let (table_partition, table_sort) = key_elements(model, partition);
    let key_element = |field: &Field| match &table_sort {
        // It is a key of the table too: the same expression makes an unsuitable type one error.
        _ if field.ident == partition.ident => table_partition.clone(),
        Some(element) if field.is_key() => element.clone(),
        _ => own_key_element(model, field),
    };
    let list = |part| {
        let elements: Vec<TokenStream> = index.key(part).into_iter().map(&key_element).collect();
        (!elements.is_empty()).then(|| quote!(const { &[#(#elements),*] }))
    };
    let schema = match list(Part::Partition) {
        Some(partition) => quote!(global(#name, #partition)),
        None => quote!(local(#name, const { &[#table_partition] })),
    };
    let sort = list(Part::Sort).map(|sort| quote!(.with_sort_key(#sort)));
    let projection = match index.projection() {
        Projection::All => None,
        Projection::KeysOnly => Some(quote!(KeysOnly)),
        Projection::Include(names) => {
            let fields = names.iter().filter_map(|name| model.fields.iter().find(|field| field.ident == *name));
            let attributes = fields.map(|Field { attribute, serde, .. }| {
                let aliases = &serde.aliases;
                // A row that was written under another name has that in the index.
                quote!(#attribute #(, #aliases)*)
            });
            Some(quote!(Include(&[#(#attributes),*])))
        }
    };
    let projection = projection.map(|projection| quote!(.with_projection(#root::schema::Projection::#projection)));
    quote!(#root::schema::IndexSchema::#schema #sort #projection)
}

/// The element of the key schema of an index.
fn own_key_element(model: &Model, field: &Field) -> TokenStream {
    let Field { ty, attribute, .. } = field;
    let root = model.root.at(ty.span());
    let function = if field.is_optional() { "added_index_key" } else { "index_key" };
    let function = Ident::new(function, ty.span());
    let checked = quote_spanned!(ty.span()=> #root::__private::#function::<#ty>);
    quote!(#checked(#attribute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Errors;
    use crate::fields;
    use crate::root::Root;

    fn schema(fields: &str) -> String {
        let mut errors = Errors::new();
        let item = syn::parse_str(&format!("struct Order {{ {fields} }}")).unwrap();
        let model = fields::parse(item, "read_model", Root::default(), &mut errors).unwrap();
        assert!(errors.into_tokens().is_empty(), "{fields}");
        let schema = with_indexes(&model, model.partition_key().unwrap());
        schema.map(|schema| schema.to_string().replace(' ', "")).unwrap_or_default()
    }

    #[test]
    fn the_keys_of_the_table_are_keys_of_an_index_too() {
        let schema = schema(
            "#[partition_key] #[index(\"by-line\", sort)] id: String, \
             #[sort_key] #[index(\"by-line\", partition)] line: u32",
        );
        let id = "KeyElement::new(\"id\",::statetopic::__private::key::partition_type::<OrderKey>())";
        let line = "KeyElement::new(\"line\",::statetopic::__private::key::sort_type::<OrderKey>())";
        let expected = format!(
            "global(\"by-line\",const{{&[::statetopic::schema::{line}]}}).with_sort_key(const{{&[::statetopic::schema::{id}]}})"
        );
        assert!(schema.contains(&expected), "{schema}");
    }

    #[test]
    fn the_type_of_another_key_is_checked() {
        let schema = schema(
            "#[partition_key] id: String, #[sort_key] line: u32, #[index(\"by-total\", sort, local)] total: u64, \
             #[added] #[index(\"by-kind\", partition, projection = keys_only)] kind: String",
        );
        let local = "local(\"by-total\",const{&[::statetopic::schema::KeyElement::new(\"id\",\
                     ::statetopic::__private::key::partition_type::<OrderKey>())]})\
                     .with_sort_key(const{&[::statetopic::__private::index_key::<u64>(\"total\")]})";
        let global = "global(\"by-kind\",const{&[::statetopic::__private::added_index_key::<String>(\"kind\")]})\
                      .with_projection(::statetopic::schema::Projection::KeysOnly)";
        assert!(schema.contains(local) && schema.contains(global), "{schema}");
    }

    #[test]
    fn the_attributes_of_a_key_are_in_the_order_of_their_positions() {
        let schema = schema(
            "#[partition_key] id: String, #[index(\"by-place\", partition(1))] b: String, \
             #[index(\"by-place\", sort(1))] d: u32, #[index(\"by-place\", partition)] a: String, \
             #[index(\"by-place\", sort(0))] c: u32",
        );
        let element = |ty: &str, name: &str| format!("::statetopic::__private::index_key::<{ty}>(\"{name}\")");
        let (a, b) = (element("String", "a"), element("String", "b"));
        let (c, d) = (element("u32", "c"), element("u32", "d"));
        let expected = format!("global(\"by-place\",const{{&[{a},{b}]}}).with_sort_key(const{{&[{c},{d}]}})");
        assert!(schema.contains(&expected), "{schema}");
    }

    #[test]
    fn without_an_index_there_is_none() {
        assert_eq!(schema("#[partition_key] id: String"), "");
    }
}
