//! Constants in a guard, and patterns of them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprMethodCall, Lit, Pat};

use crate::root::Root;

/// The expression without parentheses and references around it.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Group(group) => bare(&group.expr),
        Expr::Reference(reference) => bare(&reference.expr),
        other => other,
    }
}

/// The text of a constant, or in its `Some`. The rest is not evaluated, because its type may not be known without the
/// context.
pub(super) fn text(constant: &Expr, root: &Root) -> TokenStream {
    match bare(constant) {
        Expr::MethodCall(call) => text(&call.receiver, root),
        Expr::Call(call) if call.args.len() == 1 => text(&call.args[0], root),
        Expr::Lit(ExprLit { lit: Lit::Str(_) | Lit::Char(_), .. }) | Expr::Path(_) if !is_none(constant) => {
            let constant = bare(constant);
            quote!((&&#root::__private::filter::Literal(&#constant)).text())
        }
        _ => quote!(::core::option::Option::None),
    }
}

/// `None`, or `Some(_)`.
pub(super) fn presence(pattern: &Pat) -> Option<TokenStream> {
    match pattern {
        Pat::Ident(name) if name.ident == "None" => Some(quote!(None)),
        Pat::TupleStruct(some) if some.path.is_ident("Some") => match some.elems.first() {
            Some(Pat::Wild(_) | Pat::Rest(_)) => Some(quote!(Some)),
            _ => None,
        },
        _ => None,
    }
}

/// The texts of which a pattern consists.
pub(super) fn texts(pattern: &Pat) -> Option<Vec<syn::LitStr>> {
    match pattern {
        Pat::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(vec![text.clone()]),
            _ => None,
        },
        Pat::Paren(paren) => texts(&paren.pat),
        Pat::Or(or) => {
            let cases: Option<Vec<_>> = or.cases.iter().map(texts).collect();
            Some(cases?.concat())
        }
        Pat::TupleStruct(some) if some.path.is_ident("Some") && some.elems.len() == 1 => texts(some.elems.first()?),
        // A pattern that matches no further text.
        Pat::Ident(name) if name.ident == "None" => Some(Vec::new()),
        _ => None,
    }
}

pub(super) fn is_none(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "None"))
}

/// Whether an expression has the same value whenever and wherever it is evaluated.
pub(super) fn is_constant(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Lit(_) => true,
        // A constant, or a variant.
        Expr::Path(path) => {
            let last = path.path.segments.last();
            last.is_some_and(|segment| segment.ident.to_string().starts_with(char::is_uppercase))
        }
        Expr::Call(call) => {
            let function = call.func.to_token_stream().to_string();
            ["Some", "String :: from"].contains(&function.as_str()) && call.args.iter().all(is_constant)
        }
        Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) => {
            // Only of a literal: a static may be initialized from the environment on its first use.
            args.is_empty()
                && ["to_owned", "to_string", "as_str"].iter().any(|known| method == known)
                && matches!(**receiver, Expr::Lit(_))
        }
        _ => false,
    }
}
