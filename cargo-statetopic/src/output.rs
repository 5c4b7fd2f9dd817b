//! Where a command writes what was asked for.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::error::Error;

/// Writes to a file, or where there is none to standard output.
pub(crate) fn write(text: &str, out: Option<&Path>) -> Result<(), Error> {
    match out {
        Some(path) => fs::write(path, text).map_err(|error| Error::file(path, cannot_write(path, &error))),
        None => {
            // What is held back would be lost without a word where the reader has gone.
            let mut out = std::io::stdout().lock();
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            written.map_err(|error| Error::file(Path::new("standard output"), error))
        }
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    match path.parent() {
        Some(folder) if error.kind() == std::io::ErrorKind::NotFound && !folder.is_dir() => {
            format!("there is no folder {}; make it, or name another file", folder.display())
        }
        _ => format!("cannot be written: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = write("", Some(Path::new("no/such/folder/stack.yaml"))).unwrap_err().to_string();
        assert!(error.contains("there is no folder no/such/folder; make it"), "{error}");
    }
}
