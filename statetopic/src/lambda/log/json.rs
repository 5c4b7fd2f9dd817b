//! A line of the log as a JSON object.
//!
//! The formatter of `tracing-subscriber` would bring a second set of layers and another dependency into every function.

use std::fmt;

use serde_json::{Map, Value};
use tracing::Event;
use tracing::field::{Field, Visit};
use tracing_subscriber::fmt::format::Writer;

use crate::time::Timestamp;

/// Writes an event with its time, level, target and fields, of which the text is `message`.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>
pub(super) fn write(mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let mut fields = Fields(Map::new());
    event.record(&mut fields);
    let metadata = event.metadata();
    // A field cannot stand for what every line has.
    for (name, value) in [
        ("timestamp", Timestamp::now().to_string()),
        ("level", metadata.level().to_string()),
        ("target", metadata.target().to_owned()),
    ] {
        fields.0.insert(name.to_owned(), value.into());
    }
    writeln!(writer, "{}", Value::Object(fields.0))
}

struct Fields(Map<String, Value>);

impl Fields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.insert(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }
}
