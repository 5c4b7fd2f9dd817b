//! `cargo run -p xtask -- coverage`: how many lines of the macros and of decoding the tests reach, and which they do not.
//!
//! It needs cargo-llvm-cov and the tools of LLVM, from rustup's component `llvm-tools` or by the variables `LLVM_COV` and
//! `LLVM_PROFDATA`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The share of lines, in percent, below which the command fails.
const WANTED: f64 = 95.0;

/// What is measured: folders whose faults would reach every user.
const PARTS: [&str; 2] = ["statetopic-macros/src", "statetopic/src/decode"];

/// Whose tests run: those that need no SDK. The macros are measured within rustc too, as it expands them, and as the
/// library that expands the cases.
const TESTED: [&str; 9] = [
    "-p",
    "statetopic-macros",
    "-p",
    "statetopic-tests-ui",
    "-p",
    "statetopic",
    "--no-default-features",
    "--features",
    "statetopic/manifest,statetopic-tests-ui/manifest",
];

pub(crate) fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package has no folder above it")?;
    cargo(root, ["--no-report"].into_iter().chain(TESTED))?;
    let report = root.join("target/coverage.lcov");
    cargo(root, ["report", "--lcov", "--output-path", &report.display().to_string()])?;
    let files = read(&fs::read_to_string(&report)?);
    let mut low = Vec::new();
    for part in PARTS {
        let folder = root.join(part);
        let files: Vec<_> = files.iter().filter(|(file, _)| Path::new(file).starts_with(&folder)).collect();
        let covered = files.iter().map(|(_, lines)| lines.reached).sum::<usize>();
        let all = covered + files.iter().map(|(_, lines)| lines.missed.len()).sum::<usize>();
        if all == 0 {
            return Err(format!("no line of {part} was measured").into());
        }
        let percent = percent(covered, all);
        println!("{part}: {covered} of {all} lines, {percent:.1} %");
        for (file, lines) in files.iter().filter(|(_, lines)| !lines.missed.is_empty()) {
            let file = Path::new(file).strip_prefix(root).unwrap_or(Path::new(file));
            println!("  not reached: {} {}", file.display(), ranges(&lines.missed));
        }
        if percent < WANTED {
            low.push(part);
        }
    }
    match low.as_slice() {
        [] => Ok(()),
        low => Err(format!("less than {WANTED} % of {} is reached", low.join(" and ")).into()),
    }
}

fn cargo<'a>(root: &Path, args: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let status = Command::new(env!("CARGO")).arg("llvm-cov").args(args).current_dir(root).status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`cargo llvm-cov` failed ({status}); is cargo-llvm-cov installed?").into()),
    }
}

/// The lines of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines {
    reached: usize,
    /// In order.
    missed: Vec<u32>,
}

/// Reads a report: `SF:file`, then `DA:line,count` for each of its lines.
fn read(report: &str) -> BTreeMap<String, Lines> {
    let mut files: BTreeMap<String, BTreeMap<u32, bool>> = BTreeMap::new();
    let mut file = String::new();
    for line in report.lines() {
        if let Some(name) = line.strip_prefix("SF:") {
            // The cases' library names the macros' files by a way through its own folder.
            file = fs::canonicalize(name).map_or_else(|_| name.to_owned(), |path| path.display().to_string());
        } else if let Some((line, count)) = line.strip_prefix("DA:").and_then(|counted| counted.split_once(','))
            && let Ok(line) = line.parse()
        {
            *files.entry(file.clone()).or_default().entry(line).or_default() |= count != "0";
        }
    }
    let lines = files.into_iter().map(|(file, lines)| {
        let missed: Vec<u32> = lines.iter().filter(|(_, reached)| !**reached).map(|(line, _)| *line).collect();
        (file, Lines { reached: lines.len() - missed.len(), missed })
    });
    lines.collect()
}

/// `3-5, 9`
fn ranges(lines: &[u32]) -> String {
    let ranges = lines.chunk_by(|one, next| one + 1 == *next).map(|range| match range {
        [one] => one.to_string(),
        range => format!("{}-{}", range[0], range[range.len() - 1]),
    });
    ranges.collect::<Vec<_>>().join(", ")
}

#[expect(clippy::cast_precision_loss, reason = "a project has fewer lines than a float has digits")]
fn percent(part: usize, all: usize) -> f64 {
    part as f64 * 100.0 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_reached_where_any_copy_of_it_is() {
        let files = read("SF:a.rs\nDA:1,2\nDA:2,0\nDA:3,0\nend_of_record\nSF:a.rs\nDA:2,1\nend_of_record\n");
        assert_eq!(files["a.rs"], Lines { reached: 2, missed: vec![3] });
    }

    #[test]
    fn lines_that_follow_each_other_are_one_range() {
        assert_eq!(ranges(&[3, 4, 5, 9]), "3-5, 9");
    }
}
