//! Tells a subscriber's binary from any other without running it: by a text among its constants.

use std::fs::File;
use std::path::Path;

use object::read::{Object as _, ObjectSection as _, ReadCache};

use crate::error::Error;

/// The text, from its end to its beginning, so that this program does not hold it itself.
const REVERSED: &str = "1:tsefinam-htiw-rebircsbus:cipotetats";

/// Whether a binary holds the marker.
pub(super) fn is_subscriber(executable: &Path) -> Result<bool, Error> {
    let file = File::open(executable).map_err(|error| Error::file(executable, error))?;
    let cache = ReadCache::new(file);
    let binary = object::File::parse(&cache)
        .map_err(|error| Error::file(executable, format!("no binary of this machine: {error}")))?;
    let marker: String = std::hint::black_box(REVERSED).chars().rev().collect();
    for section in binary.sections() {
        // Debug information is most of a binary, and holds no constants.
        let is_data = matches!(
            section.kind(),
            object::SectionKind::ReadOnlyData | object::SectionKind::ReadOnlyString | object::SectionKind::Text
        );
        if is_data && section.data().is_ok_and(|data| holds(data, marker.as_bytes())) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn holds(data: &[u8], marker: &[u8]) -> bool {
    memchr::memmem::find(data, marker).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_is_no_subscriber() {
        assert!(!is_subscriber(&std::env::current_exe().unwrap()).unwrap());
    }

    #[test]
    fn what_is_no_binary_is_an_error() {
        let error = is_subscriber(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))).unwrap_err();
        assert!(error.to_string().contains("no binary of this machine"), "{error}");
    }
}
