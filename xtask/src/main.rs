//! `cargo run -p xtask --release -- bench decode [--short] [--json]`

mod bench;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo run -p xtask --release -- bench decode [--short] [--json]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["bench", "decode", flags @ ..] => match bench::Flags::parse(flags) {
            Ok(flags) => bench::decode::run(flags),
            Err(unknown) => Err(format!("unknown flag `{unknown}`\n{USAGE}").into()),
        },
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
