//! Asks a subscriber for its manifest.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use statetopic::manifest::{self, Manifest};
use wait_timeout::ChildExt as _;

use crate::error::Error;

/// A subscriber that is asked only writes a file. One that takes longer hangs.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Maximum number of bytes of the standard error that an error message quotes, from its end.
const MAX_QUOTED: usize = 2000;

pub(super) fn ask(bin: &str, executable: &Path) -> Result<Manifest, Error> {
    ask_within(TIMEOUT, bin, executable)
}

fn ask_within(timeout: Duration, bin: &str, executable: &Path) -> Result<Manifest, Error> {
    let folder =
        tempfile::tempdir().map_err(|error| Error::workspace(format!("cannot create a temporary folder: {error}")))?;
    let (answer, stderr) = (folder.path().join("manifest"), folder.path().join("stderr"));
    let stderr_file = File::create(&stderr).map_err(|error| Error::file(&stderr, error))?;
    let mut command = Command::new(executable);
    command.env(manifest::REQUEST, &answer).stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr_file);
    let failed = |problem: String| {
        let text = fs::read(&stderr).unwrap_or_default();
        let text = String::from_utf8_lossy(&text[text.len().saturating_sub(MAX_QUOTED)..]).trim().to_owned();
        let quoted = if text.is_empty() { String::new() } else { format!("; its standard error:\n{text}") };
        Error::workspace(format!("cannot read the manifest of the subscriber `{bin}`: it {problem}{quoted}"))
    };
    let mut child = command.spawn().map_err(|error| failed(format!("cannot be started: {error}")))?;
    let ended = child.wait_timeout(timeout).map_err(|error| failed(format!("cannot be waited for: {error}")))?;
    let Some(status) = ended else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(failed(format!("did not end within {timeout:?}")));
    };
    if !status.success() {
        return Err(failed(format!("ended with {status}")));
    }
    let text = fs::read_to_string(&answer).map_err(|error| failed(format!("did not write a manifest: {error}")))?;
    parse(&text).map_err(failed)
}

/// Parses what a subscriber wrote: a line with the marker, then the manifest.
fn parse(text: &str) -> Result<Manifest, String> {
    let json = text.split_once('\n').map_or("", |(_, json)| json);
    Manifest::from_json(json).map_err(|error| format!("wrote {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_hangs_is_killed_fails_or_writes_nothing_is_reported() {
        let programs = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/programs"));
        for (name, problem) in [
            ("hangs", "it did not end within 200ms"),
            ("dies", "it ended with signal: 9 (SIGKILL); its standard error:\nbegun"),
            ("fails", "it ended with exit status: 7; its standard error:\nbegun"),
            ("says-nothing", "it did not write a manifest: "),
        ] {
            // The short timeout is for the program that hangs; whether it has begun by then depends on the machine.
            let timeout = if name == "hangs" { Duration::from_millis(200) } else { TIMEOUT };
            let error = ask_within(timeout, "alerts", &programs.join(name)).unwrap_err().to_string();
            assert!(
                error.starts_with("cannot read the manifest of the subscriber `alerts`: ") && error.contains(problem),
                "{error}"
            );
        }
        let error = ask("alerts", Path::new("no/program")).unwrap_err().to_string();
        assert!(error.contains("it cannot be started: "), "{error}");
    }

    #[test]
    fn a_file_that_is_not_a_manifest_is_refused_and_a_newer_one_says_what_to_do() {
        for (text, problem) in [
            ("", "not a manifest"),
            ("marker\n{}", "not a manifest"),
            ("marker\n{\"version\": 2}", "not a manifest"),
            (
                "marker\n{\"version\": 1}",
                "of version 1, and version 2 is what can be read; update the subscriber's `statetopic`",
            ),
            ("marker\n{\"version\": 3}", "of version 3, and version 2 is what can be read; update `cargo-statetopic`"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
