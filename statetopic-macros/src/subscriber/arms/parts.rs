//! The parts of a change that a pattern binds and its guard reads. rustc would report the same errors without a fix.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, ExprMethodCall, Member, PatIdent};

use super::Case;
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::message;

/// Reports parts that a change does not have, and parts that a guard reads unbound.
pub(super) fn check(cases: &[Case], guard: Option<&Expr>, errors: &mut Errors) {
    let before = errors.count();
    for Case { event, fields, .. } in cases {
        for field in fields {
            if let Member::Named(name) = &field.member
                && !event.parts().iter().any(|part| name == part)
            {
                errors.at(name.span(), message::unknown_part(event.word(), &name.to_string(), event.parts()));
            }
        }
    }
    // rustc reports alternatives that bind different names.
    let [Case { event, written, .. }] = cases else { return };
    let Some(guard) = guard else { return };
    if errors.count() > before {
        return;
    }
    let mut names = Names::default();
    names.visit_pat(written);
    names.visit_expr(guard);
    for read in names.read.iter().filter(|read| !names.bound.contains(&read.to_string())) {
        let text = message::unbound_part(event.word(), &read.to_string(), event.parts(), &names.bound);
        errors.at(read.span(), text);
    }
}

/// The names that are bound, and the parts of changes that are read with a field or a method: `old.total`.
#[derive(Default)]
struct Names {
    bound: Vec<String>,
    read: Vec<Ident>,
}

impl Names {
    fn read(&mut self, expr: &Expr) {
        let Expr::Path(path) = expr else { return };
        let name = path.path.get_ident().filter(|name| *name == "key" || *name == "old" || *name == "new");
        if let Some(name) = name.filter(|name| !self.read.contains(name)) {
            self.read.push(name.clone());
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    /// In the pattern or in the guard, where the parameters of a closure are bindings too.
    fn visit_pat_ident(&mut self, name: &'ast PatIdent) {
        self.bound.push(name.ident.to_string());
        visit::visit_pat_ident(self, name);
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        self.read(&field.base);
        visit::visit_expr_field(self, field);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.read(&call.receiver);
        visit::visit_expr_method_call(self, call);
    }
}
