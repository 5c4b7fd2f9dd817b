//! Asks a subscriber what it is.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use statetopic::manifest::{self, Manifest};

use crate::error::Error;

/// A subscriber only writes a file: what takes longer hangs.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How long it is left alone between two looks whether it has ended.
const LONGEST_PAUSE: Duration = Duration::from_millis(10);
/// Of what a subscriber said before it failed, the last bytes.
const SHOWN: usize = 2000;

pub(super) fn ask(bin: &str, executable: &Path) -> Result<Manifest, Error> {
    ask_within(TIMEOUT, bin, executable)
}

fn ask_within(timeout: Duration, bin: &str, executable: &Path) -> Result<Manifest, Error> {
    let folder = tempfile::tempdir().map_err(|error| Error::workspace(format!("no temporary folder: {error}")))?;
    let (answer, said) = (folder.path().join("manifest"), folder.path().join("stderr"));
    let stderr = File::create(&said).map_err(|error| Error::file(&said, error))?;
    let mut command = Command::new(executable);
    command.env(manifest::REQUEST, &answer).stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
    let failed = |problem: String| {
        let said = fs::read(&said).unwrap_or_default();
        let said = String::from_utf8_lossy(&said[said.len().saturating_sub(SHOWN)..]).trim().to_owned();
        let said = if said.is_empty() { String::new() } else { format!("; it said:\n{said}") };
        Error::workspace(format!("the subscriber `{bin}` cannot be described: it {problem}{said}"))
    };
    let mut child = command.spawn().map_err(|error| failed(format!("cannot be started: {error}")))?;
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if start.elapsed() < timeout => {
                std::thread::sleep(pause);
                pause = (2 * pause).min(LONGEST_PAUSE);
            }
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed(format!("did not end within {timeout:?}")));
            }
            Err(error) => return Err(failed(format!("cannot be waited for: {error}"))),
        }
    };
    if !status.success() {
        return Err(failed(format!("ended with {status}")));
    }
    let text = fs::read_to_string(&answer).map_err(|error| failed(format!("wrote no manifest: {error}")))?;
    read(&text).map_err(failed)
}

/// Reads what a subscriber wrote: a line with the marker, and the manifest.
fn read(text: &str) -> Result<Manifest, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }

    let json = text.split_once('\n').map_or("", |(_, json)| json);
    let no_manifest = |error: serde_json::Error| format!("wrote a file that is no manifest: {error}");
    let Versioned { version } = serde_json::from_str(json).map_err(no_manifest)?;
    if version != manifest::VERSION {
        let (ours, advice) = (manifest::VERSION, "use the `cargo-statetopic` of the same version as its `statetopic`");
        return Err(format!(
            "wrote a manifest of version {version}, and this is a command for version {ours}; {advice}"
        ));
    }
    serde_json::from_str(json).map_err(no_manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_hangs_dies_or_says_nothing_is_told_from_others() {
        let programs = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/programs"));
        for (name, problem) in [
            ("hangs", "it did not end within 200ms"),
            ("dies", "it ended with signal: 9 (SIGKILL); it said:\nbegun"),
            ("fails", "it ended with exit status: 7; it said:\nbegun"),
            ("says-nothing", "it wrote no manifest: "),
        ] {
            // Only what hangs is to be given up; whether it has begun by then is the machine's business.
            let timeout = if name == "hangs" { Duration::from_millis(200) } else { TIMEOUT };
            let error = ask_within(timeout, "alerts", &programs.join(name)).unwrap_err().to_string();
            assert!(
                error.starts_with("the subscriber `alerts` cannot be described: ") && error.contains(problem),
                "{error}"
            );
        }
        let error = ask("alerts", Path::new("no/program")).unwrap_err().to_string();
        assert!(error.contains("it cannot be started: "), "{error}");
    }

    #[test]
    fn what_is_no_manifest_is_refused_and_a_newer_one_says_what_to_do() {
        for (text, problem) in [
            ("", "no manifest"),
            ("marker\n{}", "no manifest"),
            ("marker\n{\"version\": 1}", "no manifest"),
            ("marker\n{\"version\": 2}", "of version 2"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
