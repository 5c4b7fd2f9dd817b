//! A row owns its values: it is kept while other rows are read, and outlives the event it is read from.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Field, GenericArgument, GenericParam, Generics, Lifetime, Path, PathArguments, TraitBound, Type, TypeReference,
};

use super::serde::FieldSerde;
use crate::errors::Errors;
use crate::message;

/// Reports the fields that borrow, and the lifetimes that no reported field uses; returns whether there are any.
pub(super) fn check<'a>(
    generics: &Generics,
    fields: impl Iterator<Item = (&'a Field, &'a FieldSerde)>,
    errors: &mut Errors,
) -> bool {
    let before = errors.count();
    let mut used = Vec::new();
    for (field, serde) in fields {
        // A field that serde does not read from the row may borrow from the program.
        let may_be_static = serde.unread.is_some() || serde.read_with.is_some();
        let mut borrowed = Borrowed { errors, used: &mut used, may_be_static };
        borrowed.visit_type(&field.ty);
    }
    for parameter in &generics.params {
        if let GenericParam::Lifetime(parameter) = parameter
            && !used.contains(&parameter.lifetime)
        {
            errors.on(&parameter.lifetime, message::lifetime(&parameter.lifetime.to_string()));
        }
    }
    errors.count() > before
}

struct Borrowed<'a> {
    errors: &'a mut Errors,
    used: &'a mut Vec<Lifetime>,
    may_be_static: bool,
}

impl Borrowed<'_> {
    fn report(&mut self, ty: &impl ToTokens, lifetime: Option<&Lifetime>) {
        self.used.extend(lifetime.cloned());
        self.errors.on(ty, message::borrowed());
    }
}

impl<'ast> Visit<'ast> for Borrowed<'_> {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        let lifetime = reference.lifetime.as_ref();
        if self.may_be_static && lifetime.is_some_and(|lifetime| lifetime.ident == "static") {
            return visit::visit_type_reference(self, reference);
        }
        self.report(reference, lifetime);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let of_last = path.segments.last().map(|segment| &segment.arguments);
        let Some(PathArguments::AngleBracketed(arguments)) = of_last else { return };
        let lifetime = arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => Some(lifetime),
            _ => None,
        });
        match lifetime {
            Some(_) => self.report(path, lifetime),
            None => visit::visit_path(self, path),
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" {
            self.report(lifetime, Some(lifetime));
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        // The references in the type of a function belong to its callers.
        if !matches!(ty, Type::FnPtr(_)) {
            visit::visit_type(self, ty);
        }
    }

    /// The same holds for a `dyn Fn(&str)`, with or without a `for<'a>`.
    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        let of_last = bound.path.segments.last().map(|segment| &segment.arguments);
        if bound.lifetimes.is_none() && !matches!(of_last, Some(PathArguments::Parenthesized(_))) {
            visit::visit_trait_bound(self, bound);
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::{Data, DeriveInput};

    use super::*;
    use crate::fields::serde::parse_field;

    /// Whether a struct borrows, and the errors.
    fn checked(item: &str) -> (bool, Vec<String>) {
        let mut errors = Errors::new();
        let DeriveInput { generics, data: Data::Struct(data), .. } = syn::parse_str(item).unwrap() else { panic!() };
        let fields: Vec<(FieldSerde, Field)> =
            data.fields.into_iter().map(|field| (parse_field(&field.attrs, &mut errors), field)).collect();
        let borrows = check(&generics, fields.iter().map(|(serde, field)| (field, serde)), &mut errors);
        let said: syn::File = syn::parse2(errors.into_tokens()).unwrap();
        let said = said.items.iter().map(|item| match item {
            syn::Item::Macro(error) => error.mac.parse_body::<syn::LitStr>().unwrap().value(),
            _ => panic!(),
        });
        (borrows, said.collect())
    }

    #[test]
    fn a_borrowed_field_is_one_error() {
        for item in [
            "struct Order<'a> { name: &'a str }",
            "struct Order<'a> { name: Cow<'a, str> }",
            "struct Order<'a> { lines: Vec<Cow<'static, Option<&'a str>>> }",
            "struct Order<'a> { call: Box<dyn Fn() + 'a> }",
            "struct Order<'a> { #[serde(skip)] name: &'a str }",
            "struct Order { name: &'static str }",
            "struct Order { #[serde(skip_serializing)] name: &'static str }",
            "struct Order { #[serde(serialize_with = \"write\")] name: &'static str }",
        ] {
            assert_eq!(checked(item), (true, vec![message::borrowed().to_owned()]), "{item}");
        }
        let (_, both) = checked("struct Order<'a, 'b> { first: &'a str, second: Cow<'b, str> }");
        assert_eq!(both, [message::borrowed(), message::borrowed()]);
    }

    #[test]
    fn a_lifetime_without_a_field_is_an_error_of_its_own() {
        assert_eq!(checked("struct Order<'a> { id: String }"), (true, vec![message::lifetime("'a")]));
        let (_, said) = checked("struct Order<'a, 'b> { name: &'b str }");
        assert_eq!(said, [message::borrowed().to_owned(), message::lifetime("'a")]);
    }

    #[test]
    fn an_owned_or_static_field_is_not_an_error() {
        for item in [
            "struct Order<T> { name: String, payload: T }",
            "struct Order { name: Cow<'static, str> }",
            "struct Order { call: Box<dyn Fn() + 'static> }",
            "struct Order { call: fn(&str) -> &str }",
            "struct Order { #[serde(skip)] name: &'static str }",
            "struct Order { #[serde(skip_deserializing)] name: Option<&'static [&'static str]> }",
            "struct Order { #[serde(deserialize_with = \"interned\")] name: &'static str }",
            "struct Order { #[serde(with = \"interned\")] name: &'static str }",
        ] {
            assert_eq!(checked(item), (false, Vec::new()), "{item}");
        }
    }
}
