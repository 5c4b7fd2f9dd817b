//! `on(…)`: the arms of a `match` over the change.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, FieldPat, Member, Pat, PatIdent, PatStruct, Path, Token};

use crate::errors::Errors;
use crate::message::{self, CAUSES};
use crate::root::Root;
use crate::spelling::nearest;

/// A pattern with an optional guard.
pub(crate) struct Arm {
    pattern: Pat,
    guard: Option<Expr>,
}

impl Parse for Arm {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let pattern = Pat::parse_multi(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Self { pattern, guard })
    }
}

/// Reads the arms: each is a change, with a `..` at its end if it has none.
pub(crate) fn parse(arms: TokenStream, at: &Ident, root: &Root, errors: &mut Errors) -> Vec<Arm> {
    let parsed = syn::parse::Parser::parse2(Punctuated::<Arm, Token![,]>::parse_terminated, arms);
    let Some(arms) = errors.keep(parsed) else { return Vec::new() };
    if arms.is_empty() {
        errors.at(at.span(), message::empty_on());
    }
    arms.into_iter()
        .filter_map(|Arm { pattern, guard }| Some(Arm { pattern: complete(pattern, root, errors)?, guard }))
        .collect()
}

/// Puts the enum's path before the change's name and the implied `..` behind its fields.
fn complete(pattern: Pat, root: &Root, errors: &mut Errors) -> Option<Pat> {
    match pattern {
        // `Inserted` alone is a binding to the parser.
        Pat::Ident(name) if name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() => {
            let path = event(&Path::from(name.ident), root, errors)?;
            Some(syn::parse_quote!(#path { .. }))
        }
        Pat::Path(path) => {
            let path = event(&path.path, root, errors)?;
            Some(syn::parse_quote!(#path { .. }))
        }
        Pat::Struct(PatStruct { path, fields, .. }) => {
            let path = event(&path, root, errors)?;
            fields.iter().filter(|field| is_cause(field)).for_each(|field| check_cause(&field.pat, errors));
            let fields = fields.iter();
            Some(syn::parse_quote!(#path { #(#fields,)* .. }))
        }
        Pat::Or(or) => {
            let cases: Option<Vec<Pat>> = or.cases.into_iter().map(|case| complete(case, root, errors)).collect();
            let cases = cases?;
            Some(syn::parse_quote!(#(#cases)|*))
        }
        other => {
            errors.on(other, message::not_an_arm());
            None
        }
    }
}

fn is_cause(field: &FieldPat) -> bool {
    matches!(&field.member, Member::Named(name) if name == "cause")
}

/// A misspelt `Expired` would be a new name, which takes every removal without a word.
fn check_cause(pattern: &Pat, errors: &mut Errors) {
    match pattern {
        Pat::Ident(PatIdent { subpat: Some((_, pattern)), .. }) => check_cause(pattern, errors),
        Pat::Ident(PatIdent { ident, .. }) => {
            let written = ident.to_string();
            let meant_as_a_cause = written.starts_with(char::is_uppercase) || nearest(&written, &CAUSES).is_some();
            if meant_as_a_cause && !CAUSES.contains(&written.as_str()) {
                errors.at(ident.span(), message::unknown_cause(&written));
            }
        }
        Pat::Or(or) => or.cases.iter().for_each(|case| check_cause(case, errors)),
        Pat::Paren(paren) => check_cause(&paren.pat, errors),
        _ => {}
    }
}

/// The path of the change with this name.
fn event(path: &Path, root: &Root, errors: &mut Errors) -> Option<TokenStream> {
    let name = path.segments.last().map(|segment| &segment.ident)?;
    let known = ["Inserted", "Modified", "Removed"].iter().any(|event| name == event);
    if path.segments.len() > 1 && known {
        errors.on(path, message::qualified_event(&name.to_string()));
        return None;
    }
    if !known {
        errors.on(path, message::unknown_event(&quote!(#path).to_string()));
        return None;
    }
    let root = root.at(name.span());
    Some(quote_spanned!(name.span()=> #root::StateChange::#name))
}

/// The body of `takes`: the arms as a `match`, where the causes of a removal are in scope.
pub(crate) fn expand(arms: &[Arm], root: &Root, change: &Ident) -> TokenStream {
    let arms = arms.iter().map(|Arm { pattern, guard }| {
        let guard = guard.as_ref().map(|guard| quote_spanned!(guard.span()=> if #guard));
        quote!(#pattern #guard => true,)
    });
    quote! {
        #[allow(unused_imports)]
        use #root::Removal::{Deleted, Expired};
        #[allow(unused_variables, unreachable_patterns, clippy::all, clippy::pedantic)]
        match #change {
            #(#arms)*
            _ => false,
        }
    }
}
