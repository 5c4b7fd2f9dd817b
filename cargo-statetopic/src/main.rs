//! `cargo statetopic`: what a workspace of subscribers is deployed with.

use std::process::ExitCode;

use clap::Parser as _;

mod check;
mod cli;
mod collect;
mod cost;
mod error;
mod graph;
mod list;
mod lock;
mod output;
mod suggest;
mod synth;

use self::cli::{Cli, Command};
use self::error::Error;

fn main() -> ExitCode {
    // Cargo hands its own subcommand over as the first argument.
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|argument| argument == "statetopic") {
        arguments.remove(1);
    }
    match run(&Cli::parse_from(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode, Error> {
    match &cli.command {
        Command::List(options) => list::run(options),
        Command::Check(options) => check::run(options),
        Command::Lock(options) => lock::run(options),
        Command::Graph(options) => graph::run(options),
        Command::Cost(options) => cost::run(options),
        Command::Synth(options) => synth::run(options),
    }
}
