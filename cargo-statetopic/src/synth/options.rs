//! The arguments of `synth`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Source;

#[derive(Args, Debug)]
pub(crate) struct SynthOptions {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The file to write, whose ending says the format (`.yaml`, `.json`); without it, or with `-`, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The format, if the file's ending does not say it.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// A YAML or JSON file with what no subscriber says (a VPC, layers, resources of your own), merged into the template.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// The lock file; without it `statetopic.lock` in the workspace's folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) lock: Option<PathBuf>,
    /// The logical name of a table that another stack makes and exports; may be repeated.
    #[arg(long = "import", value_name = "TABLE")]
    pub(crate) imports: Vec<String>,
    /// The folder with the zips, such as `target/lambda`, for `aws cloudformation package`; without it a bucket and a prefix
    /// are parameters.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) code: Option<String>,
    /// The Region of the tables, for OAM; without it the definition of the component says it.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Print which parts of the subscribers' arms Lambda evaluates, and which the function; the template only with `--out`.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print how long the build took, the subscribers' answers, and the stack.
    #[arg(long)]
    pub(crate) timings: bool,
}

/// A format of `synth`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A CloudFormation template in YAML.
    CloudformationYaml,
    /// A CloudFormation template in JSON.
    CloudformationJson,
    /// The read models as an OAM application, in YAML.
    Oam,
}
