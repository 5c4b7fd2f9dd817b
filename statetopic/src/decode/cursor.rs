//! A place in the event's JSON. It knows JSON and nothing of DynamoDB.

use std::borrow::Cow;

use crate::digits;

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
    pub(super) text: &'de str,
    pub(super) offset: usize,
    /// Whether a value was asked for without its type or its names: serde buffers it then, or a type takes whatever is there.
    pub(super) took_any: bool,
}

impl<'de> Cursor<'de> {
    pub(crate) const fn new(text: &'de str) -> Self {
        Self { text, offset: 0, took_any: false }
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
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// The next byte that is not white space; it is not consumed.
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
        // DynamoDB and Lambda write no white space: what is next is nearly always the next byte.
        match self.byte() {
            Some(byte) if byte == wanted => {
                self.offset += 1;
                true
            }
            Some(byte) if byte > b' ' => false,
            _ => self.take_after_space(wanted),
        }
    }

    #[cold]
    #[inline(never)]
    fn take_after_space(&mut self, wanted: u8) -> bool {
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

    /// Reads a JSON number's text, where one is next.
    pub(crate) fn number(&mut self) -> Result<Option<&'de str>> {
        if !self.peek().is_some_and(|byte| byte == b'-' || byte.is_ascii_digit()) {
            return Ok(None);
        }
        let start = self.offset;
        self.skip_number_or_literal()?;
        Ok(Some(&self.text[start..self.offset]))
    }

    /// Reads a number that is nothing but digits and that a comma or a brace follows at once; consumes nothing where another
    /// is next.
    #[inline]
    pub(crate) fn plain_integer(&mut self) -> Option<u64> {
        let rest = self.text.as_bytes().get(self.offset..)?;
        let (integer, length) = digits::leading_integer(rest)?;
        if !matches!(rest.get(length), Some(b',' | b'}')) {
            return None;
        }
        self.offset += length;
        Some(integer)
    }

    /// Consumes a text where it is next, to the byte.
    #[inline]
    pub(crate) fn take_text(&mut self, text: &str) -> bool {
        let found = self.text.as_bytes().get(self.offset..).is_some_and(|rest| rest.starts_with(text.as_bytes()));
        self.offset += if found { text.len() } else { 0 };
        found
    }

    /// The eight bytes that are next, the first in the lowest place; zero where there are fewer.
    #[inline]
    pub(crate) fn word(&self) -> u64 {
        let word = self.text.as_bytes().get(self.offset..).and_then(<[u8]>::first_chunk);
        u64::from_le_bytes(word.copied().unwrap_or_default())
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

    /// Reads `{"X":` at once, where `X` is any byte and nothing is between: how DynamoDB's JSON begins a
    /// value.
    #[inline]
    pub(crate) fn take_one_letter_member(&mut self) -> Option<u8> {
        if !self.is_one_letter_member() {
            return None;
        }
        self.offset += 5;
        self.text.as_bytes().get(self.offset - 3).copied()
    }

    /// Whether `{"X":` is next, where `X` is any byte and nothing is between.
    #[inline]
    pub(crate) fn is_one_letter_member(&self) -> bool {
        // Its five bytes and the three behind them are compared as one number. An event does not end there.
        const FORM: u64 = u64::from_le_bytes(*b"{\"\0\":\0\0\0");
        const MASK: u64 = u64::from_le_bytes([0xff, 0xff, 0, 0xff, 0xff, 0, 0, 0]);
        self.word() & MASK == FORM
    }

    /// Reads a member's name and the colon.
    #[inline]
    pub(crate) fn member_name(&mut self) -> Result<Cow<'de, str>> {
        match self.plain_member_name() {
            Some(name) => Ok(Cow::Borrowed(name)),
            None => self.unusual_member_name(),
        }
    }

    /// Consumes the name that JSON writes as `name` itself and the colon, with no white space around them.
    #[inline]
    pub(crate) fn take_plain_member_name(&mut self, name: &str) -> bool {
        let start = self.offset;
        if self.take_plain_string(name) && self.byte() == Some(b':') {
            self.offset += 1;
            return true;
        }
        self.offset = start;
        false
    }

    /// Reads a member's name and the colon, with no white space around them and no escapes in the name; consumes nothing
    /// where they are others.
    #[expect(clippy::inline_always, reason = "measured: strings are what most of decoding is about")]
    #[inline(always)]
    pub(crate) fn plain_member_name(&mut self) -> Option<&'de str> {
        self.string_before(b':')
    }

    #[cold]
    #[inline(never)]
    fn unusual_member_name(&mut self) -> Result<Cow<'de, str>> {
        let name = self.unusual_string()?;
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
        let more = self.take(b',');
        if more || self.take(close) { Ok(more) } else { Err(self.syntax(expected)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, and what is left to read.
    fn read<'de, T>(text: &'de str, take: impl FnOnce(&mut Cursor<'de>) -> T) -> (T, &'de str) {
        let mut cursor = Cursor::new(text);
        let read = take(&mut cursor);
        assert_eq!(cursor.left(), text.len() - cursor.offset());
        (read, &text[cursor.offset()..])
    }

    #[test]
    fn what_has_its_usual_form_is_read_to_its_end() {
        assert_eq!(read("1793858400,", Cursor::plain_integer), (Some(1_793_858_400), ","));
        assert_eq!(read("112}", Cursor::plain_integer), (Some(112), "}"));
        assert_eq!(read(r#"{"S":"a"}"#, Cursor::take_one_letter_member), (Some(b'S'), r#""a"}"#));
        assert_eq!(read(r#""sku":{"#, Cursor::plain_member_name), (Some("sku"), "{"));
        assert_eq!(read(r#""sku":{"#, |cursor| cursor.take_plain_member_name("sku")), (true, "{"));
        assert_eq!(read(r#""sku","#, |cursor| cursor.take_text("\"sk")), (true, r#"u","#));
    }

    #[test]
    fn nothing_is_consumed_of_what_has_another_form() {
        for text in ["", "7", "7 ,", " 7,", "7]", "7.5,", "7e2}", "-7,", "07,", "x,"] {
            assert_eq!(read(text, Cursor::plain_integer), (None, text));
        }
        for text in ["", r#"{"S":"#, r#"{ "S":"a"}"#, r#"{"S" :"a"}"#, r#"{"SS":["a"]}"#, r#"["S":"a"]"#] {
            assert_eq!(read(text, Cursor::take_one_letter_member), (None, text));
        }
        for text in ["", "\"sku", "\"sku\"", r#" "sku":{"#, r#""sku" :{"#, r#""s\u006bu":{"#, r#""sku",{"#, "sku:{"] {
            assert_eq!(read(text, Cursor::plain_member_name), (None, text));
            assert_eq!(read(text, |cursor| cursor.take_plain_member_name("sku")), (false, text));
        }
        assert_eq!(read("\"sk", |cursor| cursor.take_text("\"sku")), (false, "\"sk"));
    }
}
