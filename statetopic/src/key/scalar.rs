//! The types that a key attribute may have in the table, as types of Rust: what a query may ask is known when it is compiled.

use crate::schema::ScalarType;

/// A string.
#[derive(Debug)]
pub enum S {}

/// A number.
#[derive(Debug)]
pub enum N {}

/// Bytes.
#[derive(Debug)]
pub enum B {}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::S {}
    impl Sealed for super::N {}
    impl Sealed for super::B {}
}

/// The type of a key attribute in the table: [`S`], [`N`] or [`B`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of a key attribute",
    label = "expected `statetopic::key::S`, `N` or `B`",
    note = "write e.g. `type Scalar = statetopic::key::S;`, or `#[derive(KeyAttribute)]` for a newtype or an enum of unit variants"
)]
pub trait KeyScalar: sealed::Sealed {
    /// The same as a value.
    const TYPE: ScalarType;
}

impl KeyScalar for S {
    const TYPE: ScalarType = ScalarType::S;
}

impl KeyScalar for N {
    const TYPE: ScalarType = ScalarType::N;
}

impl KeyScalar for B {
    const TYPE: ScalarType = ScalarType::B;
}
