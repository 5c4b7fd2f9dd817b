//! `cargo statetopic add model`, `cargo statetopic add subscriber`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::project::package_of;
use crate::scaffold::{self, Identifier};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
    /// The package's manifest [default: that of this folder].
    #[arg(long, value_name = "FILE", global = true)]
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A read model, with a topic of its changes.
    Model {
        /// The name of its type, such as `StockLevel`.
        name: String,
    },
    /// A subscriber, with its bin.
    Subscriber {
        /// The name of its function, such as `watch_stock`.
        name: String,
        /// The type of the read model that it listens to.
        #[arg(long, value_name = "MODEL")]
        on: String,
    },
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    // Names first: they cost nothing.
    let names = match &options.what {
        What::Model { name } => (Identifier::of_type(name)?, None),
        What::Subscriber { name, on } => (Identifier::of_type(on)?, Some(Identifier::of_function(name)?)),
    };
    let package = package_of(options.manifest_path.as_deref())?;
    let written = match &names {
        (model, None) => scaffold::model(&package, model)?,
        (model, Some(function)) => scaffold::subscriber(&package, function, model)?,
    };
    for path in written {
        eprintln!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
