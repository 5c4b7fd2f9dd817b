//! Past what nobody reads: values of any kind and depth, checked to be JSON.

use super::cursor::{Cursor, Result};
use super::scan::plain_end;

impl Cursor<'_> {
    /// Goes past a value of any kind and depth.
    #[inline]
    pub(crate) fn skip_value(&mut self) -> Result<()> {
        if self.skip_plain_string() { Ok(()) } else { self.skip_any_value() }
    }

    /// The same, without recursion.
    fn skip_any_value(&mut self) -> Result<()> {
        let mut brackets = Brackets::none();
        loop {
            match self.peek() {
                Some(b'"') => self.skip_string()?,
                Some(b'{') => {
                    if !self.skip_short_attribute() && self.begin_object()? {
                        brackets.open(true);
                        self.skip_name()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    if self.begin_array()? {
                        brackets.open(false);
                        continue;
                    }
                }
                _ => self.skip_number_or_literal()?,
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

    /// Goes past `{"S":"…"}`, which most attribute values are; consumes nothing where another value is next.
    #[inline]
    fn skip_short_attribute(&mut self) -> bool {
        let start = self.offset;
        // What stands in the letter's place may be a quote or a backslash, and its text no JSON.
        let named = self.take_one_letter_member().is_some_and(|letter| letter.is_ascii_alphabetic());
        let skipped = named && self.skip_plain_string() && self.byte() == Some(b'}');
        self.offset = if skipped { self.offset + 1 } else { start };
        skipped
    }

    #[inline]
    fn skip_name(&mut self) -> Result<()> {
        self.skip_string()?;
        self.expect(b':', "`:`")
    }

    #[inline]
    fn skip_string(&mut self) -> Result<()> {
        if self.skip_plain_string() { Ok(()) } else { self.skip_unusual_string() }
    }

    /// Goes past a string with no white space before it and no escapes in it; consumes nothing where it is another.
    #[inline]
    fn skip_plain_string(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if bytes.get(self.offset) != Some(&b'"') {
            return false;
        }
        let end = plain_end(bytes, self.offset + 1);
        let plain = bytes.get(end) == Some(&b'"');
        self.offset = if plain { end + 1 } else { self.offset };
        plain
    }

    #[cold]
    #[inline(never)]
    fn skip_unusual_string(&mut self) -> Result<()> {
        self.expect(b'"', "a string")?;
        while self.scan_string()? == b'\\' {
            self.escape()?;
        }
        Ok(())
    }

    /// Goes past a number, `true`, `false` or `null`, which must be next. What may not follow it is refused by
    /// whoever reads on.
    pub(super) fn skip_number_or_literal(&mut self) -> Result<()> {
        let rest = self.text.as_bytes().get(self.offset..).unwrap_or_default();
        let length = match rest {
            [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => 4,
            [b'f', b'a', b'l', b's', b'e', ..] => 5,
            _ => number_length(rest),
        };
        if length == 0 {
            return Err(self.syntax("a value"));
        }
        self.offset += length;
        Ok(())
    }
}

/// The open brackets around a place: one bit for each, whether it is an object's.
struct Brackets {
    /// The innermost ones, the last in the lowest bit; a bit above them says where they begin.
    inner: u64,
    /// The others, 63 at a time. No item of DynamoDB's comes so far.
    outer: Vec<u64>,
}

/// That bit alone: no bracket is open.
const NONE_OPEN: u64 = 1;

impl Brackets {
    const fn none() -> Self {
        Self { inner: NONE_OPEN, outer: Vec::new() }
    }

    fn innermost(&self) -> Option<bool> {
        (self.inner != NONE_OPEN).then_some(self.inner & 1 == 1)
    }

    fn open(&mut self, object: bool) {
        if self.inner.leading_zeros() == 0 {
            self.outer.push(self.inner);
            self.inner = NONE_OPEN;
        }
        self.inner = self.inner << 1 | u64::from(object);
    }

    fn close(&mut self) {
        self.inner >>= 1;
        if self.inner == NONE_OPEN {
            self.inner = self.outer.pop().unwrap_or(NONE_OPEN);
        }
    }
}

/// The length of the JSON number that a text begins with; zero where it begins with none.
fn number_length(text: &[u8]) -> usize {
    let digits = |start: usize| {
        let rest = text.get(start..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits(sign);
    let leading_zero = whole > 1 && text.get(sign) == Some(&b'0');
    if whole == 0 || leading_zero {
        return 0;
    }
    let mut length = sign + whole;
    if text.get(length) == Some(&b'.') {
        match digits(length + 1) {
            0 => return 0,
            fraction => length += 1 + fraction,
        }
    }
    if matches!(text.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(length + 1), Some(b'+' | b'-')));
        match digits(length + 1 + sign) {
            0 => return 0,
            exponent => length += 1 + sign + exponent,
        }
    }
    length
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
    fn what_has_its_usual_form_is_skipped_at_once() {
        for text in [r#""""#, r#""søk""#] {
            let mut cursor = Cursor::new(text);
            assert!(cursor.skip_plain_string(), "{text}");
            assert_eq!(cursor.left(), 0, "{text}");
        }
        for text in [r#"{"S":""}"#, r#"{"N":"7"}"#, r#"{"S":"søk"}"#] {
            let mut cursor = Cursor::new(text);
            assert!(cursor.skip_short_attribute(), "{text}");
            assert_eq!(cursor.left(), 0, "{text}");
        }
        for text in
            ["", "\"", "\"søk", r#" "søk""#, r#""s\u00f8k""#, r#"{"S":"a" }"#, r#"{"SS":["a"]}"#, r#"{"S":"a","#]
        {
            let mut cursor = Cursor::new(text);
            assert!(!cursor.skip_plain_string() && !cursor.skip_short_attribute(), "{text}");
            assert_eq!(cursor.offset, 0, "{text}");
        }
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
        for text in [
            "",
            "nul",
            r#"{""":"a"}"#,
            r#"{"\":"a"}"#,
            "01",
            "1.",
            "-",
            "1e",
            "[1",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "[1,]",
            "{\"a\":1,}",
            "]",
        ] {
            assert!(skip(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn values_of_any_depth_are_skipped() {
        for levels in [1, 31, 32, 63, 64, 65, 128, 129, 100_000] {
            let nested = |inner: &str| format!("{}{inner}{}", r#"[{"a":"#.repeat(levels), "}]".repeat(levels));
            assert_eq!(skip(&nested("[]")), Ok(()), "{levels}");
            assert!(skip(&nested("]")).is_err(), "{levels}");
            assert!(skip(&nested("1]")).is_err(), "{levels}");
        }
    }
}
