//! Giving up: a record must have somewhere to fail to, and for `Writes` must not be given up.

use statetopic::manifest::{Manifest, Via};

use super::finding::Finding;
use crate::project::Subscriber;

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    for Subscriber { manifest, .. } in subscribers {
        if manifest.writes.is_empty() {
            check_destination(manifest, findings);
        } else {
            check_writes(manifest, findings);
        }
    }
}

/// A record that always fails blocks its shard until the stream forgets it, and all that comes behind it.
fn check_destination(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let mapping = &manifest.mapping;
    if mapping.max_retries.is_some() || mapping.max_age.is_some() {
        return;
    }
    let text = match &mapping.on_failure {
        _ if mapping.via == Via::Fifo => {
            "its Pipe retries without an end, and a record that does not fit a message blocks its shard for up to 24 hours and \
             is lost then; set `max_retries = 10` or `max_age = 3600`, and records that are given up go to a queue"
        }
        None => {
            "retries without an end and nowhere to fail to: one bad record blocks its shard for up to 24 hours and is lost \
             then; set `max_retries = 10` or `max_age = 3600`, and records that are given up go to a bucket"
        }
        Some(_) => {
            "`on_failure` is never reached, since retries have no end: one bad record blocks its shard for up to 24 hours and \
             is lost then; set `max_retries = 10` or `max_age = 3600`"
        }
    };
    findings.push(Finding::error(&manifest.location, format!("`{}`: {text}", manifest.id)));
}

/// The ledger knows the last change of an item that was applied: an earlier one can never be applied after it.
fn check_writes(manifest: &Manifest, findings: &mut Vec<Finding>) {
    let mapping = &manifest.mapping;
    let cause = match (mapping.max_retries, mapping.max_age, mapping.via) {
        (Some(retries), _, _) => format!("`max_retries = {retries}`"),
        (None, Some(age), _) => format!("`max_age = {age}`"),
        (None, None, Via::Fifo) => "`via = fifo`, whose queue gives a message up after five receives,".to_owned(),
        (None, None, _) => return,
    };
    let advice = match mapping.via {
        Via::Fifo => "use `via = stream`, or write with a `&Table` and conditions of your own",
        _ => "remove the setting",
    };
    findings.push(Finding::error(
        &manifest.location,
        format!(
            "`{}` returns `Writes` and {cause} lets it skip a record: a record that was skipped can never be applied after a \
             later one of its item; {advice}",
            manifest.id
        ),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, subscribers};

    fn findings(manifest: Manifest) -> Vec<String> {
        let mut findings = Vec::new();
        check(&subscribers([manifest]), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn without_writes_retries_end_and_with_them_they_do_not() {
        assert_eq!(findings(samples::stamp("a")), [] as [&str; 0]);
        assert_eq!(findings(samples::orders_to_totals()), [] as [&str; 0]);
        let endless = findings(samples::endless());
        assert!(endless[0].contains("nowhere to fail to"), "{endless:?}");
        let unreached = findings(samples::unreached_destination());
        assert!(unreached[0].contains("never reached"), "{unreached:?}");
        let mut queued = samples::behind_a_queue();
        let piped = findings(queued.clone());
        assert!(piped[0].contains("its Pipe retries without an end"), "{piped:?}");
        queued.mapping.max_age = Some(3600);
        assert_eq!(findings(queued), [] as [&str; 0]);
    }

    #[test]
    fn writes_that_can_skip_a_record_are_refused_whatever_lets_them() {
        for (manifest, cause) in [
            (samples::writes_with_retries(), "`max_retries = 3`"),
            (samples::writes_with_age(), "`max_age = 600`"),
            (samples::writes_behind_a_queue(), "five receives"),
        ] {
            let findings = findings(manifest);
            assert!(findings[0].contains(cause) && findings[0].contains("can never be applied"), "{findings:?}");
        }
    }
}
