//! Whether a field is a plain `Decimal`, which serde writes as a string.

use std::marker::PhantomData;

/// Tells `rust_decimal`'s `Decimal` from other types of that name: its own constant goes before that of [`OtherType`].
#[derive(Debug)]
pub struct Probe<T>(PhantomData<fn() -> T>);

/// What holds of a type that is not a `Decimal`.
pub trait OtherType {
    /// What to write instead.
    const ADVICE: Option<&'static str> = None;
}

impl<T> OtherType for Probe<T> {}

#[cfg(feature = "rust_decimal")]
mod of_rust_decimal {
    use rust_decimal::Decimal;

    use super::Probe;

    impl Probe<Decimal> {
        /// What to write instead.
        pub const ADVICE: Option<&'static str> = Some(
            "a `Decimal` is stored as a string, and DynamoDB cannot add to it or order it; write `#[serde(with = \
             \"statetopic::decimal\")]` for a number, or `#[serde(with = \"rust_decimal::serde::str\")]` if a string is meant",
        );
    }

    impl Probe<Option<Decimal>> {
        /// What to write instead.
        pub const ADVICE: Option<&'static str> = Some(
            "a `Decimal` is stored as a string, and DynamoDB cannot add to it or order it; write `#[serde(with = \
             \"statetopic::decimal::option\", default)]` for a number, or `#[serde(with = \"rust_decimal::serde::str_option\", \
             default)]` if a string is meant",
        );
    }

    impl Probe<Vec<Decimal>> {
        /// What to write instead.
        pub const ADVICE: Option<&'static str> = Some(
            "a `Decimal` is stored as a string, also in a list; write `Vec<Number>`, which converts to `Decimal` where you calculate",
        );
    }
}
