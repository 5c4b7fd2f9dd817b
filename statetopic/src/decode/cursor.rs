//! A place in the event's JSON. It knows JSON and nothing of DynamoDB.

use std::borrow::Cow;

/// How deeply a value may be nested. DynamoDB allows 32 levels, each of which is two in its JSON; a deeper one is no item
/// of DynamoDB's, and must not exhaust the stack.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(crate) const DEEPEST: usize = 128;

/// The text is not JSON, or not the JSON that is expected here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// The byte where it fails, from the event's start.
    pub(crate) offset: usize,
    /// What should stand there.
    pub(crate) expected: &'static str,
}

pub(crate) type Result<T> = std::result::Result<T, Syntax>;

/// Reads JSON from a text without copying it.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'de> {
    text: &'de str,
    offset: usize,
}

impl<'de> Cursor<'de> {
    pub(crate) const fn new(text: &'de str) -> Self {
        Self { text, offset: 0 }
    }

    /// The byte that is read next.
    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// Goes back to a place where it was before.
    pub(crate) const fn rewind(&mut self, offset: usize) {
        self.offset = offset;
    }

    #[cold]
    pub(crate) const fn syntax(&self, expected: &'static str) -> Syntax {
        Syntax { offset: self.offset, expected }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// The next byte that is no white space, which is not consumed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.byte() {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.offset += 1;
        }
        None
    }

    /// Consumes `wanted` where it is next.
    #[inline]
    pub(crate) fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.offset += usize::from(found);
        found
    }

    /// Consumes `wanted`, which must be next; `expected` describes it.
    #[inline]
    pub(crate) fn expect(&mut self, wanted: u8, expected: &'static str) -> Result<()> {
        if self.take(wanted) { Ok(()) } else { Err(self.syntax(expected)) }
    }

    /// Consumes a literal such as `true` where it is next.
    pub(crate) fn take_literal(&mut self, literal: &str) -> bool {
        self.peek();
        let found = self.text.as_bytes()[self.offset..].starts_with(literal.as_bytes());
        self.offset += if found { literal.len() } else { 0 };
        found
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.syntax("the end of the event")) }
    }

    /// Reads a string; borrowed where it has no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>> {
        self.expect(b'"', "a string")?;
        let start = self.offset;
        match self.scan_string()? {
            b'"' => Ok(Cow::Borrowed(&self.text[start..self.offset - 1])),
            _ => {
                let mut unescaped = self.text[start..self.offset - 1].to_owned();
                self.unescape(&mut unescaped)?;
                Ok(Cow::Owned(unescaped))
            }
        }
    }

    /// Goes past the next quote or backslash and returns it.
    #[inline]
    fn scan_string(&mut self) -> Result<u8> {
        let rest = &self.text.as_bytes()[self.offset..];
        let special = |byte: &u8| matches!(*byte, b'"' | b'\\' | 0..=0x1f);
        match rest.iter().position(special).map(|length| (length, rest[length])) {
            Some((length, byte @ (b'"' | b'\\'))) => {
                self.offset += length + 1;
                Ok(byte)
            }
            other => {
                self.offset += other.map_or(rest.len(), |(length, _)| length);
                Err(self.syntax("the string's closing quote"))
            }
        }
    }

    /// Appends the rest of a string, from just behind a backslash.
    #[cold]
    fn unescape(&mut self, into: &mut String) -> Result<()> {
        loop {
            let character = self.escape()?;
            into.push(character);
            let start = self.offset;
            let stop = self.scan_string()?;
            into.push_str(&self.text[start..self.offset - 1]);
            if stop == b'"' {
                return Ok(());
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let byte = self.byte().ok_or(self.syntax("an escape"))?;
        let character = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.offset += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.syntax("an escape")),
        };
        self.offset += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char> {
        let high = self.four_hex_digits()?;
        let code = match high {
            0xd800..=0xdbff => {
                if !self.text.as_bytes()[self.offset..].starts_with(b"\\u") {
                    return Err(self.syntax("the second half of a surrogate pair"));
                }
                self.offset += 2;
                let low = self.four_hex_digits()?;
                let in_range = (0xdc00..=0xdfff).contains(&low);
                in_range.then(|| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            other => Some(other),
        };
        code.and_then(char::from_u32).ok_or(self.syntax("a Unicode escape of a character"))
    }

    fn four_hex_digits(&mut self) -> Result<u32> {
        let digits = self.text.as_bytes().get(self.offset..self.offset + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or(self.syntax("four hexadecimal digits"))?;
        self.offset += 4;
        Ok(code)
    }

    /// Reads a JSON number's text, where one is next.
    pub(crate) fn number(&mut self) -> Option<&'de str> {
        let begins = self.peek().is_some_and(|byte| byte == b'-' || byte.is_ascii_digit());
        begins.then(|| self.scalar())
    }

    /// Reads up to the next structural character: a number or a literal, unchecked.
    fn scalar(&mut self) -> &'de str {
        let rest = &self.text[self.offset..];
        let length =
            rest.find(|character: char| !matches!(character, '0'..='9' | 'a'..='z' | 'A'..='Z' | '+' | '-' | '.'));
        let length = length.unwrap_or(rest.len());
        self.offset += length;
        &rest[..length]
    }

    /// Begins the members of an object: `true` where there is a first one.
    #[inline]
    pub(crate) fn begin_object(&mut self) -> Result<bool> {
        self.expect(b'{', "an object")?;
        Ok(!self.take(b'}'))
    }

    /// After a member: `true` where another follows, `false` where the object ends.
    #[inline]
    pub(crate) fn next_member(&mut self) -> Result<bool> {
        if self.take(b',') {
            return Ok(true);
        }
        self.expect(b'}', "`,` or `}`")?;
        Ok(false)
    }

    /// Reads a member's name and the colon.
    #[inline]
    pub(crate) fn member_name(&mut self) -> Result<Cow<'de, str>> {
        let name = self.string()?;
        self.expect(b':', "`:`")?;
        Ok(name)
    }

    /// Begins the elements of an array: `true` where there is a first one.
    #[inline]
    pub(crate) fn begin_array(&mut self) -> Result<bool> {
        self.expect(b'[', "an array")?;
        Ok(!self.take(b']'))
    }

    /// After an element: `true` where another follows, `false` where the array ends.
    #[inline]
    pub(crate) fn next_element(&mut self) -> Result<bool> {
        if self.take(b',') {
            return Ok(true);
        }
        self.expect(b']', "`,` or `]`")?;
        Ok(false)
    }

    /// Goes past a value of any kind, without recursion.
    pub(crate) fn skip_value(&mut self) -> Result<()> {
        // One bit for each open bracket: whether it is an object.
        let mut objects: u128 = 0;
        let mut depth = 0_usize;
        loop {
            let opened = match self.peek() {
                Some(b'{') => Some((self.begin_object()?, true)),
                Some(b'[') => Some((self.begin_array()?, false)),
                _ => {
                    self.skip_scalar()?;
                    None
                }
            };
            if let Some((not_empty @ true, object)) = opened {
                if depth == DEEPEST {
                    return Err(self.syntax("a value of fewer levels"));
                }
                depth += 1;
                objects = objects << 1 | u128::from(object);
                if object {
                    self.skip_name()?;
                }
                debug_assert!(not_empty);
                continue;
            }
            // A value ends here: leave every bracket that ends with it.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let object = objects & 1 == 1;
                let more = if object { self.next_member()? } else { self.next_element()? };
                if more {
                    if object {
                        self.skip_name()?;
                    }
                    break;
                }
                depth -= 1;
                objects >>= 1;
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

    fn skip_scalar(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(_) => {
                let start = self.offset;
                let scalar = self.scalar();
                if matches!(scalar, "true" | "false" | "null") || is_number(scalar) {
                    return Ok(());
                }
                self.offset = start;
                Err(self.syntax("a value"))
            }
            None => Err(self.syntax("a value")),
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
    fn strings_are_borrowed_unless_they_are_escaped() {
        assert!(matches!(Cursor::new(r#""søk""#).string(), Ok(Cow::Borrowed("søk"))));
        let escaped = r#""a\"\\\/\b\f\n\r\t\u00e5\ud83d\ude00z""#;
        assert_eq!(Cursor::new(escaped).string().unwrap(), "a\"\\/\u{8}\u{c}\n\r\tå😀z");
    }

    #[test]
    fn a_string_that_is_no_json_string_is_refused_without_a_panic() {
        for text in [
            "",
            "x",
            "\"",
            "\"a",
            r#""\x""#,
            r#""\u12""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\udc00""#,
            "\"\n\"",
            r#""\"#,
            "\"\\u00é\"",
        ] {
            assert!(Cursor::new(text).string().is_err(), "{text:?}");
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
        for text in
            ["", "nul", "01", "1.", "-", "1e", "[1", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1,]", "{\"a\":1,}", "]"]
        {
            assert!(skip(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn nesting_ends_before_the_stack_does() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(skip(&nested(DEEPEST)), Ok(()));
        assert!(skip(&nested(100_000)).is_err());
    }
}
