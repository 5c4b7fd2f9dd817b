//! DynamoDB's number, without loss.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::digits::{Decimal, parse_integer};
use crate::key::{KeyAttribute, KeyError, KeyValue};

mod arithmetic;
#[cfg(feature = "memory")]
mod stored;

/// The name under which a [`Number`] passes through serde, so that this crate's own reader and writer know it.
pub(crate) const NUMBER: &str = "$statetopic::Number";

/// The most significant digits of a number.
const MAX_DIGITS: u8 = 38;

/// A decimal number as DynamoDB holds it: up to 38 significant digits, from 1E-130 to 9.99…E+125, either sign.
///
/// Where `f64` would round and integers have no fraction, this keeps every digit, through the stream and through
/// [`Table`](crate::Table) and [`Writes`](crate::Writes). Equal numbers are equal however they are written.
///
/// ```
/// use statetopic::Number;
///
/// let precise: Number = "0.10000000000000000000000000000000000001".parse().unwrap();
/// assert!(precise > "0.1".parse().unwrap());
/// assert_eq!("1.50".parse::<Number>(), "15E-1".parse());
/// assert_eq!(Number::from(300_u32).to_string(), "300");
/// assert!("1E126".parse::<Number>().is_err());
/// ```
///
/// Sums are exact, or there is none: [`checked_add`](Self::checked_add).
///
/// Other formats see a string, since their numbers may round.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    /// No zero at its end, at most 38 digits.
    digits: u128,
    exponent: i16,
}

/// A text or a value that is not a number of DynamoDB's: not a decimal, more than 38 digits, or out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberError;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number of at most 38 digits, from 1E-130 to below 1E+126")
    }
}

impl std::error::Error for NumberError {}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self { negative: false, digits: 0, exponent: 0 };

    /// A number of its sign, digits and exponent, which must be in range.
    pub(crate) const fn from_parts(negative: bool, mut digits: u128, mut exponent: i16) -> Self {
        if digits == 0 {
            return Self::ZERO;
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { negative, digits, exponent }
    }

    /// Its sign, its digits, which end in no zero, and their exponent.
    #[cfg(feature = "rust_decimal")]
    pub(crate) const fn parts(self) -> (bool, u128, i16) {
        (self.negative, self.digits, self.exponent)
    }

    /// The power of ten of its first digit.
    fn magnitude(&self) -> i32 {
        let digits = i32::try_from(self.digits.checked_ilog10().unwrap_or(0)).unwrap_or(0);
        i32::from(self.exponent) + digits
    }

    /// Whether serde's buffer, which has 64 bits for it, keeps every digit.
    pub(crate) fn fits_buffer(&self) -> bool {
        let few = self.digits.checked_ilog10().unwrap_or(0) < f64::DIGITS;
        few || u64::try_from(*self).is_ok() || i64::try_from(*self).is_ok()
    }

    /// The nearest `f64`. It may have other digits.
    ///
    /// ```
    /// use statetopic::Number;
    ///
    /// assert_eq!("0.5".parse::<Number>().unwrap().to_f64_rounded(), 0.5);
    /// ```
    #[must_use]
    pub fn to_f64_rounded(&self) -> f64 {
        // Rust reads every text of ours, which has digits, perhaps a point and perhaps an exponent.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

/// Zero.
impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let Decimal { negative, digits, exponent } = Decimal::parse(text).ok_or(NumberError)?;
        if digits.len() > usize::from(MAX_DIGITS) {
            return Err(NumberError);
        }
        let number = Self {
            negative,
            digits: digits.parse().map_err(|_| NumberError)?,
            exponent: i16::try_from(exponent).map_err(|_| NumberError)?,
        };
        let in_range = number.digits == 0 || (-130..=125).contains(&number.magnitude());
        in_range.then_some(number).ok_or(NumberError)
    }
}

