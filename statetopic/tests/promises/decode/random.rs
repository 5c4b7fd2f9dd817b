//! Randomness from a seed, and JSON that is written in one of the many ways that mean the same.

use std::fmt::Write as _;

use serde_json::Value;

/// A generator whose numbers depend on nothing but its seed (xorshift).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Writes JSON with members in a random order, random white space and random escapes.
pub(crate) fn scrambled(value: &Value, random: &mut Random) -> String {
    let mut text = String::new();
    write_value(value, random, &mut text);
    text
}

fn write_value(value: &Value, random: &mut Random, text: &mut String) {
    write_space(random, text);
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            text.push('{');
            while !members.is_empty() {
                let (name, member) = members.swap_remove(random.below(members.len()));
                write_space(random, text);
                write_string(name, random, text);
                write_space(random, text);
                text.push(':');
                write_value(member, random, text);
                text.push_str(if members.is_empty() { "" } else { "," });
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (place, element) in elements.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                write_value(element, random, text);
            }
            write_space(random, text);
            text.push(']');
        }
        Value::String(string) => write_string(string, random, text),
        other => text.push_str(&other.to_string()),
    }
    write_space(random, text);
}

fn write_space(random: &mut Random, text: &mut String) {
    while random.one_in(8) {
        text.push([' ', '\n', '\r', '\t'][random.below(4)]);
    }
}

fn write_string(string: &str, random: &mut Random, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' | '\\' => {
                text.push('\\');
                text.push(character);
            }
            '/' if random.one_in(2) => text.push_str("\\/"),
            '\n' if random.one_in(2) => text.push_str("\\n"),
            '\u{8}' if random.one_in(2) => text.push_str("\\b"),
            '\0'..='\u{1f}' => write_escape(character, random, text),
            _ if random.one_in(6) => write_escape(character, random, text),
            _ => text.push(character),
        }
    }
    text.push('"');
}

/// `\uXXXX`, twice for a character beyond 16 bits.
fn write_escape(character: char, random: &mut Random, text: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        if random.one_in(2) { write!(text, "\\u{unit:04x}") } else { write!(text, "\\u{unit:04X}") }.unwrap();
    }
}
