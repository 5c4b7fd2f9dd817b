//! The settings that are texts of a form.

use syn::{Expr, ExprLit, Lit, LitStr};

use super::destination::is_destination_name;
use crate::errors::Errors;
use crate::message;
use crate::settings;

/// An id of a subscriber.
pub(super) fn id(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(id), .. })
            if (1..=128).contains(&id.value().len()) && id.value().bytes().all(allowed) =>
        {
            Some(id)
        }
        other => {
            errors.on(other, message::id_form());
            None
        }
    }
}

/// The logical name of a capacity provider.
pub(super) fn capacity_provider(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) if is_destination_name(&name.value()) => Some(name),
        other => {
            errors.on(other, message::capacity_provider_form());
            None
        }
    }
}

/// A Region, such as `eu-central-1`.
pub(super) fn region(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(region), .. }) if settings::is_region(&region.value()) => Some(region),
        other => {
            errors.on(other, message::region_form());
            None
        }
    }
}
