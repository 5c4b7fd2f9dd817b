//! Subscribers that were renamed, and those whose reader of the stream cannot change in place.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-pipes-pipe.html>

use statetopic::manifest::Manifest;
use statetopic::plan::Deployment;
use statetopic::subscriber::{StartingPosition, Transport};

use super::Finding;
use crate::lock::{Lock, LockedSubscriber};

/// Findings with the ids of their subscribers.
pub(super) fn check<'a>(deployment: &'a Deployment, locked: &Lock, now: &Lock) -> Vec<(&'a str, Finding)> {
    let removed: Vec<(&String, &LockedSubscriber)> =
        locked.subscribers.iter().filter(|(id, _)| !now.subscribers.contains_key(*id)).collect();
    let mut findings = Vec::new();
    for manifest in deployment.subscribers.iter().map(|subscriber| &subscriber.manifest) {
        let text = match (locked.subscribers.get(&manifest.id), now.subscribers.get(&manifest.id)) {
            (Some(before), Some(now)) => reader(&manifest.id, before, now),
            _ => renamed(manifest, &removed),
        };
        findings.extend(text.map(|text| (manifest.id.as_str(), Finding::error(&manifest.location, text))));
    }
    findings
}

fn renamed(manifest: &Manifest, removed: &[(&String, &LockedSubscriber)]) -> Option<String> {
    let explained = removed.iter().any(|(_, before)| before.ledger == manifest.ledger_id());
    let (before, LockedSubscriber { ledger, .. }) =
        removed.iter().find(|(_, before)| before.topic == manifest.topic.table.name())?;
    (!explained).then(|| {
        format!(
            "`{}` is new and `{before}`, which listened to the same topic, was removed: the new mapping starts from its \
             starting position with an empty ledger, so changes of the last 24 hours are applied again; if it is the same \
             subscriber, add `previously = \"{ledger}\"` (or keep the id with `id = \"{before}\"`), else run \
             `cargo statetopic lock`",
            manifest.id
        )
    })
}

/// A mapping or a Pipe that CloudFormation would have to replace, and cannot.
fn reader(id: &str, before: &LockedSubscriber, now: &LockedSubscriber) -> Option<String> {
    if before.ledger != now.ledger {
        let fix = match before.ledger == id {
            true => "remove `previously`".to_owned(),
            false => format!("keep `previously = \"{}\"`, which is the first id that it had", before.ledger),
        };
        return Some(format!(
            "the ledger of `{id}` changes from `{}` to `{}`, where nothing is known of what it has done: the changes of the last 24 \
             hours are applied again; {fix}",
            before.ledger, now.ledger
        ));
    }
    if before.managed != now.managed {
        let (was, is) = if now.managed {
            ("Lambda's own capacity", "a capacity provider")
        } else {
            ("a capacity provider", "Lambda's own capacity")
        };
        return Some(format!(
            "`{id}` changes from {was} to {is}, which Lambda refuses of a function that exists; give it another `id`, with \
             `previously = \"{id}\"`"
        ));
    }
    if before.via != now.via {
        // The one is removed, and the other has another source.
        return None;
    }
    let fix =
        format!("take two deployments: one without `{id}`, and one with it; run `cargo statetopic lock` after each");
    let position = |position| match position {
        StartingPosition::TrimHorizon => "TRIM_HORIZON",
        StartingPosition::Latest => "LATEST",
    };
    if before.starting_position != now.starting_position {
        let (was, is) = (position(before.starting_position), position(now.starting_position));
        let cause = match now.via {
            Transport::Stream => {
                "it is that of a new mapping, and CloudFormation creates the new one while the old one still reads the stream, \
                 which Lambda refuses"
            }
            Transport::Fifo => {
                "it is that of a new Pipe, and CloudFormation refuses to replace one with an explicit name"
            }
        };
        return Some(format!(
            "`starting_position` of `{id}` changes from {was} to {is}: {cause}; keep {was}, which a mapping that exists does not \
             use, or {fix}"
        ));
    }
    (now.via == Transport::Fifo && before.topic != now.topic).then(|| {
        format!(
            "`{id}` listens to `{}`, and listened to `{}`: CloudFormation refuses to replace a Pipe with an explicit name; give it \
             another `id`, or {fix}",
            now.topic, before.topic
        )
    })
}
