//! The helper attributes of a field: its roles in the table.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, LitInt, Meta};

use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::helpers::MISSPELT;
use crate::settings::{self, SettingValue};
use crate::{message, spelling};

choice! {
    /// The role of a field, which is the name of its attribute.
    pub(crate) enum Role {
        PartitionKey = "partition_key",
        SortKey = "sort_key",
        Ttl = "ttl",
        Version = "version",
        Sequence = "sequence",
        Sensitive = "sensitive",
        Added = "added",
        Sharded = "sharded",
    }
}

impl Role {
    /// What the field is for, in an error.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::PartitionKey => "partition key",
            Self::SortKey => "sort key",
            Self::Ttl => "TTL",
            Self::Version => "version",
            Self::Sequence => "sequence",
            Self::Sensitive => "sensitive value",
            Self::Added => "added attribute",
            Self::Sharded => "sharded counter",
        }
    }

    /// The names of the helper attributes of fields: the roles, and `index`.
    pub(crate) fn helpers() -> Vec<&'static str> {
        Self::words().into_iter().chain(["index"]).collect()
    }
}

choice! {
    /// The settings of `#[added]`.
    enum AddedSetting {
        Default = "default",
    }
}

/// The default of an `#[added]` field.
#[derive(Clone)]
pub(crate) enum AddedDefault {
    /// `#[added(default)]`: the default of its type.
    OfType,
    /// `#[added(default = …)]`
    Expr(Box<Expr>),
}

/// The number of rows of a `#[sharded(16)]` field, and its span.
#[derive(Clone, Copy)]
pub(crate) struct Shards {
    pub(crate) count: u8,
    pub(crate) span: Span,
}

/// How many rows a counter may have. A read reads all of them.
const SHARDS: std::ops::RangeInclusive<u8> = 2..=64;

/// The roles of one field, with their spans.
#[derive(Clone)]
pub(crate) struct Roles {
    given: Vec<(Role, Span)>,
    added_default: Option<AddedDefault>,
    shards: Option<Shards>,
}

impl Roles {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut roles: Vec<(Role, Span)> = Vec::new();
        let mut added_default = None;
        let mut shards = None;
        for attribute in attributes {
            if let Some((written, meant)) = misspelt(attribute) {
                errors.at(written.span(), message::misspelt_attribute(&written.to_string(), meant));
                // A misspelt key is not reported as missing too.
                roles.extend(Role::from_word(meant).map(|role| (role, written.span())));
                continue;
            }
            let role = Role::ALL.iter().copied().find(|role| attribute.path().is_ident(role.word()));
            let Some(role) = role else { continue };
            let span = attribute.path().span();
            if role == Role::Added {
                added_default = parse_added(&attribute.meta, errors);
            } else if role == Role::Sharded {
                shards = parse_shards(&attribute.meta, errors);
            } else if !matches!(attribute.meta, Meta::Path(_)) {
                errors.on(&attribute.meta, message::role_with_arguments(role.word()));
            }
            if roles.iter().any(|(other, _)| *other == role) {
                errors.at(span, message::repeated_role(role.word()));
            } else {
                roles.push((role, span));
            }
        }
        Self { given: roles, added_default, shards }
    }

    /// The roles without one.
    pub(crate) fn without(mut self, role: Role) -> Self {
        self.given.retain(|(other, _)| *other != role);
        self.added_default = self.added_default.filter(|_| role != Role::Added);
        self
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.span(role).is_some()
    }

    /// The span of a role.
    pub(crate) fn span(&self, role: Role) -> Option<Span> {
        self.given.iter().find(|(other, _)| *other == role).map(|(_, span)| *span)
    }

    /// The number of `#[sharded(…)]`; `None` for a fault, which is reported.
    pub(crate) const fn shards(&self) -> Option<Shards> {
        self.shards
    }

    /// The default of `#[added(…)]`; `None` for `#[added]` alone.
    pub(crate) const fn added_default(&self) -> Option<&AddedDefault> {
        self.added_default.as_ref()
    }
}

/// The name as it is written, and the name that was meant.
fn misspelt(attribute: &Attribute) -> Option<(Ident, &'static str)> {
    let written: Ident = attribute.path().is_ident(MISSPELT).then(|| attribute.parse_args().ok())??;
    let meant = spelling::misspelt(&written.to_string(), &Role::helpers())?;
    Some((written, meant))
}

/// `#[sharded(16)]`.
fn parse_shards(meta: &Meta, errors: &mut Errors) -> Option<Shards> {
    let number = match meta {
        Meta::List(list) => list.parse_args::<LitInt>().ok(),
        Meta::Path(_) | Meta::NameValue(_) => None,
    };
    let count = number.as_ref().and_then(|number| number.base10_parse().ok()).filter(|count| SHARDS.contains(count));
    match (number, count) {
        (Some(number), Some(count)) => Some(Shards { count, span: number.span() }),
        (Some(number), None) => {
            errors.on(&number, message::shards_range(SHARDS));
            None
        }
        (None, _) => {
            errors.on(meta, message::sharded_form());
            None
        }
    }
}

/// `#[added]`, `#[added(default)]` or `#[added(default = …)]`.
fn parse_added(meta: &Meta, errors: &mut Errors) -> Option<AddedDefault> {
    let list = match meta {
        Meta::Path(_) => return None,
        Meta::List(list) if !list.tokens.is_empty() => list,
        Meta::List(_) | Meta::NameValue(_) => {
            errors.on(meta, message::added_form());
            return None;
        }
    };
    let (AddedSetting::Default, setting) = settings::parse("added", list.tokens.clone(), errors).into_iter().next()?;
    match setting.value {
        SettingValue::Flag => Some(AddedDefault::OfType),
        SettingValue::Expr(expr) => Some(AddedDefault::Expr(Box::new(expr))),
        SettingValue::List(_) => {
            errors.on(meta, message::added_form());
            None
        }
    }
}
