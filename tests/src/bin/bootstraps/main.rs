//! What is built for Lambda, driven and measured beside a function of `lambda_runtime` alone:
//!
//! `cargo run -p statetopic-tests --bin bootstraps -- target/lambda`
//!
//! Each `bootstrap.zip` is unpacked and started behind a Runtime API, those with tables beside a DynamoDB endpoint. Its
//! answer and the row it writes are checked. A start is measured from outside and includes what the harness takes, which
//! is the same for all; the median of many starts is printed, and no time is asserted.

mod drive;
mod functions;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use self::drive::{Start, drive};
use self::functions::{BARE, FUNCTIONS, Function, LEAN};

const USAGE: &str = "usage: bootstraps <directory of cargo-lambda> [starts]";

/// How often each function is started when nothing is said.
const STARTS: usize = 25;

/// How many times the size of the bare function a subscriber without the SDK may have.
const LEAN_ENOUGH: f64 = 1.5;

/// A function as it was built.
struct Built {
    function: &'static Function,
    bootstrap: PathBuf,
    /// Bytes.
    binary: u64,
    zip: u64,
    starts: Vec<Start>,
}

/// The figures of a function, in MB and ms.
#[derive(Clone, Copy)]
struct Figures {
    binary: f64,
    zip: f64,
    asked: f64,
    answered: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &[String]) -> Result<(), String> {
    let (directory, starts) = match args {
        [directory] => (directory, STARTS),
        [directory, starts] => (directory, starts.parse().map_err(|_| USAGE)?),
        _ => return Err(USAGE.into()),
    };
    let mut all =
        FUNCTIONS.iter().map(|function| unpack(function, Path::new(directory))).collect::<Result<Vec<_>, _>>()?;
    // In turns, so that whatever else the machine does meets all of them.
    for _ in 0..starts.max(1) {
        for built in &mut all {
            let start = drive(built.function, &built.bootstrap).await;
            built.starts.push(start.map_err(|error| format!("`{}`: {error}", built.function.name))?);
        }
    }
    let bare = figures(&all[0]);
    println!("{:<18}{:>18}{:>18}{:>20}{:>20}", "function", "binary", "zip", "start to /next", "start to answer");
    for built in &all {
        println!("{}", line(built.function.name, figures(built), bare));
    }
    let lean = all.iter().find(|built| built.function.name == LEAN).map(figures);
    match lean {
        Some(lean) if lean.binary > bare.binary * LEAN_ENOUGH || lean.zip > bare.zip * LEAN_ENOUGH => {
            Err(format!("a subscriber without the SDK is more than {LEAN_ENOUGH} times as big as `{BARE}`"))
        }
        _ => Ok(()),
    }
}

/// Unpacks what cargo-lambda packed. Whoever installed it with pip has Python, whose library unpacks zips.
fn unpack(function: &'static Function, directory: &Path) -> Result<Built, String> {
    let directory = directory.join(function.name);
    let (zip, bootstrap) = (directory.join("bootstrap.zip"), directory.join("bootstrap"));
    let size = |path: &Path| match path.metadata() {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) => Err(format!("{}: {error}", path.display())),
    };
    let packed = size(&zip)?;
    let status = Command::new("python3").args(["-m", "zipfile", "-e"]).args([&zip, &directory]).status();
    match status {
        Ok(status) if status.success() => make_executable(&bootstrap)?,
        Ok(status) => return Err(format!("python3 cannot unpack {}: {status}", zip.display())),
        Err(error) => return Err(format!("python3: {error}")),
    }
    Ok(Built { function, binary: size(&bootstrap)?, zip: packed, bootstrap, starts: Vec::new() })
}

/// Python's unpacking loses the permissions.
fn make_executable(bootstrap: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(bootstrap, permissions).map_err(|error| format!("{}: {error}", bootstrap.display()))
}

fn figures(built: &Built) -> Figures {
    #[expect(clippy::cast_precision_loss, reason = "sizes of files, to two digits")]
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let median = |time: fn(&Start) -> Duration| {
        let mut times: Vec<Duration> = built.starts.iter().map(time).collect();
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1e3
    };
    Figures {
        binary: megabytes(built.binary),
        zip: megabytes(built.zip),
        asked: median(|start| start.asked),
        answered: median(|start| start.answered),
    }
}

fn line(name: &str, figures: Figures, bare: Figures) -> String {
    let column = |value: f64, unit: &str, bare: f64| format!("{value:.2} {unit} {:>5.2}x", value / bare);
    format!(
        "{name:<18}{:>18}{:>18}{:>20}{:>20}",
        column(figures.binary, "MB", bare.binary),
        column(figures.zip, "MB", bare.zip),
        column(figures.asked, "ms", bare.asked),
        column(figures.answered, "ms", bare.answered),
    )
}
