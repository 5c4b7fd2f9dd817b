//! A place in the event's JSON. It knows JSON and nothing of DynamoDB.

use std::borrow::Cow;

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

    /// How many bytes are still to be read.
    pub(crate) const fn left(&self) -> usize {
        self.text.len() - self.offset
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
        // DynamoDB and Lambda write no white space: what is wanted is nearly always the next byte.
        let found = self.byte() == Some(wanted) || self.peek() == Some(wanted);
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
        let bytes = self.text.as_bytes();
        if bytes.get(self.offset) == Some(&b'"') {
            let start = self.offset + 1;
            let end = plain_end(bytes, start);
            if bytes.get(end) == Some(&b'"')
                && let Some(text) = self.text.get(start..end)
            {
                self.offset = end + 1;
                return Ok(Cow::Borrowed(text));
            }
        }
        self.unusual_string()
    }

    /// Reads a string with white space before it, or with escapes in it.
    #[cold]
    fn unusual_string(&mut self) -> Result<Cow<'de, str>> {
        self.expect(b'"', "a string")?;
        let start = self.offset;
        let stop = self.scan_string()?;
        let plain = &self.text[start..self.offset - 1];
        if stop == b'"' {
            return Ok(Cow::Borrowed(plain));
        }
        let mut unescaped = plain.to_owned();
        self.unescape(&mut unescaped)?;
        Ok(Cow::Owned(unescaped))
    }

    /// Goes past the next quote or backslash and returns it.
    #[inline]
    pub(super) fn scan_string(&mut self) -> Result<u8> {
        let bytes = self.text.as_bytes();
        self.offset = plain_end(bytes, self.offset);
        match bytes.get(self.offset) {
            Some(&byte @ (b'"' | b'\\')) => {
                self.offset += 1;
                Ok(byte)
            }
            _ => Err(self.syntax("the string's closing quote")),
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

    pub(super) fn escape(&mut self) -> Result<char> {
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
    pub(crate) fn number(&mut self) -> Result<Option<&'de str>> {
        if !self.peek().is_some_and(|byte| byte == b'-' || byte.is_ascii_digit()) {
            return Ok(None);
        }
        let start = self.offset;
        self.skip_scalar()?;
        Ok(Some(&self.text[start..self.offset]))
    }

    /// Reads up to the next structural character: a number or a literal, unchecked.
    pub(super) fn scalar(&mut self) -> &'de str {
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
        self.follows(b'}', "`,` or `}`")
    }

    /// Reads `{"X":` at once, where `X` is one byte and nothing is between: how DynamoDB's JSON begins a value.
    #[inline]
    pub(crate) fn take_one_letter_member(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.offset..)? {
            [b'{', b'"', letter, b'"', b':', ..] => {
                self.offset += 5;
                Some(*letter)
            }
            _ => None,
        }
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
        self.follows(b']', "`,` or `]`")
    }

    /// Consumes a comma or the bracket that closes: `true` for the comma.
    #[inline]
    fn follows(&mut self, close: u8, expected: &'static str) -> Result<bool> {
        let next = match self.byte() {
            Some(byte) if byte == b',' || byte == close => Some(byte),
            _ => self.peek().filter(|byte| *byte == b',' || *byte == close),
        };
        match next {
            Some(byte) => {
                self.offset += 1;
                Ok(byte == b',')
            }
            None => Err(self.syntax(expected)),
        }
    }
}

/// Where, from `start` on, the first byte is that ends or interrupts a string: a quote, a backslash or a control
/// character; the length where there is none.
#[inline]
fn plain_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    // Eight bytes at a time: strings are most of an event.
    while let Some(word) = bytes.get(end..).and_then(<[u8]>::first_chunk::<8>) {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return end + (special.trailing_zeros() / 8) as usize;
        }
        end += 8;
    }
    last_plain_end(bytes, end)
}

/// The same within the last seven bytes of an event.
#[cold]
fn last_plain_end(bytes: &[u8], start: usize) -> usize {
    let special = |byte: &u8| matches!(*byte, b'"' | b'\\' | 0..=0x1f);
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(special).unwrap_or(rest.len())
}

/// The high bit of the lowest byte that is special, and perhaps of later ones; zero where none is.
#[inline]
const fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    // A byte below `n` borrows when `n` is taken from it; one with its high bit set is above all that is looked for.
    const fn below(word: u64, n: u64) -> u64 {
        word.wrapping_sub(ONES * n) & !word
    }
    // With its second bit turned over, a quote (0x22) comes just behind the control characters, and nothing else does.
    let quote_or_control = below(word ^ (ONES * 2), 0x21);
    let backslash = below(word ^ (ONES * b'\\' as u64), 1);
    (quote_or_control | backslash) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_special_where_a_byte_of_it_is() {
        let plain = u64::from_le_bytes(*b"abcdefgh");
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let word = plain & !(0xff << (place * 8)) | u64::from(byte) << (place * 8);
                let special = matches!(byte, b'"' | b'\\' | 0..=0x1f);
                let found = special_bytes(word);
                assert_eq!(found != 0, special, "{byte:#x} at {place}");
                assert!(!special || found.trailing_zeros() / 8 == place, "{byte:#x} at {place}");
            }
        }
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
}
