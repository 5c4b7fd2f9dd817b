//! A stack: the plan of a project, and the binary of each subscriber. It does not depend on a format.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use statetopic::manifest::Manifest;
use statetopic::plan::{Deployment, SubscriberPlan};

use crate::error::Error;
use crate::project::{Subscriber, manifests};
use crate::suggest::suggest;

/// What a project is deployed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stack {
    pub(crate) deployment: Deployment,
    /// Names of the bins, by the subscribers' ids.
    bins: BTreeMap<String, String>,
}

impl Stack {
    /// The name of a subscriber's bin.
    pub(crate) fn bin(&self, subscriber: &SubscriberPlan) -> &str {
        self.bins.get(&subscriber.manifest.id).map_or("", String::as_str)
    }
}

/// Creates the stack of these subscribers. `imports` are the logical names of tables that another stack creates.
///
/// # Errors
/// Where AWS would refuse the deployment, and where no subscriber uses an import.
pub(crate) fn stack(subscribers: &[Subscriber], imports: &[String]) -> Result<Stack, Error> {
    let manifests = manifests(subscribers);
    check_imports(&manifests, imports)?;
    let deployment = Deployment::plan(&manifests, imports).map_err(|error| Error::refused(error.to_string()))?;
    let bins = subscribers.iter().map(|subscriber| (subscriber.manifest.id.clone(), subscriber.bin.clone()));
    Ok(Stack { deployment, bins: bins.collect() })
}

fn check_imports(manifests: &[Manifest], imports: &[String]) -> Result<(), Error> {
    let (draft, _) = Deployment::draft(manifests, &[]);
    match imports.iter().find(|name| !draft.tables.contains_key(*name)) {
        None => Ok(()),
        Some(name) => {
            let names: Vec<&str> = draft.tables.keys().map(String::as_str).collect();
            let suggestion = suggest(name, &names);
            Err(Error::refused(format!("`--import {name}`: no subscriber uses a table `{name}`{suggestion}")))
        }
    }
}
