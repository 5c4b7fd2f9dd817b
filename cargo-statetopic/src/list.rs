//! `cargo statetopic list`.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::cli::ListOptions;
use crate::collect::{Workspace, collect};
use crate::error::Error;
use crate::output::write;

pub(crate) fn run(options: &ListOptions) -> Result<ExitCode, Error> {
    let workspace = collect(&options.source)?;
    let text = if options.json { json(&workspace)? } else { lines(&workspace) };
    write(&text, None)?;
    Ok(ExitCode::SUCCESS)
}

fn json(workspace: &Workspace) -> Result<String, Error> {
    let manifests: Vec<_> = workspace.subscribers.iter().map(|subscriber| &subscriber.manifest).collect();
    let json = serde_json::to_string_pretty(&manifests).map_err(|error| Error::workspace(error.to_string()))?;
    Ok(json + "\n")
}

fn lines(workspace: &Workspace) -> String {
    let mut text = String::new();
    for subscriber in &workspace.subscribers {
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
