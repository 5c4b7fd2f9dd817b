//! What a record carries, and its size.

use statetopic::manifest::Manifest;
use statetopic::view::StreamView;

/// Size of a record without its images.
const RECORD_SIZE: u64 = 600;
/// Size of an image as JSON for each byte of the item, in tenths.
const JSON_TENTHS: u64 = 14;

/// Approximate size of a record in an event, in bytes.
pub(crate) fn record_size(view: StreamView, item_size: u64) -> u64 {
    RECORD_SIZE + u64::from(view.images()) * item_size * JSON_TENTHS / 10
}

/// The narrowest view that has all that these subscribers read.
pub(crate) fn narrowest_view<'a>(readers: impl IntoIterator<Item = &'a Manifest>) -> StreamView {
    let (new, old) = readers
        .into_iter()
        .fold((false, false), |(new, old), reader| (new || reader.reads_new, old || reader.reads_old));
    StreamView::that_captures(new, old)
}
