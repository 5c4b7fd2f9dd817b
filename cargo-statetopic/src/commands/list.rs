//! `cargo statetopic list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::error::Error;
use crate::output::write;
use crate::project::{Project, Source};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// Print the manifests as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let project = Project::collect(&options.source)?;
    let text = if options.json { json(&project)? } else { lines(&project) };
    write(&text, None)?;
    Ok(ExitCode::SUCCESS)
}

fn json(project: &Project) -> Result<String, Error> {
    let manifests: Vec<_> = project.subscribers.iter().map(|subscriber| &subscriber.manifest).collect();
    let json = serde_json::to_string_pretty(&manifests).map_err(|error| Error::workspace(error.to_string()))?;
    Ok(json + "\n")
}

fn lines(project: &Project) -> String {
    let mut text = String::new();
    for subscriber in &project.subscribers {
        let manifest = &subscriber.manifest;
        let (topic, location) = (&manifest.topic, &manifest.location);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{} ({}:{})", manifest.id, location.file, location.line);
        let _ = writeln!(text, "    bin {} listens to {} ({})", subscriber.bin, topic.table.model, topic.view);
        for pattern in &manifest.filter.patterns {
            let _ = writeln!(text, "    filter {pattern}");
        }
    }
    text
}
