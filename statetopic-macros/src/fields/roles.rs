//! The helper attributes of a field: which part it plays in the table.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta};

use crate::errors::Errors;
use crate::message;

/// The part that a field plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    PartitionKey,
    SortKey,
    Ttl,
    Added,
}

impl Role {
    const ALL: [Self; 4] = [Self::PartitionKey, Self::SortKey, Self::Ttl, Self::Added];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::PartitionKey => "partition_key",
            Self::SortKey => "sort_key",
            Self::Ttl => "ttl",
            Self::Added => "added",
        }
    }
}

/// The parts of one field, and where they are written.
pub(crate) struct Roles(Vec<(Role, Span)>);

impl Roles {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut roles: Vec<(Role, Span)> = Vec::new();
        for attribute in attributes {
            let role = Role::ALL.into_iter().find(|role| attribute.path().is_ident(role.name()));
            let Some(role) = role else { continue };
            let span = attribute.path().span();
            if !matches!(attribute.meta, Meta::Path(_)) {
                errors.on(&attribute.meta, message::role_with_arguments(role.name()));
            }
            if roles.iter().any(|(other, _)| *other == role) {
                errors.at(span, message::repeated_role(role.name()));
            } else {
                roles.push((role, span));
            }
        }
        Self(roles)
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.span(role).is_some()
    }

    /// Where the part is written.
    pub(crate) fn span(&self, role: Role) -> Option<Span> {
        self.0.iter().find(|(other, _)| *other == role).map(|(_, span)| *span)
    }
}
