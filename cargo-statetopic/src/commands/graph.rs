//! `cargo statetopic graph`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::graph::{Graph, dot, mermaid};
use crate::output::write;
use crate::project::{Project, Source};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// Format of the graph.
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
    /// File to write [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let project = Project::collect(&options.source)?;
    let graph = Graph::new(&project.draft());
    let text = match options.format {
        Format::Mermaid => mermaid::write(&graph),
        Format::Dot => dot::write(&graph),
    };
    write(&text, options.out.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
