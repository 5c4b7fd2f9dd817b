//! A line of the log as a JSON object.
//!
//! The formatter of `tracing-subscriber` would bring a second set of layers and another dependency into every function.

use std::fmt::{self, Write as _};

use tracing::Event;
use tracing::field::{Field, Visit};
use tracing_subscriber::fmt::format::Writer;

use crate::time::Timestamp;

/// What every line has. A field of such a name is left out.
const OWN: [&str; 3] = ["timestamp", "level", "target"];

/// Writes an event with its time, level, target and fields, of which the text is `message`.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>
pub(super) fn write(mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    let mut line = Line(format!("{{\"timestamp\":\"{}\"", Timestamp::now()));
    line.text("level", metadata.level().as_str());
    line.text("target", metadata.target());
    event.record(&mut line);
    line.0.push_str("}\n");
    writer.write_str(&line.0)
}

/// A line up to its next member.
struct Line(String);

impl Line {
    fn text(&mut self, name: &str, text: &str) {
        self.raw(name, "");
        self.quoted(text);
    }

    /// Adds a member whose value is JSON as it is.
    fn raw(&mut self, name: &str, json: &str) {
        self.0.push(',');
        self.quoted(name);
        self.0.push(':');
        self.0.push_str(json);
    }

    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.0.extend(['\\', character]),
                '\0'..'\x20' => {
                    // A string takes everything.
                    let _ = write!(self.0, "\\u{:04x}", u32::from(character));
                }
                _ => self.0.push(character),
            }
        }
        self.0.push('"');
    }

    fn field(&mut self, field: &Field, value: fmt::Arguments<'_>, is_json: bool) {
        let name = field.name();
        if OWN.contains(&name) {
            return;
        }
        let value = value.to_string();
        if is_json { self.raw(name, &value) } else { self.text(name, &value) }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.field(field, format_args!("{value:?}"), false);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.field(field, format_args!("{value}"), false);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.field(field, format_args!("{value}"), true);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.field(field, format_args!("{value}"), true);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.field(field, format_args!("{value}"), true);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinity and no NaN.
        self.field(field, format_args!("{value}"), value.is_finite());
    }
}
