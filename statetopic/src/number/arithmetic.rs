//! Sums of numbers, exact or not at all.

use std::ops::Neg;

use super::{MAX_DIGITS, Number};

impl Number {
    /// The sum; `None` where it has more than 38 digits or is out of range, since it would be another number then.
    ///
    /// ```
    /// use statetopic::Number;
    ///
    /// let number = |text: &str| text.parse::<Number>().unwrap();
    /// assert_eq!(number("12.50").checked_add(number("-0.5")), Some(number("12")));
    /// assert_eq!(number("1E125").checked_add(number("0.01")), None);
    /// ```
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (high, low) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        if low.digits == 0 || high.digits == 0 {
            return Some(if low.digits == 0 { high } else { low });
        }
        // The last digit of the lower one is not zero, so the sum has all digits down to it: what does not fit here has more
        // than 38 of them.
        let shift = u32::from(high.exponent.abs_diff(low.exponent));
        let aligned = 10_u128.checked_pow(shift).and_then(|power| high.digits.checked_mul(power))?;
        let (negative, digits) = match high.negative == low.negative {
            true => (high.negative, aligned.checked_add(low.digits)?),
            false if aligned >= low.digits => (high.negative, aligned - low.digits),
            false => (low.negative, low.digits - aligned),
        };
        Self::from_parts(negative, digits, low.exponent).in_range()
    }

    /// The difference; `None` where it has more than 38 digits or is out of range.
    ///
    /// ```
    /// use statetopic::Number;
    ///
    /// assert_eq!(Number::from(3).checked_sub(Number::from(5)), Some(Number::from(-2)));
    /// ```
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// The least integer that is not below it.
    pub(crate) fn ceiling(self) -> Self {
        let whole = self.towards_zero();
        if whole == self || self.negative { whole } else { whole.checked_add(Self::ONE).unwrap_or(whole) }
    }

    /// The greatest integer that is not above it.
    pub(crate) fn floor(self) -> Self {
        -(-self).ceiling()
    }

    /// The power of ten below which its sum with a number that has no more places has at most 38 digits.
    pub(crate) fn exact_below(self) -> Self {
        Self::from_parts(false, 1, i16::from(MAX_DIGITS) + self.exponent.min(0))
    }

    /// One.
    pub(crate) const ONE: Self = Self { negative: false, digits: 1, exponent: 0 };

    fn towards_zero(self) -> Self {
        if self.exponent >= 0 {
            return self;
        }
        let whole = 10_u128.checked_pow(u32::from(self.exponent.unsigned_abs())).map_or(0, |power| self.digits / power);
        Self::from_parts(self.negative, whole, 0)
    }

    fn in_range(self) -> Option<Self> {
        let digits = self.digits.checked_ilog10().map_or(0, |log| log + 1);
        let fits = self.digits == 0 || digits <= u32::from(MAX_DIGITS) && (-130..=125).contains(&self.magnitude());
        fits.then_some(self)
    }
}

impl Neg for Number {
    type Output = Self;

    fn neg(self) -> Self {
        Self { negative: !self.negative && self.digits != 0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap_or_else(|_| panic!("{text:?} is a number"))
    }

    #[test]
    fn a_sum_is_exact() {
        for (one, other, sum) in [
            ("0", "0", "0"),
            ("0", "-3", "-3"),
            ("1.50", "0.5", "2"),
            ("0.1", "0.2", "0.3"),
            ("-0.05", "100", "99.95"),
            ("12.34", "-12.34", "0"),
            ("99999999999999999999999999999999999999", "1", "1E38"),
            ("1E38", "-1", "99999999999999999999999999999999999999"),
            ("1E125", "-1E125", "0"),
            ("1E-130", "1E-130", "2E-130"),
        ] {
            assert_eq!(number(one).checked_add(number(other)), Some(number(sum)), "{one} + {other}");
            assert_eq!(number(other).checked_add(number(one)), Some(number(sum)), "{other} + {one}");
            assert_eq!(number(sum).checked_sub(number(other)), Some(number(one)), "{sum} - {other}");
        }
    }

    #[test]
    fn a_sum_that_would_be_rounded_is_not_one() {
        for (one, other) in [
            ("1E38", "1"),
            ("1E125", "1E-130"),
            ("9E125", "1E125"),
            ("99999999999999999999999999999999999999", "0.1"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999992"),
            ("1.5E-130", "-1E-130"),
        ] {
            assert_eq!(number(one).checked_add(number(other)), None, "{one} + {other}");
        }
    }

    #[test]
    fn an_integer_is_not_below_and_the_next_one_is() {
        for (text, floor, ceiling) in
            [("0.5", "0", "1"), ("-0.5", "-1", "0"), ("7", "7", "7"), ("1E-130", "0", "1"), ("-1E-130", "-1", "0")]
        {
            assert_eq!((number(text).floor(), number(text).ceiling()), (number(floor), number(ceiling)), "{text}");
        }
    }
}
