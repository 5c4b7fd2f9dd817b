//! How DynamoDB keeps a number, and what it takes in a row.

use super::Number;

impl Number {
    /// All digits without an exponent, as DynamoDB answers with.
    pub(crate) fn to_plain_string(self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let digits = self.digits.to_string();
        let zeros = usize::from(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            return format!("{sign}{digits}{}", "0".repeat(zeros));
        }
        match digits.len().checked_sub(zeros).filter(|point| *point > 0) {
            Some(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
            None => format!("{sign}0.{}{digits}", "0".repeat(zeros - digits.len())),
        }
    }

    /// What it takes in a row: about a byte for two digits, one more, and one for a minus.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
    pub(crate) fn size(self) -> usize {
        let digits = self.digits.checked_ilog10().map_or(0, |log| log as usize + 1);
        digits.div_ceil(2) + 1 + usize::from(self.negative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_without_an_exponent_and_takes_a_byte_for_two_digits() {
        for (text, plain, size) in [
            ("0", "0", 1),
            ("-0", "0", 1),
            ("7", "7", 2),
            ("-7", "-7", 3),
            ("1E6", "1000000", 2),
            ("-0.125", "-0.125", 4),
            ("1.50", "1.5", 2),
            ("12.5", "12.5", 3),
            ("1E-3", "0.001", 2),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999", 20),
        ] {
            let number: Number = text.parse().unwrap();
            assert_eq!((number.to_plain_string().as_str(), number.size()), (plain, size), "{text}");
        }
        assert_eq!("1E125".parse::<Number>().unwrap().to_plain_string().len(), 126);
    }
}
