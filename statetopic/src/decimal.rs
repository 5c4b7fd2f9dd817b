//! `rust_decimal::Decimal` as DynamoDB's `N`, never rounded; with the feature `rust_decimal`.
//!
//! A [`Number`] holds every `Decimal`. A `Decimal` holds up to 28 decimal places and digits below 2⁹⁶ (28 digits, and some
//! numbers of 29), so that a `Number` of more is an error: in a conversion, and where a row or an image is read.
//!
//! A field that updates add to must be given numbers of the same number of places each time, as amounts of a currency are: each
//! addition is one that a `Decimal` holds, and so is the sum up to 28 digits, but a sum of `1E-28` and then of `100` has 31, and a
//! row with it cannot be read. Where places differ that much, let the field be a `Number`.
//!
//! # Example: an amount of money
//! serde writes a `Decimal` as a string, so that a field without `with` does not compile. `with` makes an `N` of it, and
//! `decimal::option` of an `Option`:
//! ```
//! use rust_decimal::Decimal;
//! use statetopic::prelude::*;
//!
//! #[read_model(table = "invoices")]
//! #[state_topic(view = NEW_IMAGE)]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Invoice {
//!     #[partition_key]
//!     pub number: u64,
//!     #[serde(with = "statetopic::decimal")]
//!     pub total: Decimal,
//!     #[serde(with = "statetopic::decimal::option", default)]
//!     pub discount: Option<Decimal>,
//! }
//! ```
//!
//! # Example: a calculation with a number of a row
//! In a list, in a set, as a key or in an update, keep a [`Number`] and convert where you calculate:
//! ```
//! use rust_decimal::Decimal;
//! use statetopic::Number;
//!
//! let price: Number = "0.10".parse().unwrap();
//! let total = Decimal::try_from(price).unwrap() * Decimal::from(3);
//! assert_eq!(Number::from(total), "0.3".parse().unwrap());
//!
//! let precise: Number = "0.12345678901234567890123456789".parse().unwrap();
//! assert!(Decimal::try_from(precise).is_err());
//! ```

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::number::Number;

/// The most decimal places of a `Decimal`.
const MAX_PLACES: u32 = 28;

/// A number that a `Decimal` would round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecimalError;

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number of at most 28 decimal places and digits below 2^96, which a `Decimal` holds")
    }
}

impl std::error::Error for DecimalError {}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        let scale = i16::try_from(decimal.scale()).unwrap_or_default();
        Self::from_parts(decimal.is_sign_negative(), decimal.mantissa().unsigned_abs(), -scale)
    }
}

impl TryFrom<Number> for Decimal {
    type Error = DecimalError;

    /// The decimal that equals the number, where there is one.
    fn try_from(number: Number) -> Result<Self, DecimalError> {
        let (negative, digits, exponent) = number.parts();
        // The digits end in no zero, so there is no shorter form of a fraction.
        let (mantissa, scale) = match u32::try_from(exponent) {
            Ok(zeros) => (10_u128.checked_pow(zeros).and_then(|power| digits.checked_mul(power)), 0),
            Err(_) => (Some(digits), u32::from(exponent.unsigned_abs())),
        };
        let mantissa = mantissa.and_then(|mantissa| i128::try_from(mantissa).ok()).filter(|_| scale <= MAX_PLACES);
        let mantissa = mantissa.ok_or(DecimalError)?;
        let signed = if negative { -mantissa } else { mantissa };
        Self::try_from_i128_with_scale(signed, scale).map_err(|_| DecimalError)
    }
}

/// Writes a decimal as an `N`: for `#[serde(with = "statetopic::decimal")]`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(decimal: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    Number::from(*decimal).serialize(serializer)
}

/// Reads a decimal from an `N`: for `#[serde(with = "statetopic::decimal")]`.
///
/// # Errors
/// Those of the deserializer, and where a `Decimal` would round the number.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Number::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
}

/// An `Option` of a decimal as an `N` or `NULL`: `#[serde(with = "statetopic::decimal::option", default)]`.
pub mod option {
    use super::{Decimal, Deserialize, Deserializer, Error, Number, Serialize, Serializer};

    /// Writes a decimal as an `N`, and none as `NULL`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(decimal: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        decimal.map(Number::from).serialize(serializer)
    }

    /// Reads a decimal from an `N`, and none from `NULL`.
    ///
    /// # Errors
    /// As [`super::deserialize`].
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        let number = Option::<Number>::deserialize(deserializer)?;
        number.map(Decimal::try_from).transpose().map_err(D::Error::custom)
    }
}
