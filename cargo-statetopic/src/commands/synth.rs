//! `cargo statetopic synth`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use crate::error::Error;
use crate::lock::Lock;
use crate::output::write;
use crate::project::{Project, Source};
use crate::rules;
use crate::synth::{Code, Format, Platform, Settings, explain, synthesize};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// File to write, whose extension implies the format (`.yaml`, `.json`) [default: standard output, as for `-`].
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Format of the template, where the extension of the file does not imply it.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// YAML or JSON file that is merged into the template: a VPC, layers, resources of your own.
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The lock file [default: `statetopic.lock` in the folder of the workspace].
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Logical name of a table that another stack creates and exports; may be repeated.
    #[arg(long = "import", value_name = "TABLE")]
    imports: Vec<String>,
    /// Folder with the zip files, such as `target/lambda`, for `aws cloudformation package` [default: a bucket and a prefix,
    /// which are parameters].
    #[arg(long, value_name = "FOLDER")]
    code: Option<String>,
    /// Whose definitions an OAM application uses [default: plain].
    #[arg(long, value_enum)]
    platform: Option<Platform>,
    /// YAML or JSON file with the names that your platform has for its component, its traits and its tables, for OAM.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Region of the tables, for OAM [default: that of the component's definition, if it has one].
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Print which parts of the subscribers' arms Lambda evaluates and which the function; the template only with `--out`.
    #[arg(long)]
    explain: bool,
    /// Print the time that the build, the subscribers' answers and the stack took.
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let out = options.out.as_deref().filter(|path| *path != Path::new("-"));
    let format = format(options.format, out)?;
    let settings = Settings {
        format,
        platform: platform(options, format)?,
        names: options.names.clone(),
        imports: options.imports.clone(),
        code: options.code.clone().map_or(Code::Bucket, Code::Folder),
        region: options.region.clone(),
        overlay: options.overlay.clone(),
    };
    let start = Instant::now();
    let project = Project::collect(&options.source)?;
    let collected = start.elapsed();
    let locked = Lock::find(&project, options.lock.as_deref())?;
    let findings = rules::check(&project.subscribers, &options.imports, locked.as_ref(), rules::ITEM_SIZE);
    let checked = rules::report(findings, false);
    if checked != ExitCode::SUCCESS {
        return Ok(checked);
    }
    if options.explain {
        write(&explain::explain(&project.subscribers), None)?;
        // The explanation alone, unless a template is asked for too.
        if options.out.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
    write(&synthesize(&project.subscribers, &settings)?, out)?;
    if options.timings {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        eprintln!("build {:.1} ms", milliseconds(project.build_time));
        eprintln!("subscribers {:.1} ms", milliseconds(collected.saturating_sub(project.build_time)));
        eprintln!("stack {:.1} ms", milliseconds(start.elapsed().saturating_sub(collected)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The platform that is asked for, with what its definitions require.
fn platform(options: &Options, format: Format) -> Result<Platform, Error> {
    let of_oam = [
        ("--platform", options.platform.is_some()),
        ("--names", options.names.is_some()),
        ("--region", options.region.is_some()),
    ];
    if format != Format::Oam
        && let Some((name, _)) = of_oam.iter().find(|(_, given)| *given)
    {
        return Err(Error::arguments(format!("`{name}` is for an OAM application; add `--format oam`")));
    }
    let platform = options.platform.unwrap_or_default();
    if platform.requires_region() && options.region.is_none() {
        return Err(Error::arguments(format!(
            "`--platform {}` needs `--region`, e.g. `--region eu-central-1`: the definition `{}` requires the Region of a table",
            platform.as_str(),
            platform.component()
        )));
    }
    Ok(platform)
}

/// The format that is asked for, or that the extension of the file implies.
fn format(asked: Option<Format>, out: Option<&Path>) -> Result<Format, Error> {
    let Some(path) = out.filter(|_| asked.is_none()) else { return Ok(asked.unwrap_or(Format::CloudformationYaml)) };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml" | "yml" | "template") => Ok(Format::CloudformationYaml),
        Some("json") => Ok(Format::CloudformationJson),
        _ => Err(Error::arguments(format!(
            "`--out {}` does not imply a format; use the extension `.yaml` or `.json`, or the option `--format`",
            path.display()
        ))),
    }
}
