//! What is said of the settings of mappings and functions.

use super::unknown;
use crate::spelling::nearest;

/// A setting that is a number.
pub(crate) struct Number {
    pub(crate) name: &'static str,
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// What it counts.
    unit: &'static str,
    pub(crate) example: &'static str,
    /// Whether it is one of the mapping and not of the function.
    pub(crate) of_mapping: bool,
}

/// Sources: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html> and
/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
pub(crate) const NUMBERS: [Number; 7] = [
    Number::mapping("batch_size", 1, 10_000, "records", "batch_size = 100"),
    Number::mapping("batching_window", 0, 300, "seconds", "batching_window = 5"),
    Number::mapping("parallelization", 1, 10, "batches of a shard at once", "parallelization = 4"),
    Number::mapping("max_retries", 0, 10_000, "retries", "max_retries = 5"),
    Number::mapping("max_age", 60, 604_800, "seconds", "max_age = 3600"),
    Number { of_mapping: false, ..Number::mapping("memory", 128, 10_240, "MB", "memory = 256") },
    Number { of_mapping: false, ..Number::mapping("timeout", 1, 900, "seconds", "timeout = 30") },
];

impl Number {
    const fn mapping(name: &'static str, least: u32, most: u32, unit: &'static str, example: &'static str) -> Self {
        Self { name, least, most, unit, example, of_mapping: true }
    }

    /// Whether leaving it out is told from saying what it is then.
    pub(crate) fn is_option(&self) -> bool {
        self.can_be_infinite() || self.name == "timeout"
    }

    /// Whether leaving it out means "without an end".
    pub(crate) fn can_be_infinite(&self) -> bool {
        matches!(self.name, "max_retries" | "max_age")
    }
}

pub(crate) fn number_range(number: &Number) -> String {
    let Number { name, least, most, unit, .. } = number;
    format!("`{name}` is {least} to {most} {unit}; choose a number in that range")
}

pub(crate) fn minus_one(name: &str) -> String {
    format!("`{name}` is infinite where it is left out; remove the setting")
}

pub(crate) fn unknown_destination(written: &str) -> String {
    let kinds = ["s3(\"…\")", "sqs(\"…\")", "sns(\"…\")"];
    let near =
        nearest(written, &["s3", "sqs", "sns"]).and_then(|near| kinds.into_iter().find(|kind| kind.starts_with(near)));
    unknown(&format!("destination `{written}`"), near, &kinds)
}

/// Sources: the naming rules of buckets, queues and topics, of which this is what all have in common, with room for a
/// stage and a suffix: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub(crate) fn destination_name() -> &'static str {
    "a destination's name has 3 to 40 of `a-z`, `0-9` and, within, `-`; write e.g. `s3(\"failed-alerts\")`"
}

pub(crate) fn unknown_transport(written: &str) -> String {
    let transports = ["stream", "fifo"];
    unknown(&format!("transport `{written}`"), nearest(written, &transports), &transports)
}

pub(crate) fn unknown_architecture(written: &str) -> String {
    let near = match written {
        "aarch64" | "arm" | "ARM64" => Some("arm64"),
        "x64" | "amd64" | "x86" => Some("x86_64"),
        other => nearest(other, &["arm64", "x86_64"]),
    };
    unknown(&format!("architecture `{written}`"), near, &["arm64", "x86_64"])
}

pub(crate) fn region_form() -> &'static str {
    "`home_region` is one Region; write e.g. `home_region = \"eu-central-1\"`"
}
