//! What a `macro_rules!` puts around what it was given, so that `$a * 2` means what it says: a group without delimiters.
//!
//! rustc does not keep such a group that comes out of an attribute, so here it becomes parentheses where it needs them. A
//! literal that comes from a macro is a literal.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprParen, token};

/// The expression without groups.
pub(crate) fn without_groups(mut expr: Expr) -> Expr {
    while let Expr::Group(group) = expr {
        expr = *group.expr;
    }
    Groups.visit_expr_mut(&mut expr);
    expr
}

struct Groups;

impl VisitMut for Groups {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Group(group) = expr {
            let inner = group.expr.clone();
            *expr = match *inner {
                inner if is_whole(&inner) => inner,
                _ => {
                    let paren_token = token::Paren(Span::call_site());
                    Expr::Paren(ExprParen { attrs: Vec::new(), paren_token, expr: inner })
                }
            };
        }
    }
}

/// Whether nothing that stands beside it can take it apart.
fn is_whole(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Array(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Macro(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Tuple(_)
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Delimiter, Group, TokenStream};
    use quote::{ToTokens as _, quote};

    use super::*;

    fn group(tokens: TokenStream) -> Group {
        Group::new(Delimiter::None, tokens)
    }

    fn without(tokens: TokenStream) -> String {
        without_groups(syn::parse2(tokens).unwrap()).into_token_stream().to_string()
    }

    #[test]
    fn what_was_one_expression_is_still_one() {
        let sum = group(quote!(1 + 1));
        assert_eq!(without(quote!(#sum * 2)), "(1 + 1) * 2");
        let closure = group(quote!(|new: &Order| new.total > 1));
        assert_eq!(without(quote!(#closure(new))), "(| new : & Order | new . total > 1) (new)");
    }

    #[test]
    fn what_is_whole_needs_no_parentheses() {
        let number = group(quote!(5));
        assert_eq!(without(quote!(provisioned(read = #number, write = #number))), "provisioned (read = 5 , write = 5)");
        let twice = group(group(quote!("orders")).into_token_stream());
        assert_eq!(without(quote!(#twice)), "\"orders\"");
        let sum = group(quote!(1 + 1));
        assert_eq!(without(quote!(#sum)), "1 + 1");
    }
}
