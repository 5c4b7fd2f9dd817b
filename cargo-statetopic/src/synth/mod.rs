//! The stack of a project, as text.
//!
//! ```text
//! subscribers ─▶ stack/ ─▶ cloudformation/, oam/ ─▶ overlay/ ─▶ output.rs
//! ```

mod cloudformation;
pub(crate) mod explain;
mod format;
mod names;
mod oam;
mod output;
mod overlay;
mod stack;
mod table;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub(crate) use self::cloudformation::Code;
pub(crate) use self::format::Format;
pub(crate) use self::oam::Platform;
use self::output::Language;
use self::overlay::Shape;
use crate::error::Error;
use crate::project::Subscriber;

/// What is written, and how.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) format: Format,
    /// Logical names of tables that another stack creates and exports.
    pub(crate) imports: Vec<String>,
    /// Where the functions' zip files are.
    pub(crate) code: Code,
    /// Whose definitions an OAM application uses.
    pub(crate) platform: Platform,
    /// File with names of a platform of one's own.
    pub(crate) names: Option<PathBuf>,
    /// Region of the tables, for OAM.
    pub(crate) region: Option<String>,
    /// File that is merged into the template.
    pub(crate) overlay: Option<PathBuf>,
}

/// The text of the stack.
///
/// # Errors
/// Where no template can say what the subscribers are, where the overlay does not fit, and where CloudFormation would refuse the
/// template.
pub(crate) fn synthesize(subscribers: &[Subscriber], settings: &Settings) -> Result<String, Error> {
    let stack = stack::stack(subscribers, &settings.imports)?;
    let cloudformation = || (cloudformation::template(&stack, &settings.code), Shape::CloudFormation);
    let oam = || {
        let (names, region) = (settings.names.as_deref(), settings.region.as_deref());
        Ok((oam::application(&stack.deployment, settings.platform, names, region)?, Shape::Oam))
    };
    let ((mut template, shape), language) = match settings.format {
        Format::CloudformationYaml => (cloudformation(), Language::Yaml),
        Format::CloudformationJson => (cloudformation(), Language::Json),
        Format::Oam => (oam()?, Language::Yaml),
    };
    if let Some(path) = &settings.overlay {
        overlay::apply(&mut template, path, shape)?;
    }
    if shape == Shape::CloudFormation {
        cloudformation::check(&template)?;
    }
    output::text(&template, language)
}
