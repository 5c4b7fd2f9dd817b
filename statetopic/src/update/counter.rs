//! Numbers that additions count in, and what can be added to them.

use crate::number::{Number, NumberError};

/// A number that additions count in: every integer, and exact decimals, which are [`Number`] and, with the feature
/// `rust_decimal`, a `Decimal` that is written with `#[serde(with = "statetopic::decimal")]`.
///
/// An addition that would take the field out of its range fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to",
    label = "an addition needs an integer or an exact decimal",
    note = "use `set` for other types; a decimal total is a `Number`"
)]
pub trait Counter {
    /// The lowest and the highest value that the field can hold; `None` where it holds what DynamoDB holds.
    #[doc(hidden)]
    const RANGE: Option<(Number, Number)>;

    /// The range of a sum with this delta.
    ///
    /// # Errors
    /// Where the field cannot hold such a sum.
    #[doc(hidden)]
    fn range_of(_delta: Number) -> Result<Option<(Number, Number)>, NumberError> {
        Ok(Self::RANGE)
    }

    /// What a missing attribute counts as: the field's default, or else zero.
    ///
    /// # Errors
    /// Where the default has more digits than a number.
    #[doc(hidden)]
    fn start(default: Option<fn() -> Self>) -> Result<Number, NumberError>;

    /// Whether the field is an `N` in the row.
    #[doc(hidden)]
    #[must_use]
    fn is_number() -> bool {
        true
    }
}

/// A [`Counter`] that takes fractions.
pub trait DecimalCounter: Counter {}

/// What can be added to a field of type `V`: every integer, and to a decimal also decimals. It is signed whatever the field is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to a field of type `{V}`",
    label = "expected an integer, or for a decimal field a `Number`",
    note = "convert it first; a float has no exact decimal digits, a `Number` has"
)]
pub trait Delta<V> {
    /// The exact number.
    #[doc(hidden)]
    fn into_number(self) -> Result<Number, NumberError>;
}

/// The most digits of a number.
const MAX_DIGITS: u32 = 38;

/// An integer's end of its range, as DynamoDB can hold it: beyond 38 digits it ends there.
const fn end(negative: bool, magnitude: u128) -> Number {
    let most = 10_u128.pow(MAX_DIGITS) - 1;
    Number::from_parts(negative, if magnitude > most { most } else { magnitude }, 0)
}

macro_rules! counters {
    ($($integer:ident)*) => { $(
        #[diagnostic::do_not_recommend]
        impl Counter for $integer {
            #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, unused_comparisons, reason = "the same text for every integer")]
            const RANGE: Option<(Number, Number)> =
                Some((end($integer::MIN < 0, ($integer::MIN as i128).unsigned_abs()), end(false, $integer::MAX as u128)));

            fn start(default: Option<fn() -> Self>) -> Result<Number, NumberError> {
                default.map_or(Ok(Number::ZERO), |default| default().to_string().parse())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<V> Delta<V> for $integer {
            fn into_number(self) -> Result<Number, NumberError> {
                self.to_string().parse()
            }
        }
    )* };
}

counters!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

#[diagnostic::do_not_recommend]
impl Counter for Number {
    const RANGE: Option<(Number, Number)> = None;

    fn start(default: Option<fn() -> Self>) -> Result<Number, NumberError> {
        Ok(default.map_or(Self::ZERO, |default| default()))
    }
}

#[diagnostic::do_not_recommend]
impl DecimalCounter for Number {}

#[diagnostic::do_not_recommend]
impl<V: DecimalCounter> Delta<V> for Number {
    fn into_number(self) -> Result<Number, NumberError> {
        Ok(self)
    }
}

#[cfg(feature = "rust_decimal")]
mod of_rust_decimal {
    use rust_decimal::Decimal;

    use super::{Counter, DecimalCounter, Delta, Number, NumberError};
    use crate::attribute::{Conversion, Converted};
    use crate::condition::ComparedAttribute as _;

    /// The most decimal places of a `Decimal`.
    const MAX_PLACES: u16 = 28;
    /// The digits of a `Decimal` are below 2⁹⁶.
    const MAX: u128 = (1 << 96) - 1;

    #[diagnostic::do_not_recommend]
    impl<W: Conversion<Decimal>> Counter for Converted<Decimal, W> {
        const RANGE: Option<(Number, Number)> =
            Some((Number::from_parts(true, MAX, 0), Number::from_parts(false, MAX, 0)));

        /// A sum has at least the delta's decimal places, which leave fewer digits before them.
        fn range_of(delta: Number) -> Result<Option<(Number, Number)>, NumberError> {
            let (.., exponent) = delta.parts();
            match exponent.min(0) {
                places if places.unsigned_abs() > MAX_PLACES => Err(NumberError),
                places => Ok(Some((Number::from_parts(true, MAX, places), Number::from_parts(false, MAX, places)))),
            }
        }

        /// The default is that of the field's form, since no value of `Self` exists.
        fn start(_: Option<fn() -> Self>) -> Result<Number, NumberError> {
            Ok(W::default().map_or(Number::ZERO, Into::into))
        }

        fn is_number() -> bool {
            Self::encode(&Decimal::ZERO, true).is_number()
        }
    }

    #[diagnostic::do_not_recommend]
    impl<W: Conversion<Decimal>> DecimalCounter for Converted<Decimal, W> {}

    #[diagnostic::do_not_recommend]
    impl<V: DecimalCounter> Delta<V> for Decimal {
        fn into_number(self) -> Result<Number, NumberError> {
            Ok(self.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range<V: Counter>() -> (String, String) {
        let (lowest, highest) = V::RANGE.expect("an integer has a range");
        (lowest.to_string(), highest.to_string())
    }

    #[test]
    fn a_range_is_that_of_the_integer_or_of_dynamodb() {
        assert_eq!(range::<u8>(), ("0".to_owned(), "255".to_owned()));
        assert_eq!(range::<i64>(), (i64::MIN.to_string(), i64::MAX.to_string()));
        assert_eq!(range::<u64>(), ("0".to_owned(), u64::MAX.to_string()));
        let most = "9".repeat(38);
        assert_eq!(range::<i128>(), (format!("-{most}"), most.clone()));
        assert_eq!(range::<u128>(), ("0".to_owned(), most));
    }
}
