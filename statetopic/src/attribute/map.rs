//! The types whose values stand in a row as maps and lists, into which a path leads.

use super::field_name::FieldName;
use crate::sensitive::Sensitive;

/// A struct that stands in a row as a map, with a typed name for each of its attributes; implemented by
/// [`#[derive(MapAttribute)]`](derive@crate::MapAttribute).
///
/// With it a path leads into the field: `Order::ATTRIBUTES.address.at(|a| a.city)`; and a guard such as
/// `new.address.city == "oslo"` becomes a filter pattern. An `Option` and a `Box` of one are one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no typed names for what is in it",
    label = "no path leads into it",
    note = "write `#[derive(MapAttribute)]` on the struct"
)]
pub trait MapAttribute {
    /// The struct whose fields are the attributes: the type itself, or what an `Option` of it holds.
    type Map;

    /// The typed attributes: `…MapAttributes`.
    type Attributes;

    /// The typed attributes, by field name: `Address::ATTRIBUTES.city`.
    const ATTRIBUTES: Self::Attributes;

    /// The fields whose attributes serde reads as they are.
    #[doc(hidden)]
    const FIELDS: &'static [FieldName] = &[];
}

macro_rules! as_what_is_in_it {
    ($($outer:ident)*) => { $(
        impl<T: MapAttribute> MapAttribute for $outer<T> {
            type Map = T::Map;
            type Attributes = T::Attributes;

            const ATTRIBUTES: T::Attributes = T::ATTRIBUTES;
            const FIELDS: &'static [FieldName] = T::FIELDS;
        }
    )* };
}

as_what_is_in_it!(Option Box Sensitive);

/// A type that stands in a row as a list: a `Vec`, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of attributes",
    label = "it has no elements that a path could name, or that others could stand behind",
    note = "make the field a `Vec`, which is a list in the row"
)]
pub trait ListAttribute {
    /// What an element is.
    type Element;
}

impl<T> ListAttribute for Vec<T> {
    type Element = T;
}

impl<L: ListAttribute> ListAttribute for Option<L> {
    type Element = L::Element;
}
