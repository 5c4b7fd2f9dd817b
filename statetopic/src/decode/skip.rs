//! Past what nobody reads: values of any kind and depth, checked to be JSON.

use super::cursor::{Cursor, Result};

impl Cursor<'_> {
    /// Goes past a value of any kind and depth, without recursion.
    pub(crate) fn skip_value(&mut self) -> Result<()> {
        let mut brackets = Brackets::default();
        loop {
            let opened = match self.peek() {
                Some(b'{') => Some((self.begin_object()?, true)),
                Some(b'[') => Some((self.begin_array()?, false)),
                _ => {
                    self.skip_scalar()?;
                    None
                }
            };
            if let Some((true, object)) = opened {
                brackets.open(object);
                if object {
                    self.skip_name()?;
                }
                continue;
            }
            // A value ends here: leave every bracket that ends with it.
            loop {
                let Some(object) = brackets.innermost() else { return Ok(()) };
                let more = if object { self.next_member()? } else { self.next_element()? };
                if more {
                    if object {
                        self.skip_name()?;
                    }
                    break;
                }
                brackets.close();
            }
        }
    }

    fn skip_name(&mut self) -> Result<()> {
        self.skip_string()?;
        self.expect(b':', "`:`")
    }

    fn skip_string(&mut self) -> Result<()> {
        self.expect(b'"', "a string")?;
        while self.scan_string()? == b'\\' {
            self.escape()?;
        }
        Ok(())
    }

    pub(super) fn skip_scalar(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(_) => {
                let start = self.offset();
                let scalar = self.scalar();
                if matches!(scalar, "true" | "false" | "null") || is_number(scalar) {
                    return Ok(());
                }
                self.rewind(start);
                Err(self.syntax("a value"))
            }
            None => Err(self.syntax("a value")),
        }
    }
}

/// The open brackets around a place: one bit for each, whether it is an object's.
#[derive(Default)]
struct Brackets {
    /// The innermost ones, the last in the lowest bit.
    inner: u128,
    /// The others, 128 at a time. No item of DynamoDB's comes so far.
    outer: Vec<u128>,
    depth: usize,
}

impl Brackets {
    fn innermost(&self) -> Option<bool> {
        (self.depth > 0).then_some(self.inner & 1 == 1)
    }

    fn open(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(128) {
            self.outer.push(self.inner);
        }
        self.depth += 1;
        self.inner = self.inner << 1 | u128::from(object);
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.inner >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(128) {
            self.inner = self.outer.pop().unwrap_or_default();
        }
    }
}

/// Whether a text is a JSON number.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !leading_zero && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skip(text: &str) -> Result<()> {
        let mut cursor = Cursor::new(text);
        cursor.skip_value()?;
        cursor.end()
    }

    #[test]
    fn whole_values_are_skipped() {
        for text in [
            "1",
            "-0.5e+3",
            "true",
            "null",
            r#""a\"b""#,
            "[]",
            "{}",
            "[1,[2,{}],{\"a\":[]}]",
            r#" { "a" : { "b" : [ ] } , "c" : 1 } "#,
        ] {
            assert_eq!(skip(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_not_skipped() {
        for text in
            ["", "nul", "01", "1.", "-", "1e", "[1", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1,]", "{\"a\":1,}", "]"]
        {
            assert!(skip(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn values_of_any_depth_are_skipped() {
        for levels in [1, 63, 64, 65, 128, 129, 100_000] {
            let nested = |inner: &str| format!("{}{inner}{}", r#"[{"a":"#.repeat(levels), "}]".repeat(levels));
            assert_eq!(skip(&nested("[]")), Ok(()), "{levels}");
            assert!(skip(&nested("]")).is_err(), "{levels}");
            assert!(skip(&nested("1]")).is_err(), "{levels}");
        }
    }
}
