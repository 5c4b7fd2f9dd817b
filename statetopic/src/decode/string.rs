//! JSON's strings: borrowed from the event unless they have escapes.

use std::borrow::Cow;

use super::cursor::{Cursor, Result};
use super::scan::plain_end;

impl<'de> Cursor<'de> {
    /// Reads a string; borrowed where it has no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.unusual_string(),
        }
    }

    /// Reads a string with no white space before it and no escapes in it; consumes nothing where it is another.
    #[expect(clippy::inline_always, reason = "measured: strings are what most of decoding is about")]
    #[inline(always)]
    pub(crate) fn plain_string(&mut self) -> Option<&'de str> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.offset) != Some(&b'"') {
            return None;
        }
        let start = self.offset + 1;
        let end = plain_end(bytes, start);
        if bytes.get(end) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(start..end)?;
        self.offset = end + 1;
        Some(text)
    }

    /// Reads such a string with a byte at once behind it, which is consumed, too.
    #[expect(clippy::inline_always, reason = "measured: strings are what most of decoding is about")]
    #[inline(always)]
    pub(super) fn string_before(&mut self, behind: u8) -> Option<&'de str> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.offset) != Some(&b'"') {
            return None;
        }
        let start = self.offset + 1;
        let end = plain_end(bytes, start);
        if bytes.get(end..)?.first_chunk()? != &[b'"', behind] {
            return None;
        }
        let text = self.text.get(start..end)?;
        self.offset = end + 2;
        Some(text)
    }

    /// Consumes the string that JSON writes as `text` itself, with no white space before it.
    #[inline]
    pub(crate) fn take_plain_string(&mut self, text: &str) -> bool {
        let rest = self.text.as_bytes().get(self.offset..).unwrap_or_default();
        let found = match rest.strip_prefix(b"\"").and_then(|rest| rest.strip_prefix(text.as_bytes())) {
            Some([b'"', ..]) => true,
            Some(_) | None => false,
        };
        self.offset += if found { text.len() + 2 } else { 0 };
        found
    }

    /// Reads a string with white space before it, or with escapes in it.
    #[cold]
    #[inline(never)]
    pub(crate) fn unusual_string(&mut self) -> Result<Cow<'de, str>> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, and what is left to read.
    fn read<'de, T>(text: &'de str, take: impl FnOnce(&mut Cursor<'de>) -> T) -> (T, &'de str) {
        let mut cursor = Cursor::new(text);
        let read = take(&mut cursor);
        (read, &text[cursor.offset..])
    }

    #[test]
    fn a_string_in_its_usual_form_is_read_to_its_end() {
        for (text, string) in
            [(r#""","#, ""), (r#""søk","#, "søk"), (r#""a string of many bytes","#, "a string of many bytes")]
        {
            assert_eq!(read(text, Cursor::plain_string), (Some(string), ","));
            assert_eq!(read(text, |cursor| cursor.string_before(b',')), (Some(string), ""));
            assert_eq!(read(text, |cursor| cursor.take_plain_string(string)), (true, ","));
        }
    }

    #[test]
    fn nothing_is_consumed_of_a_string_in_another_form() {
        for text in ["", "\"", "\"søk", r#" "søk","#, r#""s\u00f8k","#, "søk\",", "\"søk\n\","] {
            assert_eq!(read(text, Cursor::plain_string), (None, text));
            assert_eq!(read(text, |cursor| cursor.string_before(b',')), (None, text));
            assert_eq!(read(text, |cursor| cursor.take_plain_string("søk")), (false, text));
        }
        for text in [r#""søk""#, r#""søk" ,"#, r#""søk":"#] {
            assert_eq!(read(text, |cursor| cursor.string_before(b',')), (None, text));
        }
        for text in [r#""søks","#, r#""sø","#, r#""","#] {
            assert_eq!(read(text, |cursor| cursor.take_plain_string("søk")), (false, text));
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
