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
use self::merge::{merge, plain_node};
use crate::error::Error;

/// Reads a file of YAML or JSON.
///
/// # Errors
/// Where it cannot be read, and where it is neither YAML nor JSON. The error has the line.
pub(crate) fn read(path: &Path) -> Result<Value, Error> {
    let parsed = parse::parse(&text(path)?).and_then(|node| plain_node(node, ""));
    parsed.map_err(|fault| Error::overlay(path, fault.line, fault.problem))
}

fn text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|error| Error::file(path, format!("cannot read the file: {error}")))
}

/// Merges a file into a template.
///
/// # Errors
/// Where the file is neither YAML nor JSON, where its structure differs from that of the template, and where it adds to a
/// resource that the template does not have. The error has the line.
pub(crate) fn apply(template: &mut Value, path: &Path, shape: Shape) -> Result<(), Error> {
    let merged = parse::parse(&text(path)?).and_then(|overlay| merge(template, overlay, shape));
    merged.map_err(|fault| Error::overlay(path, fault.line, fault.problem))
}
