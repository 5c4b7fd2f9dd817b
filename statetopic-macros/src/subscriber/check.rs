//! The rules for the signature of a subscriber.

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{FnArg, ItemFn, Pat, ReturnType, Safety, Type};

use crate::errors::Errors;
use crate::message;

/// The types in a signature.
pub(crate) struct Signature {
    /// The type of the first parameter.
    pub(crate) input: Type,
    /// The types behind the other references, and the names of their parameters.
    pub(crate) resources: Vec<Type>,
    pub(crate) names: Vec<String>,
    /// The return type.
    pub(crate) output: Type,
}

/// Reports every rule that the signature breaks; `None` without a first parameter.
pub(crate) fn check(function: &ItemFn, errors: &mut Errors) -> Option<Signature> {
    check_name(function, errors);
    check_modifiers(function, errors);
    check_generics(function, errors);
    let types: Vec<&Type> = function
        .sig
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(receiver) => {
                errors.on(receiver, message::subscriber_method());
                None
            }
        })
        .collect();
    let has_receiver = types.len() < function.sig.inputs.len();
    let Some((input, references)) = types.split_first() else {
        if !has_receiver {
            errors.at(function.sig.ident.span(), message::subscriber_without_change());
        }
        return None;
    };
    let input = check_input(input, errors)?;
    let resources = references.iter().filter_map(|reference| check_resource(reference, errors)).collect();
    let output = match &function.sig.output {
        ReturnType::Default => syn::parse_quote_spanned!(input.span()=> ()),
        ReturnType::Type(_, output) => (**output).clone(),
    };
    check_output(&output, errors);
    Some(Signature { input, resources, names: names(function), output })
}

/// The names of the parameters after the first; a pattern gets one.
fn names(function: &ItemFn) -> Vec<String> {
    let parameters = function.sig.inputs.iter().skip(1);
    let names = parameters.enumerate().map(|(index, parameter)| match parameter {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => name.ident.unraw().to_string(),
            _ => format!("resource_{index}"),
        },
        FnArg::Receiver(_) => String::new(),
    });
    names.collect()
}

/// In a bin, the attribute generates `main`.
fn check_name(function: &ItemFn, errors: &mut Errors) {
    if function.sig.ident == "main" {
        errors.at(function.sig.ident.span(), message::subscriber_called_main());
    }
}

/// Lambda calls one function of one type.
fn check_generics(function: &ItemFn, errors: &mut Errors) {
    if !function.sig.generics.params.is_empty() {
        errors.on(&function.sig.generics, message::generic_subscriber());
    }
}

/// `unsafe`, `extern` and `const` have no meaning for Lambda, which calls the function.
fn check_modifiers(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if let Some(token) = &signature.constness {
        errors.on(token, message::subscriber_modifier("const"));
    }
    if !matches!(signature.safety, Safety::Default) {
        errors.on(&signature.safety, message::subscriber_modifier(&signature.safety.to_token_stream().to_string()));
    }
    if let Some(abi) = &signature.abi {
        errors.on(abi, message::subscriber_modifier("extern"));
    }
}

/// A change is passed by value, so the function may keep it.
fn check_input(input: &Type, errors: &mut Errors) -> Option<Type> {
    match input {
        Type::Reference(reference) => {
            errors.at(reference.and_token.span(), message::change_by_reference());
            None
        }
        Type::ImplTrait(_) => {
            errors.on(input, message::impl_trait_in_subscriber());
            None
        }
        other => Some(other.clone()),
    }
}

/// A resource outlives the call, and calls may run concurrently.
fn check_resource(resource: &Type, errors: &mut Errors) -> Option<Type> {
    match resource {
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::ImplTrait(_) => {
                errors.on(&reference.elem, message::impl_trait_in_subscriber());
                None
            }
            elem if is_unsized(elem) => {
                errors.on(elem, message::unsized_resource());
                None
            }
            elem => Some(elem.clone()),
        },
        other => {
            errors.on(other, message::resource_not_a_reference());
            None
        }
    }
}

/// `str`, a slice or a `dyn Trait`, which rustc would report in several places.
fn is_unsized(ty: &Type) -> bool {
    match ty {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        Type::Paren(paren) => is_unsized(&paren.elem),
        _ => false,
    }
}

/// The return type is named, because a manifest lists what it writes.
fn check_output(output: &Type, errors: &mut Errors) {
    let Type::ImplTrait(hidden) = output else { return };
    let is_future = hidden.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|segment| segment.ident == "Future")
        }
        _ => false,
    });
    let text = if is_future { message::future_by_hand() } else { message::impl_trait_in_subscriber() };
    errors.on(output, text);
}
