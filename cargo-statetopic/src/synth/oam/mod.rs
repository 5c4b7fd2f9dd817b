//! The read models of a stack as an OAM `Application`, which `KubeVela` applies: a component for each table, a trait for each
//! setting. Functions, mappings and roles are not part of it.
//!
//! ```text
//! Deployment ─▶ refused.rs ─▶ table.rs
//!               platform.rs   whose definitions, and names of one's own
//! ```
//!
//! Source: <https://kubevela.io/docs/platform-engineers/oam/oam-model>

mod platform;
mod refused;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use statetopic::plan::{Deployment, Owner, TablePlan};

use self::platform::Names;
pub(crate) use self::platform::Platform;
use super::names::component;
use super::overlay;
use crate::error::Error;
use crate::suggest::suggest;

/// What an application is for.
struct Target<'a> {
    platform: Platform,
    names: Names,
    region: Option<&'a str>,
}

/// The application. Without a Region its tables are in the Region of the component's definition.
///
/// # Errors
/// Where the file with names is not one, and where the definitions of the platform have no parameter for what a table declares.
pub(crate) fn application(
    deployment: &Deployment,
    platform: Platform,
    names: Option<&Path>,
    region: Option<&str>,
) -> Result<Value, Error> {
    let own = || deployment.tables.values().filter(|table| table.owner == Owner::Stack);
    let names = names.map(|path| read(path, deployment)).transpose()?.unwrap_or_default();
    let target = Target { platform, names, region };
    let problems: Vec<String> =
        own().flat_map(|table| refused::problems(&table.table, &target.names, platform)).collect();
    if !problems.is_empty() {
        return Err(Error::refused(problems.join("\n")));
    }
    refuse_same_name(own(), &target.names)?;
    Ok(json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": { "name": "read-models" },
        "spec": { "components": own().map(|plan| table::of(plan, &target)).collect::<Vec<_>>() },
    }))
}

/// Reads the names of a platform of one's own.
fn read(path: &Path, deployment: &Deployment) -> Result<Names, Error> {
    let names: Names = serde_json::from_value(overlay::read(path)?)
        .map_err(|error| Error::file(path, format!("this is not a file with names: {error}")))?;
    match names.tables.keys().find(|name| !deployment.tables.contains_key(*name)) {
        None => Ok(names),
        Some(name) => {
            let known: Vec<&str> = deployment.tables.keys().map(String::as_str).collect();
            Err(Error::file(path, format!("no subscriber uses a table `{name}`{}", suggest(name, &known))))
        }
    }
}

fn refuse_same_name<'a>(tables: impl Iterator<Item = &'a TablePlan>, names: &Names) -> Result<(), Error> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for table in tables {
        let logical = table.table.name();
        if let Some(other) = known.insert(component(names.table(logical)), logical) {
            return Err(Error::refused(format!(
                "the tables `{other}` and `{logical}` have one name on the platform; give one of them another in the file of `--names`"
            )));
        }
    }
    Ok(())
}
