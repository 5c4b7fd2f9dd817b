//! `cargo run -p xtask --release -- bench <decode|compile|overhead|synth|writes> [--short] [--json]`,
//! `cargo run -p xtask --release -- simulate --seeds N [--first-seed M] [--only NAME]`, `cargo run -p xtask -- breaks [<name>…]`,
//! `cargo run -p xtask -- verify [--prepare | --new]`, `cargo run -p xtask -- coverage`, `cargo run -p xtask -- tidy [<rule>…]`

mod bench;
mod breaks;
mod coverage;
mod program;
mod tidy;
mod verify;

use std::process::ExitCode;

const USAGE: &str =
    "usage: cargo run -p xtask --release -- bench <decode|compile|overhead|synth|writes> [--short] [--json]
       cargo run -p xtask --release -- simulate --seeds N [--first-seed M] [--only NAME]
       cargo run -p xtask -- breaks [<name>...]
       cargo run -p xtask -- verify [--prepare | --new]
       cargo run -p xtask -- coverage
       cargo run -p xtask -- tidy [<rule>...]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let (name, flags) = match args {
        ["bench", name, flags @ ..] => (name, flags),
        ["breaks", names @ ..] => return breaks::run(names),
        ["simulate", flags @ ..] => {
            return program::run("statetopic-tests-simulate", "simulate", flags.iter().copied());
        }
        ["verify"] => return verify::run(),
        ["verify", "--prepare"] => return verify::prepare(),
        ["verify", "--new"] => return verify::new_workspaces(),
        ["coverage"] => return coverage::run(),
        ["tidy", rules @ ..] => return tidy::run(rules),
        _ => return Err(USAGE.into()),
    };
    let flags = bench::Flags::parse(flags).map_err(|unknown| format!("unknown flag `{unknown}`\n{USAGE}"))?;
    match *name {
        "decode" => bench::decode::run(flags),
        "compile" => bench::compile::run(flags),
        "overhead" => {
            bench::overhead::run(flags);
            Ok(())
        }
        "synth" => bench::synth::run(flags),
        "writes" => program::run("statetopic-tests", "bench-writes", flags.args()),
        unknown => Err(format!("unknown benchmark `{unknown}`\n{USAGE}").into()),
    }
}
