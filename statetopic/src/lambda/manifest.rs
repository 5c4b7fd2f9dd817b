//! A subscriber's binary, asked what it is.

use std::path::Path;
use std::process::ExitCode;

use crate::manifest::describe;
use crate::subscriber::Subscriber;

/// What tells a subscriber's binary from any other, without running it: `cargo statetopic` searches the file for it. Only
/// what calls this function has it inside.
const MARKER: &str = "statetopic:subscriber-with-manifest:1";

/// Writes the manifest to a file, marker first.
pub(super) fn write<S: Subscriber>(file: &Path) -> ExitCode {
    // Read through a reference that the compiler cannot see through, so that it stands in the file as one piece.
    let marker = std::hint::black_box(&MARKER);
    let written = std::fs::write(file, format!("{marker}\n{}\n", describe::<S>().to_json()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write the manifest to {}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}
