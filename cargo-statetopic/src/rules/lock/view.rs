//! The stream of a table: another view is another stream.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html>

use statetopic::plan::{Deployment, EventSource};

use crate::lock::{LockedTable, ResourceType};

pub(super) fn change(name: &str, before: &LockedTable, now: &LockedTable, deployment: &Deployment) -> Option<String> {
    let was = before.view.filter(|was| now.view != Some(*was))?;
    let Some(is) = now.view else {
        return Some(format!(
            "the table `{name}` loses its stream ({was}): undelivered changes are lost; drain the subscribers, then run `cargo \
             statetopic lock`"
        ));
    };
    if now.resource == Some(ResourceType::GlobalTable) {
        return Some(format!(
            "the view of the table `{name}` changes from {was} to {is}: the stream of a table with replicas cannot change; keep \
             {was}, or first remove its replicas"
        ));
    }
    Some(format!(
        "the view of the table `{name}` changes from {was} to {is}: the stream is replaced by one with another ARN, undelivered \
         changes are lost, and mappings start from their starting position; drain the subscribers, then take two deployments: one \
         without them, which ends the stream, and one with the new view{}; run `cargo statetopic lock` after each",
        of_pipes(name, deployment)
    ))
}

/// A Pipe has an explicit name and cannot have another source.
fn of_pipes(table: &str, deployment: &Deployment) -> String {
    let readers = deployment.subscribers.iter().filter(|subscriber| subscriber.topic() == table);
    let pipes: Vec<&str> = readers
        .filter(|reader| matches!(reader.source, EventSource::Fifo { .. }))
        .map(|reader| reader.manifest.id.as_str())
        .collect();
    if pipes.is_empty() {
        return String::new();
    }
    format!(" (CloudFormation refuses to replace the Pipe of `{}`, so both are needed)", pipes.join("`, `"))
}
