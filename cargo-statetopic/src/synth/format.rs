//! The formats of a stack.

use clap::ValueEnum;

/// A format of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A CloudFormation template in YAML.
    CloudformationYaml,
    /// A CloudFormation template in JSON.
    CloudformationJson,
    /// The read models as an OAM application, in YAML.
    Oam,
}
