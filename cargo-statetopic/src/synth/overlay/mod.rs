//! What a stack needs and no subscriber says (a VPC, layers, secrets, resources of others), merged into the template.
//!
//! A map is merged name by name; a list of maps is appended; anything else takes the place of what is there.

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
/// With the line: where the file is no YAML and no JSON, where it has another shape than the template, and where it adds to a
/// resource that the template does not have.
pub(crate) fn apply(template: &mut Value, path: &Path, shape: Shape) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::file(path, format!("cannot be read: {error}")))?;
    let merged = parse::parse(&text).and_then(|overlay| merge(template, overlay, shape));
    merged.map_err(|fault| Error::overlay(path, fault.line, fault.problem))
}
