//! How a definition holds its names: as constants of a program, or owned, as a manifest is read.

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Deref;

mod sealed {
    /// What a manifest needs of a text or a list beside the rest: that it can be written.
    #[cfg(feature = "manifest")]
    pub trait Written: serde::Serialize {}

    #[cfg(feature = "manifest")]
    impl<T: serde::Serialize> Written for T {}

    /// Nothing without a manifest.
    #[cfg(not(feature = "manifest"))]
    pub trait Written {}

    #[cfg(not(feature = "manifest"))]
    impl<T> Written for T {}

    pub trait Sealed {}

    impl Sealed for &'static str {}

    impl Sealed for String {}
}

/// What the texts and the lists of a definition are: `&'static str` and `&'static [T]` in a program, `String` and `Vec<T>` in a
/// manifest that was read. A [`TableSchema`](super::TableSchema) of a program is a constant and `Copy`.
pub trait SchemaText: SchemaElement + AsRef<str> + Ord + sealed::Sealed {
    /// A list of these.
    type List<E: SchemaElement>: SchemaElement + Deref<Target = [E]>;
}

/// What a list of a definition may hold.
pub trait SchemaElement: Clone + Debug + Eq + Hash + 'static + sealed::Written {}

impl<T: Clone + Debug + Eq + Hash + 'static + sealed::Written> SchemaElement for T {}

impl SchemaText for &'static str {
    type List<E: SchemaElement> = &'static [E];
}

impl SchemaText for String {
    type List<E: SchemaElement> = Vec<E>;
}
