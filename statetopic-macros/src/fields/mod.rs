//! The struct as `#[read_model]` and `#[state_topic]` read it, and the shape of its rows and images.

mod bounds;
mod case;
mod check;
mod generics;
mod image;
pub(crate) mod index;
mod input;
mod owned;
mod parse;
mod roles;
mod sequence;
mod serde;
mod shape;
mod sharded;

pub(crate) use self::case::Case;
pub(crate) use self::check::{check, check_attribute_names};
pub(crate) use self::generics::Parameters;
pub(crate) use self::image::side;
pub(crate) use self::input::input;
pub(crate) use self::parse::{parse, parse_nested};
pub(crate) use self::roles::{AddedDefault, Role, Roles, Shards};
pub(crate) use self::serde::{
    FieldDefault, each as each_serde, is_rejected_on_a_field, is_rejected_on_the_struct, one_name, skip_value,
};

use proc_macro2::{Ident, Span};
use syn::{Attribute, Generics, Type, Visibility, WherePredicate};

use crate::root::Root;

/// A struct whose fields are the attributes of a row.
pub(crate) struct Model {
    /// Where the library is.
    pub(crate) root: Root,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The bounds for reading of `#[serde(bound)]` on the struct, which replace those that serde infers.
    pub(crate) bound: Option<Vec<WherePredicate>>,
    /// Whether `#[serde(default)]` on the struct replaces missing fields; only for a map within a row.
    pub(crate) default: bool,
    /// Whether it is a topic, whose rows are images.
    pub(crate) is_topic: bool,
    pub(crate) fields: Vec<Field>,
}

/// A field.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    /// The span of the type, for errors about the type. Its names resolve at the macro, because the type may come from
    /// a `macro_rules!`.
    pub(crate) at: Span,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) roles: Roles,
    /// The indexes of which it is a key.
    pub(crate) indexes: Vec<index::Element>,
    pub(crate) serde: serde::FieldSerde,
    /// The name of the attribute in the table; for a flattened or skipped field, which has no attribute, that of the
    /// field.
    pub(crate) attribute: String,
    /// The span of the name of the attribute.
    pub(crate) attribute_span: Span,
}

impl Model {
    /// The field that holds the partition key.
    pub(crate) fn partition_key(&self) -> Option<&Field> {
        self.holder(Role::PartitionKey)
    }

    /// The field that holds the sort key.
    pub(crate) fn sort_key(&self) -> Option<&Field> {
        let partition = self.partition_key().map(|field| &field.ident);
        self.fields.iter().find(|field| field.roles.has(Role::SortKey) && Some(&field.ident) != partition)
    }

    /// The field with a role that only one field can have.
    pub(crate) fn holder(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.roles.has(role))
    }

    /// The fields that are read from a row: all that are not skipped.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_read())
    }

    /// The fields whose number is in several rows.
    pub(crate) fn sharded(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.roles.has(Role::Sharded))
    }

    /// In how many rows their numbers are, where there are such fields.
    pub(crate) fn shards(&self) -> Option<Shards> {
        self.sharded().find_map(|field| field.roles.shards())
    }

    /// Whether a row can lack what the model needs.
    pub(crate) fn can_lack(&self) -> bool {
        self.fields.iter().any(Field::is_optional)
    }

    /// `OrderKey` of `Order`.
    pub(crate) fn suffixed(&self, suffix: &str) -> Ident {
        quote::format_ident!("{}{suffix}", self.ident)
    }

    /// The alias of the `__private` of the library that serde needs.
    pub(crate) fn private(&self) -> Ident {
        quote::format_ident!("__{}Private", self.ident)
    }

    /// The hidden struct that rows are read into; for a topic, if serde's derive reads them.
    pub(crate) fn row(&self) -> Ident {
        quote::format_ident!("__{}Row", self.ident)
    }
}

impl Field {
    /// Whether the field is an `Option` in rows and images, because older rows lack it.
    pub(crate) fn is_optional(&self) -> bool {
        self.roles.has(Role::Added)
            && self.roles.added_default().is_none()
            && self.is_read()
            && self.serde.flatten.is_none()
    }

    /// Whether the field is in the rows and images that are read.
    pub(crate) fn is_read(&self) -> bool {
        self.serde.unread.is_none()
    }

    /// Whether the field has an attribute of its own.
    pub(crate) fn is_attribute(&self) -> bool {
        self.serde.flatten.is_none() && (self.is_read() || self.serde.unwritten.is_none())
    }

    /// Whether only the type of the field can replace a missing attribute.
    pub(crate) fn is_omittable(&self) -> bool {
        self.serde.left_out().is_some()
            && self.is_read()
            && self.serde.default.is_none()
            && !self.roles.has(Role::Added)
    }

    /// Whether the field is one attribute, which serde reads without a conversion.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_attribute() && self.is_read() && self.serde.read_with.is_none() && self.serde.aliases.is_empty()
    }

    /// Whether the field has an attribute, and only its type can replace a missing one.
    pub(crate) fn is_required(&self) -> bool {
        self.is_attribute() && self.is_read() && !self.is_key() && !self.has_default()
    }

    /// Whether the field has a default for a missing attribute.
    pub(crate) fn has_default(&self) -> bool {
        self.serde.default.is_some() || self.roles.added_default().is_some()
    }

    /// Whether that default, or the value of a skipped field, is the default of its type.
    pub(crate) fn takes_default_of_type(&self) -> bool {
        match &self.serde.default {
            Some(default) => default.path.is_none(),
            None => !self.is_read() || matches!(self.roles.added_default(), Some(AddedDefault::OfType)),
        }
    }

    pub(crate) fn is_key(&self) -> bool {
        self.roles.has(Role::PartitionKey) || self.roles.has(Role::SortKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Errors;

    #[test]
    fn what_is_read_or_written_has_an_attribute() {
        for (serde, has_one) in [
            ("", true),
            ("#[serde(skip_serializing, default)]", true),
            ("#[serde(skip_deserializing)]", true),
            ("#[serde(skip)]", false),
            ("#[serde(skip_serializing, skip_deserializing)]", false),
            ("#[serde(flatten)]", false),
        ] {
            let mut errors = Errors::new();
            let item = syn::parse_str(&format!("struct Order {{ {serde} total: u32 }}")).unwrap();
            let model = parse(item, "read_model", Root::default(), &mut errors).unwrap();
            assert!(errors.into_tokens().is_empty(), "{serde}");
            assert_eq!(model.fields[0].is_attribute(), has_one, "{serde}");
        }
    }
}
