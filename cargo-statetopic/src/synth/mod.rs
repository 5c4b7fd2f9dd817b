//! `cargo statetopic synth`: the stack of a workspace, written down.
//!
//! ```text
//! manifests ─▶ stack/ ─▶ cloudformation/, oam.rs ─▶ overlay/ ─▶ output.rs
//! ```

mod cloudformation;
mod explain;
mod names;
mod oam;
mod options;
mod output;
mod overlay;
#[cfg(test)]
pub(crate) mod samples;
mod stack;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::Value;

use self::cloudformation::Code;
use self::options::Format;
pub(crate) use self::options::SynthOptions;
use self::output::Language;
use self::overlay::Shape;
use self::stack::Stack;
use crate::check;
use crate::collect::{Subscriber, collect};
use crate::error::Error;
use crate::lock;
use crate::output::write;

pub(crate) fn run(options: &SynthOptions) -> Result<ExitCode, Error> {
    let out = options.out.as_deref().filter(|path| *path != Path::new("-"));
    let format = format(options.format, out)?;
    let start = Instant::now();
    let workspace = collect(&options.source)?;
    let collected = start.elapsed();
    let mut findings = check::findings(&workspace.subscribers, check::ITEM_SIZE);
    findings.extend(lock::check(&workspace, options.lock.as_deref())?);
    let checked = check::report(findings, false);
    if checked != ExitCode::SUCCESS {
        return Ok(checked);
    }
    if options.explain {
        let explanation = explain::explain(&workspace.subscribers);
        write(&explanation, None)?;
        // The explanation alone, unless a template is asked for too.
        if options.out.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
    write(&synthesize(&workspace.subscribers, options, format)?, out)?;
    if options.timings {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        eprintln!("build {:.1} ms", milliseconds(workspace.building));
        eprintln!("subscribers {:.1} ms", milliseconds(collected.saturating_sub(workspace.building)));
        eprintln!("stack {:.1} ms", milliseconds(start.elapsed().saturating_sub(collected)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The text of the stack.
fn synthesize(subscribers: &[Subscriber], options: &SynthOptions, format: Format) -> Result<String, Error> {
    let stack = stack::stack(subscribers, &options.imports)?;
    let (mut template, shape, language) = match format {
        Format::CloudformationYaml => (cloudformation(&stack, options), Shape::CloudFormation, Language::Yaml),
        Format::CloudformationJson => (cloudformation(&stack, options), Shape::CloudFormation, Language::Json),
        Format::Oam => (oam::application(&stack, options.region.as_deref()), Shape::Oam, Language::Yaml),
    };
    if let Some(path) = &options.overlay {
        overlay::apply(&mut template, path, shape)?;
    }
    if shape == Shape::CloudFormation {
        cloudformation::check(&template)?;
    }
    output::text(&template, language)
}

fn cloudformation(stack: &Stack, options: &SynthOptions) -> Value {
    let code = options.code.clone().map_or(Code::Bucket, Code::Folder);
    cloudformation::template(stack, &code)
}

/// What is asked for, or what the file's name says.
fn format(asked: Option<Format>, out: Option<&Path>) -> Result<Format, Error> {
    let Some(path) = out.filter(|_| asked.is_none()) else { return Ok(asked.unwrap_or(Format::CloudformationYaml)) };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml" | "yml" | "template") => Ok(Format::CloudformationYaml),
        Some("json") => Ok(Format::CloudformationJson),
        _ => Err(Error::arguments(format!(
            "`--out {}` does not say the format; end it with `.yaml` or `.json`, or use `--format`",
            path.display()
        ))),
    }
}
