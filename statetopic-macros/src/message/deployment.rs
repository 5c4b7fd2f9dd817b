//! Errors about the settings of mappings and functions.

use std::ops::RangeInclusive;

use super::unknown;
use crate::spelling::nearest;

/// `managed` is the range with a capacity provider, where there is none and it is another.
pub(crate) fn number_range(
    name: &str,
    range: &RangeInclusive<u32>,
    unit: &str,
    managed: Option<&RangeInclusive<u32>>,
) -> String {
    let (least, most) = (range.start(), range.end());
    match managed {
        None => format!("`{name}` is {least} to {most} {unit}; choose a number in that range"),
        Some(managed) => {
            let (low, high) = (managed.start(), managed.end());
            format!(
                "`{name}` is {least} to {most} {unit}, and {low} to {high} {unit} with a `capacity_provider`; choose a number in \
                 that range"
            )
        }
    }
}

pub(crate) fn without_capacity_provider(name: &str) -> String {
    format!("`{name}` is for functions on Managed Instances; set `capacity_provider = \"…\"`, or remove it")
}

pub(crate) fn capacity_provider_form() -> &'static str {
    "the name of a capacity provider has 3 to 40 characters of `a-z`, `0-9` and `-`, with no `-` at either end; write e.g. \
     `capacity_provider = \"batch-jobs\"`"
}

pub(crate) fn number_in_quotes(name: &str, range: &RangeInclusive<u32>, unit: &str, number: u32) -> String {
    format!("`{name}` is {} to {} {unit}, without quotes; write `{name} = {number}`", range.start(), range.end())
}

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
pub(crate) fn batch_size_behind_a_queue() -> &'static str {
    "`batch_size` is 1 to 10 messages behind a FIFO queue; choose a number in that range"
}

pub(crate) fn message_limit_without_a_queue() -> &'static str {
    "`accept_message_limit` is about the messages of a queue, and a stream has none; write `via = fifo` too, or remove the flag"
}

pub(crate) fn minus_one(name: &str) -> String {
    format!("`{name}` is infinite by default; remove the setting")
}

pub(crate) fn unknown_destination(written: &str, kinds: &[&str]) -> String {
    let form = |kind: &str| format!("{kind}(\"…\")");
    let near = nearest(written, kinds).map(form);
    let forms: Vec<String> = kinds.iter().map(|kind| form(kind)).collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    unknown(&format!("destination `{written}`"), near.as_deref(), &forms)
}

/// Sources: the naming rules of buckets, queues and topics, of which this is the intersection, with room for a stage
/// and a suffix: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub(crate) fn destination_name() -> &'static str {
    "the name of a destination has 3 to 40 characters of `a-z`, `0-9` and `-`, with no `-` at either end; write e.g. \
     `s3(\"failed-alerts\")`"
}

pub(crate) fn unknown_transport(written: &str, transports: &[&str]) -> String {
    unknown(&format!("transport `{written}`"), nearest(written, transports), transports)
}

pub(crate) fn unknown_architecture(written: &str, architectures: &[&str]) -> String {
    let near = match written {
        "aarch64" | "arm" | "ARM64" => Some("arm64"),
        "x64" | "amd64" | "x86" => Some("x86_64"),
        other => nearest(other, architectures),
    };
    unknown(&format!("architecture `{written}`"), near, architectures)
}

pub(crate) fn region_form() -> &'static str {
    "`home_region` is one Region; write e.g. `home_region = \"eu-central-1\"`"
}
