//! What `#[read_model]` and `#[state_topic]` read of a struct, and the shape of its rows and images.

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
mod serde;
mod shape;

pub(crate) use self::check::{check, check_attribute_names};
pub(crate) use self::generics::Parameters;
pub(crate) use self::image::side;
pub(crate) use self::input::input;
pub(crate) use self::parse::{parse, parse_nested};
pub(crate) use self::roles::{AddedDefault, Role, Roles};
pub(crate) use self::serde::{FieldDefault, is_refused_on_a_field, is_refused_on_the_struct};

use proc_macro2::{Ident, Span};
use syn::{Attribute, Generics, Type, Visibility, WherePredicate};

use crate::root::Root;

/// A struct whose fields are a row's attributes.
pub(crate) struct Model {
    /// Where the library is.
    pub(crate) root: Root,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// What `#[serde(bound)]` on the struct says of reading, instead of what serde infers.
    pub(crate) bound: Option<Vec<WherePredicate>>,
    /// Whether `#[serde(default)]` on the struct stands in for any field; only in a map within a row.
    pub(crate) default: bool,
    /// Whether its changes are published: then its rows are images.
    pub(crate) is_topic: bool,
    pub(crate) fields: Vec<Field>,
}

/// A field.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    /// Where the type is written, but with the names of the macro: the type may come out of a `macro_rules!`. What a type
    /// cannot do is an error there.
    pub(crate) at: Span,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) roles: Roles,
    /// The indexes that it is a key of.
    pub(crate) indexes: Vec<index::Element>,
    pub(crate) serde: serde::FieldSerde,
    /// The attribute's name in the table. A flattened or skipped field has none, and this is the field's.
    pub(crate) attribute: String,
    /// Where the attribute's name is written.
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

    /// The field that plays a part which only one can.
    pub(crate) fn holder(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.roles.has(role))
    }

    /// The fields that are read from a row: all but the skipped ones.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_read())
    }

    /// Whether a row can lack what the model needs.
    pub(crate) fn can_lack(&self) -> bool {
        self.fields.iter().any(Field::is_optional)
    }

    /// `OrderKey` of `Order`.
    pub(crate) fn suffixed(&self, suffix: &str) -> Ident {
        quote::format_ident!("{}{suffix}", self.ident)
    }

    /// The library's `__private` beside the model, where serde needs it under a name.
    pub(crate) fn private(&self) -> Ident {
        quote::format_ident!("__{}Private", self.ident)
    }

    /// The hidden struct that rows are read into: of a topic, where serde's derive reads them.
    pub(crate) fn row(&self) -> Ident {
        quote::format_ident!("__{}Row", self.ident)
    }
}

impl Field {
    /// Whether the field is an `Option` in rows and images, because a row that was written before lacks it.
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

    /// Whether an attribute of its own holds the field.
    pub(crate) fn is_attribute(&self) -> bool {
        self.serde.flatten.is_none() && (self.is_read() || self.serde.unwritten.is_none())
    }

    /// Whether only the field's type can say what it is in a row that was written without it.
    pub(crate) fn is_omittable(&self) -> bool {
        self.serde.left_out().is_some()
            && self.is_read()
            && self.serde.default.is_none()
            && !self.roles.has(Role::Added)
    }

    /// Whether serde reads one attribute as it is, and the field is that.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_attribute() && self.is_read() && self.serde.read_with.is_none() && self.serde.aliases.is_empty()
    }

    /// Whether an attribute holds the field and nothing but the field's type says what it is without one.
    pub(crate) fn is_required(&self) -> bool {
        self.is_attribute() && self.is_read() && !self.is_key() && !self.has_default()
    }

    /// Whether the field has a value where the attribute is missing.
    pub(crate) fn has_default(&self) -> bool {
        self.serde.default.is_some() || self.roles.added_default().is_some()
    }

    /// Whether the default of the field's type stands in for a value.
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
