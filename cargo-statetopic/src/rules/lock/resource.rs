//! The resource of a table: its type cannot change under its logical id, and replicas come and go one at a time.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html>

use crate::lock::{LockedTable, ResourceType};

/// How a table comes under a resource without being created.
const IMPORT: &str = "import the table with a change set of the type `IMPORT`, and run `cargo statetopic lock`";

/// Another type of the resource, or one where there was none.
pub(super) fn change(table: &str, before: &LockedTable, now: &LockedTable) -> Option<String> {
    match (before.resource, now.resource) {
        (Some(was), Some(is)) if was != is => {
            let cause = match is {
                ResourceType::GlobalTable => "`replicas(…)` was added",
                ResourceType::Table => "`replicas(…)` was removed",
            };
            Some(format!(
                "the resource of the table `{table}` changes from `{}` to `{}`, since {cause}: CloudFormation refuses another type \
                 under a logical id; take two deployments: mark the model `external`, which removes the resource and retains the \
                 table, then remove `external` and {IMPORT}",
                was.as_str(),
                is.as_str()
            ))
        }
        (None, Some(_)) => Some(format!(
            "the table `{table}` was `external` and is not any longer: a deployment would create an empty one, or fail if its name \
             is taken; {IMPORT}"
        )),
        _ => None,
    }
}

/// More than one replica in an update.
pub(super) fn replicas(table: &str, before: &LockedTable, now: &LockedTable) -> Option<String> {
    let removed = before.replicas.difference(&now.replicas).map(|region| format!("remove `{region}`"));
    let added = now.replicas.difference(&before.replicas).map(|region| format!("add `{region}`"));
    let steps: Vec<String> = removed.chain(added).collect();
    (steps.len() > 1).then(|| {
        format!(
            "the replicas of the table `{table}` change in more than one step: one is created or deleted in an update; take a \
             deployment for each step, and run `cargo statetopic lock` after it: {}",
            steps.join(", then ")
        )
    })
}
