//! A row owns what it holds: it is kept while others are read, and longer than the event that it came in.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Field, GenericArgument, GenericParam, Generics, Lifetime, Path, Type, TypeReference};

use super::serde::FieldSerde;
use crate::errors::Errors;
use crate::message;

/// Reports the fields that borrow, and the lifetimes for which none of them is the reason; whether there are any.
pub(super) fn check<'a>(
    generics: &Generics,
    fields: impl Iterator<Item = (&'a Field, &'a FieldSerde)>,
    errors: &mut Errors,
) -> bool {
    let before = errors.count();
    let mut used = Vec::new();
    for (field, serde) in fields {
        // What serde does not read of a row may be part of the program.
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
        let Some(syn::PathArguments::AngleBracketed(arguments)) = of_last else { return };
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
        // The references in a function's type are those of its callers.
        if !matches!(ty, Type::FnPtr(_)) {
            visit::visit_type(self, ty);
        }
    }
}
