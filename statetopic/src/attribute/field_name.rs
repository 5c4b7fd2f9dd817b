//! Names of fields and their attributes, for manifests.

/// A field whose attribute serde reads as it is.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "manifest"), expect(dead_code, reason = "only the manifest reads it"))]
pub struct FieldName {
    pub(crate) field: &'static str,
    pub(crate) attribute: &'static str,
    /// Whether the field has a value although the attribute is missing.
    pub(crate) omittable: bool,
}

/// The names of a field.
#[must_use]
pub const fn field_name(field: &'static str, attribute: &'static str, omittable: bool) -> FieldName {
    FieldName { field, attribute, omittable }
}