impl fmt::Display for Number {
    /// All digits, with an exponent only where the zeros would be more than 40.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        let sign = if self.negative { "-" } else { "" };
        let exponent = isize::from(self.exponent);
        let Ok(length) = isize::try_from(digits.len()) else { return Err(fmt::Error) };
        let point = length + exponent;
        f.pad(&match exponent {
            0..=40 => format!("{sign}{digits}{}", "0".repeat(exponent.unsigned_abs())),
            ..0 if point > 0 => {
                let (whole, fraction) = digits.split_at(point.unsigned_abs());
                format!("{sign}{whole}.{fraction}")
            }
            ..0 if point > -40 => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs())),
            _ => format!("{sign}{digits}E{exponent}"),
        })
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits, number.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        // As many digits as the other: of one magnitude, they then compare as integers do.
        let aligned = |number: &Self| {
            let length = number.digits.checked_ilog10().unwrap_or(0);
            number.digits * 10_u128.pow(37 - length.min(37))
        };
        let size = || self.magnitude().cmp(&other.magnitude()).then_with(|| aligned(self).cmp(&aligned(other)));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => size(),
            _ => size().reverse(),
        })
    }
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                // An integer of at most 64 bits has at most 20 digits.
                integer.to_string().parse().unwrap_or(Self::ZERO)
            }
        }
    )* };
}

integers!(u8 u16 u32 u64 i8 i16 i32 i64);

macro_rules! exact_integers {
    ($($integer:ty)*) => { $(
        impl TryFrom<Number> for $integer {
            type Error = NumberError;

            /// The integer that equals the number, where there is one.
            fn try_from(number: Number) -> Result<Self, NumberError> {
                parse_integer(&number.to_string()).ok_or(NumberError)
            }
        }
    )* };
}

exact_integers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

impl TryFrom<u128> for Number {
    type Error = NumberError;

    fn try_from(integer: u128) -> Result<Self, NumberError> {
        integer.to_string().parse()
    }
}

impl TryFrom<i128> for Number {
    type Error = NumberError;

    fn try_from(integer: i128) -> Result<Self, NumberError> {
        integer.to_string().parse()
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NUMBER, &self.to_string())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NUMBER, NumberVisitor)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number of at most 38 digits")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, integer: u64) -> Result<Number, E> {
        Ok(integer.into())
    }

    fn visit_i64<E: serde::de::Error>(self, integer: i64) -> Result<Number, E> {
        Ok(integer.into())
    }

    /// A float of another format: taken where it has so few digits that it was not rounded.
    fn visit_f64<E: serde::de::Error>(self, float: f64) -> Result<Number, E> {
        let number: Number = float.to_string().parse().map_err(E::custom)?;
        let exact = number.digits.checked_ilog10().unwrap_or(0) < f64::DIGITS;
        exact.then_some(number).ok_or_else(|| E::custom(NumberError))
    }
}

#[diagnostic::do_not_recommend]
impl KeyAttribute for Number {
    type Scalar = crate::key::N;

    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::N(self.to_string().into()))
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match &value {
            KeyValue::N(digits) => digits.parse().map_err(|_| KeyError::unfit(Self::TYPE, &value)),
            other => Err(KeyError::unfit(Self::TYPE, other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap_or_else(|_| panic!("{text:?} is a number"))
    }

    #[test]
    fn every_form_of_a_number_is_read_and_written_in_one() {
        for (text, written) in [
            ("0", "0"),
            ("-0.000", "0"),
            ("1.50", "1.5"),
            ("15E-1", "1.5"),
            ("-0.05", "-0.05"),
            ("1E3", "1000"),
            ("1E125", "1E125"),
            ("1E-130", "1E-130"),
            ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
            ("0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678"),
        ] {
            assert_eq!(number(text).to_string(), written);
            assert_eq!(number(written), number(text));
        }
    }

    #[test]
    fn what_dynamodb_cannot_hold_is_refused() {
        for text in ["", "x", "1x", "--1", "1E126", "1E-131", "123456789012345678901234567890123456789", "NaN", "inf"] {
            assert_eq!(text.parse::<Number>(), Err(NumberError), "{text:?}");
        }
    }

    #[test]
    fn numbers_sort_by_what_they_are() {
        let sorted = ["-1E125", "-2", "-1.5", "-1E-130", "0", "1E-130", "0.99", "1", "1.01", "9", "10", "1E125"];
        for pair in sorted.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn integers_come_back_only_where_they_are_equal() {
        assert_eq!(u8::try_from(number("2.55E2")), Ok(255));
        assert_eq!(u8::try_from(number("256")), Err(NumberError));
        assert_eq!(i64::try_from(number("0.5")), Err(NumberError));
        assert_eq!(Number::try_from(u128::MAX), Err(NumberError));
    }
}
