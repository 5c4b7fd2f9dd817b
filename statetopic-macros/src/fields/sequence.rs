//! The rules for a `#[sequence]` field, which has the position of the change that its row follows from.

use quote::ToTokens as _;
use syn::LitStr;
use syn::spanned::Spanned as _;

use super::roles::AddedDefault;
use super::{Field, Role};
use crate::errors::Errors;
use crate::message;

/// Reports every rule that the field breaks.
pub(super) fn check(field: &Field, errors: &mut Errors) {
    let Some(span) = field.roles.span(Role::Sequence) else { return };
    if field.is_key() {
        errors.at(span, message::sequence_key());
        return;
    }
    // A row that has its position under another name would be older than each.
    if let Some(alias) = field.serde.aliases.first() {
        errors.at(alias.span(), message::sequence_with_alias());
    }
    // To DynamoDB, a row without its position has none.
    let path = field.serde.default.as_ref().and_then(|default| default.path.as_ref()).map(LitStr::span);
    let added = match field.roles.added_default() {
        Some(AddedDefault::Expr(expr)) => Some(expr.to_token_stream().span()),
        Some(AddedDefault::OfType) | None => None,
    };
    if let Some(span) = path.or(added) {
        errors.at(span, message::sequence_with_default());
    }
}
