//! Removes the groups without delimiters that a `macro_rules!` puts around its arguments, so that `$a * 2` is one
//! product.
//!
//! rustc drops such a group in the output of an attribute, and a literal in a group does not parse as a literal.
//! Without the group the expression stays one expression, because syn prints parentheses where they are needed.

use std::mem;

use syn::Expr;
use syn::visit_mut::{self, VisitMut};

/// The expression without groups.
pub(crate) fn without_groups(mut expr: Expr) -> Expr {
    Groups.visit_expr_mut(&mut expr);
    expr
}

struct Groups;

impl VisitMut for Groups {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Group(group) = expr {
            *expr = mem::replace(&mut *group.expr, Expr::PLACEHOLDER);
        }
    }
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
    fn an_expression_stays_one_expression() {
        let sum = group(quote!(1 + 1));
        assert_eq!(without(quote!(#sum * 2)), "(1 + 1) * 2");
        assert_eq!(without(quote!(-#sum)), "- (1 + 1)");
        assert_eq!(without(quote!(#sum as u64)), "(1 + 1) as u64");
        assert_eq!(without(quote!(new.total - #sum)), "new . total - (1 + 1)");
        let less = group(quote!(-1));
        assert_eq!(without(quote!(#less.abs())), "(- 1) . abs ()");
        let range = group(quote!(1..=9));
        assert_eq!(without(quote!(#range.contains(&new.total))), "(1 ..= 9) . contains (& new . total)");
        let either = group(quote!(old.is_open || new.is_open));
        assert_eq!(without(quote!(#either && true)), "(old . is_open || new . is_open) && true");
        let row = group(quote!(Row { total: 1 }));
        assert_eq!(without(quote!(if new == #row {})), "if new == (Row { total : 1 }) { }");
        let closure = group(quote!(|new: &Order| new.total > 1));
        assert_eq!(without(quote!(#closure(new))), "(| new : & Order | new . total > 1) (new)");
    }

    #[test]
    fn an_operand_needs_no_parentheses() {
        let number = group(quote!(5));
        assert_eq!(without(quote!(provisioned(read = #number, write = #number))), "provisioned (read = 5 , write = 5)");
        let twice = group(group(quote!("orders")).into_token_stream());
        assert_eq!(without(quote!(#twice)), "\"orders\"");
        let sum = group(quote!(1 + 1));
        assert_eq!(without(quote!(#sum)), "1 + 1");
    }
}
