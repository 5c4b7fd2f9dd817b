//! Merges a file into the template: settings and resources that the code does not have, such as a VPC, layers or secrets.
//!
//! A map is merged key by key, a list of maps is appended to, any other value is replaced.

mod merge;
mod parse;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use serde_json::Value;

pub(crate) use self::merge::Shape;
use self::merge::merge;
use crate::error::Error;

/// Merges a file into a template.
///
/// # Errors
/// Where the file is neither YAML nor JSON, where its structure differs from that of the template, and where it adds to a
/// resource that the template does not have. The error has the line.
pub(crate) fn apply(template: &mut Value, path: &Path, shape: Shape) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::file(path, format!("cannot read the file: {error}")))?;
    let merged = parse::parse(&text).and_then(|overlay| merge(template, overlay, shape));
    merged.map_err(|fault| Error::overlay(path, fault.line, fault.problem))
}
