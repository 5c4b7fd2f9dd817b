//! What a record carries, and its size.

use statetopic::manifest::Manifest;

/// Maximum size of an event, in bytes.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub(crate) const MAX_EVENT_SIZE: u64 = 6 * 1024 * 1024;

/// Size of a record without its images.
const RECORD_SIZE: u64 = 600;
/// Size of an image as JSON for each byte of the item, in tenths.
const JSON_TENTHS: u64 = 14;

/// Approximate size of a record in an event, in bytes.
pub(crate) fn record_size(view: &str, item_size: u64) -> u64 {
    RECORD_SIZE + images(view) * item_size * JSON_TENTHS / 10
}

/// Number of images in a record.
pub(crate) fn images(view: &str) -> u64 {
    match view {
        "KEYS_ONLY" => 0,
        "NEW_IMAGE" | "OLD_IMAGE" => 1,
        _ => 2,
    }
}

/// The narrowest view that has all that these subscribers read.
pub(crate) fn narrowest_view<'a>(readers: impl IntoIterator<Item = &'a Manifest>) -> &'static str {
    let (new, old) = readers
        .into_iter()
        .fold((false, false), |(new, old), reader| (new || reader.reads_new, old || reader.reads_old));
    match (new, old) {
        (true, true) => "NEW_AND_OLD_IMAGES",
        (true, false) => "NEW_IMAGE",
        (false, true) => "OLD_IMAGE",
        (false, false) => "KEYS_ONLY",
    }
}
