//! Recognizes the binary of a subscriber by a marker among its constants, without running it.

use std::fs::File;
use std::path::Path;

use object::read::{Object as _, ObjectSection as _, ReadCache};

use crate::error::Error;

/// The marker in reverse, so that this program does not contain it.
const REVERSED: &str = "1:tsefinam-htiw-rebircsbus:cipotetats";

/// Whether a binary contains the marker.
pub(super) fn is_subscriber(executable: &Path) -> Result<bool, Error> {
    let file = File::open(executable).map_err(|error| Error::file(executable, error))?;
    let cache = ReadCache::new(file);
    let binary = object::File::parse(&cache)
        .map_err(|error| Error::file(executable, format!("this is not an executable of the host: {error}")))?;
    let marker: String = std::hint::black_box(REVERSED).chars().rev().collect();
    for section in binary.sections() {
        // Debug information is most of a binary, and has no constants.
        let is_data = matches!(
            section.kind(),
            object::SectionKind::ReadOnlyData | object::SectionKind::ReadOnlyString | object::SectionKind::Text
        );
        if !is_data {
            continue;
        }
        let data =
            section.data().map_err(|error| Error::file(executable, format!("a section cannot be read: {error}")))?;
        if contains(data, marker.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn contains(data: &[u8], marker: &[u8]) -> bool {
    memchr::memmem::find(data, marker).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_is_not_a_subscriber() {
        assert!(!is_subscriber(&std::env::current_exe().unwrap()).unwrap());
    }

    #[test]
    fn a_file_that_is_not_a_binary_is_an_error() {
        let error = is_subscriber(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))).unwrap_err();
        assert!(error.to_string().contains("not an executable of the host"), "{error}");
    }
}
