//! The fields of a struct within an image, where it says them.

use super::domain::Shape;
use crate::attribute::MapAttribute;
use crate::attribute::field_name::FieldName;

/// Of a struct that says its fields.
pub trait OfFields {
    /// Its fields.
    fn declared(&self) -> Option<&'static [FieldName]>;
}

impl<I, F: MapAttribute> OfFields for &Shape<I, F> {
    fn declared(&self) -> Option<&'static [FieldName]> {
        Some(F::FIELDS)
    }
}

/// Of any other type.
pub trait OfNoFields {
    /// Nothing.
    fn declared(&self) -> Option<&'static [FieldName]>;
}

impl<I, F> OfNoFields for Shape<I, F> {
    fn declared(&self) -> Option<&'static [FieldName]> {
        None
    }
}
