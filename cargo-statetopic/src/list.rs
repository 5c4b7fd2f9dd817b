//! `cargo statetopic list`.

use std::process::ExitCode;

use crate::cli::ListOptions;
use crate::collect::collect;
use crate::error::Error;

pub(crate) fn run(options: &ListOptions) -> Result<ExitCode, Error> {
    let workspace = collect(&options.source)?;
    if options.json {
        let manifests: Vec<_> = workspace.subscribers.iter().map(|subscriber| &subscriber.manifest).collect();
        let json = serde_json::to_string_pretty(&manifests).map_err(|error| Error::workspace(error.to_string()))?;
        println!("{json}");
        return Ok(ExitCode::SUCCESS);
    }
    for subscriber in &workspace.subscribers {
        let manifest = &subscriber.manifest;
        let (topic, location) = (&manifest.topic, &manifest.location);
        println!("{} ({}:{})", manifest.id, location.file, location.line);
        println!("    bin {} listens to {} ({})", subscriber.bin, topic.table.model, topic.view);
        for pattern in &manifest.filter.patterns {
            println!("    filter {pattern}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
