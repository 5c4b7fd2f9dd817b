//! Values that must not be seen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that is redacted wherever it is printed, logged or shown: `Debug` and `Display` write `[redacted]`.
///
/// It is stored as the value itself. A field that is marked `#[sensitive]` has this type, or an `Option` of it.
///
/// ```
/// use statetopic::Sensitive;
///
/// let contact = Sensitive::new("+47 22 00 00 00".to_owned());
/// assert_eq!(format!("{contact:?}"), "[redacted]");
/// assert_eq!(contact.expose(), "+47 22 00 00 00");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. That it is read stands in the code.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, no longer hidden.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A type that a `#[sensitive]` field can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` would be shown as it is",
    label = "a `#[sensitive]` field is redacted by its type",
    note = "wrap it: `Sensitive<{Self}>`"
)]
pub trait SensitiveAttribute {}

impl<T> SensitiveAttribute for Sensitive<T> {}
impl<T: SensitiveAttribute> SensitiveAttribute for Option<T> {}
