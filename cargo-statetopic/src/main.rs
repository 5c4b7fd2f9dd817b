//! `cargo statetopic`: what a workspace of subscribers is deployed with.

use std::process::ExitCode;

use clap::Parser as _;

mod cli;
mod collect;
mod error;
mod list;

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
    }
}
