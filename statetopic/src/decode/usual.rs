//! The forms that nearly every attribute value has, each matched at once. Where a value has another, even if it means the
//! same, nothing is consumed, and it is read the long way.

use super::cursor::Cursor;
use super::scan::plain_end;
use crate::digits::{Integer, leading_float, leading_integer};

impl<'de> Cursor<'de> {
    /// Reads `{"S":"…"}` with no escapes in the string.
    #[expect(clippy::inline_always, reason = "measured: strings are what most of decoding is about")]
    #[inline(always)]
    pub(super) fn take_usual_string(&mut self) -> Option<&'de str> {
        if !self.begins_with(b'S') {
            return None;
        }
        let bytes = self.text.as_bytes();
        let start = self.offset + BEGINNING;
        let end = plain_end(bytes, start);
        if bytes.get(end..)?.first_chunk()? != b"\"}" {
            return None;
        }
        let text = self.text.get(start..end)?;
        self.offset = end + 2;
        Some(text)
    }

    /// Reads `{"X":"…"}` with no escapes in the string, where `X` is any byte.
    #[inline]
    pub(super) fn take_usual_text(&mut self) -> Option<(u8, &'de str)> {
        let start = self.offset;
        let letter = self.take_one_letter_member()?;
        let text = self.string_before(b'}');
        self.offset = if text.is_some() { self.offset } else { start };
        Some((letter, text?))
    }

    /// Reads `{"N":"…"}` with nothing but digits in the string, of which the type can hold the number.
    #[inline]
    pub(super) fn take_usual_integer<I: Integer>(&mut self) -> Option<I> {
        self.take_usual_number(|text| {
            let (integer, length) = leading_integer(text)?;
            Some((I::try_from(integer).ok()?, length))
        })
    }

    /// Reads `{"N":"…"}` with a short decimal in the string.
    #[inline]
    pub(super) fn take_usual_float(&mut self) -> Option<f64> {
        self.take_usual_number(leading_float)
    }

    #[expect(clippy::inline_always, reason = "measured: a call for each number is a quarter of what it takes")]
    #[inline(always)]
    fn take_usual_number<T>(&mut self, read: impl FnOnce(&[u8]) -> Option<(T, usize)>) -> Option<T> {
        if !self.begins_with(b'N') {
            return None;
        }
        let digits = self.text.as_bytes().get(self.offset + BEGINNING..)?;
        let (number, length) = read(digits)?;
        if digits.get(length..)?.first_chunk()? != b"\"}" {
            return None;
        }
        self.offset += BEGINNING + length + 2;
        Some(number)
    }

    /// Reads `{"BOOL":true}` or `{"BOOL":false}`.
    #[inline]
    pub(super) fn take_usual_bool(&mut self) -> Option<bool> {
        if self.take_text(r#"{"BOOL":true}"#) {
            Some(true)
        } else if self.take_text(r#"{"BOOL":false}"#) {
            Some(false)
        } else {
            None
        }
    }

    /// Whether `{"S":"` is next, for the letter S.
    #[inline]
    fn begins_with(&self, letter: u8) -> bool {
        // Its six bytes and the two behind them are compared as one number.
        const MASK: u64 = u64::MAX >> 16;
        self.word() & MASK == u64::from_le_bytes([b'{', b'"', letter, b'"', b':', b'"', 0, 0])
    }
}

/// The length of `{"S":"`.
const BEGINNING: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, and what is left to read.
    fn read<'de, T>(text: &'de str, take: impl FnOnce(&mut Cursor<'de>) -> Option<T>) -> (Option<T>, &'de str) {
        let mut cursor = Cursor::new(text);
        let read = take(&mut cursor);
        (read, &text[cursor.offset..])
    }

    #[test]
    fn a_value_in_its_usual_form_is_read_to_its_end() {
        assert_eq!(read(r#"{"S":""},"#, Cursor::take_usual_string), (Some(""), ","));
        assert_eq!(read(r#"{"S":"søk"},"#, Cursor::take_usual_string), (Some("søk"), ","));
        assert_eq!(read(r#"{"N":"7"},"#, Cursor::take_usual_text), (Some((b'N', "7")), ","));
        assert_eq!(read(r#"{"N":"1790000000"}]"#, Cursor::take_usual_integer::<u32>), (Some(1_790_000_000), "]"));
        assert_eq!(read(r#"{"N":"-19.25"}}"#, Cursor::take_usual_float), (Some(-19.25), "}"));
        assert_eq!(read(r#"{"BOOL":true},"#, Cursor::take_usual_bool), (Some(true), ","));
        assert_eq!(read(r#"{"BOOL":false},"#, Cursor::take_usual_bool), (Some(false), ","));
    }

    #[test]
    fn nothing_is_consumed_of_a_value_in_another_form() {
        for text in [
            "",
            r#"{"S":"#,
            r#"{"S":""#,
            r#"{"S":"a""#,
            r#"{"S":"a" }"#,
            r#"{ "S":"a"}"#,
            r#"{"S":"a\n"}"#,
            r#"{"S":"a","N":"1"}"#,
            r#"{"S":1}"#,
            r#"{"N":"a"}"#,
            r#"{"B":"a"}"#,
        ] {
            assert_eq!(read(text, Cursor::take_usual_string), (None, text));
        }
        for text in
            ["", r#"{"S":"#, r#"{"S":"a""#, r#"{"S":"a" }"#, r#"{ "S":"a"}"#, r#"{"S":"a\n"}"#, r#"{"NS":["1"]}"#]
        {
            assert_eq!(read(text, Cursor::take_usual_text), (None, text));
        }
        for text in ["", r#"{"N":""}"#, r#"{"N":"1e3"}"#, r#"{"N":"1"#, r#"{"N":"1" }"#, r#"{"N":1}"#, r#"{"S":"1"}"#] {
            assert_eq!(read(text, Cursor::take_usual_integer::<u64>), (None, text));
            assert_eq!(read(text, Cursor::take_usual_float), (None, text));
        }
        for text in [r#"{"N":"007"},"#, r#"{"N":"256"},"#, r#"{"N":"-1"},"#] {
            assert_eq!(read(text, Cursor::take_usual_integer::<u8>), (None, text));
        }
        assert_eq!(read(r#"{"BOOL": true}"#, Cursor::take_usual_bool), (None, r#"{"BOOL": true}"#));
    }
}
