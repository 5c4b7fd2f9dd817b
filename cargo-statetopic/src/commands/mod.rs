//! The commands: each is a file with its options beside its `run`.

mod add;
mod check;
mod cost;
mod graph;
mod init;
mod list;
mod lock;
mod new;
mod synth;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Infrastructure from the code: the stack, the checks and the costs of a workspace of subscribers.
///
/// Exit codes: 0 on success, 1 if a check found an error, 2 for invalid arguments, 3 if the workspace cannot be built or
/// described, 4 for a file that cannot be read or written.
#[derive(Debug, Parser)]
#[command(name = "cargo statetopic", bin_name = "cargo statetopic", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a workspace: a read model, its subscribers, tests and a CI file.
    New(new::Options),
    /// Adds a package to a workspace that there is: the same as `new` makes.
    Init(init::Options),
    /// Adds a read model or a subscriber to a package.
    Add(add::Options),
    /// Lists the subscribers of a workspace, with their topics and settings.
    List(list::Options),
    /// Reports what would fail or cause trouble after a deployment, with file and line.
    Check(check::Options),
    /// Writes `statetopic.lock`: what is deployed, for later checks to compare with.
    Lock(lock::Options),
    /// Draws read models, topics, subscribers and resources.
    Graph(graph::Options),
    /// Estimates the costs of a month, and the savings of a narrower view or a filter.
    Cost(cost::Options),
    /// Writes the stack: tables with their streams, functions, mappings, roles, alarms.
    Synth(synth::Options),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Where the command fails; the error has an exit code.
    pub(crate) fn run(&self) -> Result<ExitCode, Error> {
        match &self.command {
            Command::New(options) => new::run(options),
            Command::Init(options) => init::run(options),
            Command::Add(options) => add::run(options),
            Command::List(options) => list::run(options),
            Command::Check(options) => check::run(options),
            Command::Lock(options) => lock::run(options),
            Command::Graph(options) => graph::run(options),
            Command::Cost(options) => cost::run(options),
            Command::Synth(options) => synth::run(options),
        }
    }
}
