//! The output of a command.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::error::Error;

/// Writes a text to a file, or else to standard output.
pub(crate) fn write(text: &str, out: Option<&Path>) -> Result<(), Error> {
    match out {
        Some(path) => fs::write(path, text).map_err(|error| Error::file(path, cannot_write(path, &error))),
        None => {
            // Without the flush an error would go unnoticed if the reader has closed the pipe.
            let mut out = std::io::stdout().lock();
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            written.map_err(|error| Error::file(Path::new("standard output"), error))
        }
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    match path.parent() {
        Some(folder) if error.kind() == std::io::ErrorKind::NotFound && !folder.is_dir() => {
            format!("there is no folder {}; create it, or choose another file", folder.display())
        }
        _ => format!("cannot write the file: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_named() {
        let error = write("", Some(Path::new("no/such/folder/stack.yaml"))).unwrap_err().to_string();
        assert!(error.contains("there is no folder no/such/folder; create it"), "{error}");
    }
}
