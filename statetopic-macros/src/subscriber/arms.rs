//! `on(…)`: the arms of a `match` over the change.

mod parts;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, FieldPat, Member, Pat, PatIdent, PatStruct, Path, Token};

use super::change::{Cause, Event};
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::groups::without_groups;
use crate::message;
use crate::root::Root;
use crate::spelling::nearest;

/// A pattern with an optional guard.
pub(crate) struct Arm {
    pattern: Pat,
    pub(crate) guard: Option<Expr>,
    /// The changes of the pattern.
    pub(crate) cases: Vec<Case>,
}

/// One change of a pattern.
pub(crate) struct Case {
    /// The pattern, as it is written.
    pub(crate) written: Pat,
    pub(crate) event: Event,
    /// Its name, as it is written.
    pub(crate) name: Ident,
    pub(crate) fields: Vec<FieldPat>,
}

/// A pattern with an optional guard, as it is written.
struct Written {
    pattern: Pat,
    guard: Option<Expr>,
}

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![if]) {
            return Err(input.error(message::not_an_arm(&Event::words())));
        }
        let pattern = Pat::parse_multi(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(without_groups(input.parse()?))
        } else {
            None
        };
        Ok(Self { pattern, guard })
    }
}

/// Parses the arms: each is a change, and its fields end with a `..`.
pub(crate) fn parse(arms: TokenStream, at: &Ident, root: &Root, errors: &mut Errors) -> Vec<Arm> {
    let parsed = syn::parse::Parser::parse2(Punctuated::<Written, Token![,]>::parse_terminated, arms);
    let Some(arms) = errors.keep(parsed) else { return Vec::new() };
    if arms.is_empty() {
        errors.at(at.span(), message::empty_on());
    }
    arms.into_iter()
        .filter_map(|Written { pattern, guard }| {
            let mut cases = Vec::new();
            let pattern = complete(pattern, root, errors, &mut cases)?;
            parts::check(&cases, guard.as_ref(), errors);
            Some(Arm { pattern, guard, cases })
        })
        .collect()
}

/// Adds the path of the enum before the name of the change, and the implied `..` after its fields.
fn complete(pattern: Pat, root: &Root, errors: &mut Errors, cases: &mut Vec<Case>) -> Option<Pat> {
    let written = pattern.clone();
    let case = |event, name, fields| cases.push(Case { written, event, name, fields });
    match pattern {
        // `Inserted` alone is a binding to the parser.
        Pat::Ident(name) if name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() => {
            let (event, path) = event(&Path::from(name.ident.clone()), root, errors)?;
            case(event, name.ident, Vec::new());
            Some(syn::parse_quote!(#path { .. }))
        }
        Pat::Path(path) => {
            let (event, completed) = event(&path.path, root, errors)?;
            case(event, path.path.segments.last()?.ident.clone(), Vec::new());
            let path = completed;
            Some(syn::parse_quote!(#path { .. }))
        }
        Pat::Struct(PatStruct { path, fields, .. }) => {
            let name = path.segments.last()?.ident.clone();
            let (event, path) = event(&path, root, errors)?;
            case(event, name, fields.iter().cloned().collect());
            fields.iter().filter(|field| is_cause(field)).for_each(|field| check_cause(&field.pat, errors));
            let fields = fields.iter();
            Some(syn::parse_quote!(#path { #(#fields,)* .. }))
        }
        Pat::Or(or) => {
            let completed = or.cases.into_iter().map(|case| complete(case, root, errors, cases));
            let completed: Vec<Pat> = completed.collect::<Option<_>>()?;
            Some(syn::parse_quote!(#(#completed)|*))
        }
        other => {
            errors.on(other, message::not_an_arm(&Event::words()));
            None
        }
    }
}

fn is_cause(field: &FieldPat) -> bool {
    matches!(&field.member, Member::Named(name) if name == "cause")
}

/// A misspelt `Expired` would be a new binding, which silently matches every removal.
fn check_cause(pattern: &Pat, errors: &mut Errors) {
    match pattern {
        Pat::Ident(PatIdent { subpat: Some((_, pattern)), .. }) => check_cause(pattern, errors),
        Pat::Ident(PatIdent { ident, .. }) => {
            let written = ident.to_string();
            let causes = Cause::words();
            let meant_as_a_cause = written.starts_with(char::is_uppercase) || nearest(&written, &causes).is_some();
            if meant_as_a_cause && Cause::from_word(&written).is_none() {
                errors.at(ident.span(), message::unknown_cause(&written, &causes));
            }
        }
        Pat::Or(or) => or.cases.iter().for_each(|case| check_cause(case, errors)),
        Pat::Paren(paren) => check_cause(&paren.pat, errors),
        _ => {}
    }
}

/// The change with this name, and its path.
fn event(path: &Path, root: &Root, errors: &mut Errors) -> Option<(Event, TokenStream)> {
    let name = path.segments.last().map(|segment| &segment.ident)?;
    let Some(event) = Event::from_word(&name.to_string()) else {
        errors.on(path, message::unknown_event(&quote!(#path).to_string(), &Event::words()));
        return None;
    };
    if path.segments.len() > 1 {
        errors.on(path, message::qualified_event(event.word()));
        return None;
    }
    let root = root.at(name.span());
    Some((event, quote_spanned!(name.span()=> #root::StateChange::#name)))
}

/// The body of `takes`: the arms as a `match`, with the causes of a removal in scope.
pub(crate) fn expand(arms: &[Arm], root: &Root, change: &Ident) -> TokenStream {
    let arms = arms.iter().map(|Arm { pattern, guard, .. }| {
        let guard = guard.as_ref().map(|guard| quote_spanned!(guard.span()=> if #guard));
        quote!(#pattern #guard => true,)
    });
    let arms: TokenStream = arms.collect();
    let written = arms.to_string();
    let causes = Cause::words().into_iter().filter(|cause| written.contains(cause));
    let causes: Vec<Ident> = causes.map(|cause| format_ident!("{cause}")).collect();
    let causes = (!causes.is_empty()).then(|| quote!(#[allow(unused_imports)] use #root::Removal::{#(#causes),*};));
    quote! {
        #causes
        #[allow(unused_variables, unreachable_patterns, clippy::all, clippy::pedantic)]
        match #change {
            #arms
            _ => false,
        }
    }
}
