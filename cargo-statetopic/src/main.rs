//! `cargo statetopic`: infrastructure from the code of a workspace of subscribers.
//!
//! ```text
//! main ─▶ commands ─▶ rules, synth, graph, cost ─▶ project, lock ─▶ error, output
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

use std::process::ExitCode;

use clap::Parser as _;

mod commands;
mod cost;
mod error;
mod graph;
mod lock;
mod output;
mod project;
mod rules;
mod scaffold;
mod suggest;
mod synth;

use self::commands::Cli;

fn main() -> ExitCode {
    // Cargo passes the name of its subcommand as the first argument.
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|argument| argument == "statetopic") {
        arguments.remove(1);
    }
    match Cli::parse_from(arguments).run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}
