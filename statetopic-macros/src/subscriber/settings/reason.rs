//! A reason, in words.

use syn::{Expr, ExprLit, Lit, LitStr};

use crate::errors::Errors;
use crate::message;

/// A text with words in it; `None` for a fault, which is reported.
pub(super) fn parse(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(reason), .. }) if !reason.value().trim().is_empty() => Some(reason),
        other => {
            errors.on(other, message::loop_reason());
            None
        }
    }
}
