//! Discarding: without `Writes` retries must have a limit and a destination, with `Writes` no record may be discarded.

use statetopic::plan::{Deployment, EventSource, SubscriberPlan};
use statetopic::subscriber::OnError;

use super::finding::Finding;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for subscriber in &deployment.subscribers {
        if subscriber.manifest.writes.is_empty() {
            check_destination(subscriber, findings);
        } else {
            check_writes(subscriber, findings);
        }
    }
}

/// A record that always fails blocks its shard, and all records behind it, until it expires from the stream.
fn check_destination(SubscriberPlan { manifest, source, .. }: &SubscriberPlan, findings: &mut Vec<Finding>) {
    let keeps_records = manifest.errors.parks() && matches!(source, EventSource::Stream(_));
    if source.reader().mapping.has_end() || keeps_records {
        return;
    }
    let text = match (source, &source.reader().discards) {
        (EventSource::Fifo { .. }, _) => {
            "its Pipe retries without a limit, and a record that does not fit a message blocks its shard for up to 24 hours and \
             is then lost; set `max_retries = 10` or `max_age = 3600`, so that discarded records go to a queue"
        }
        (EventSource::Stream(_), None) => {
            "it retries without a limit and has no destination for discarded records: one bad record blocks its shard for up to \
             24 hours and is then lost; set `max_retries = 10` or `max_age = 3600`, so that discarded records go to a bucket"
        }
        (EventSource::Stream(_), Some(_)) => {
            "`on_failure` has no effect, since it retries without a limit: one bad record blocks its shard for up to 24 hours \
             and is then lost; set `max_retries = 10` or `max_age = 3600`"
        }
    };
    findings.push(Finding::error(&manifest.location, format!("`{}`: {text}", manifest.id)));
}

/// The ledger has the last applied change of each item: an earlier change can never be applied after it.
fn check_writes(subscriber: &SubscriberPlan, findings: &mut Vec<Finding>) {
    let SubscriberPlan { manifest, source, .. } = subscriber;
    let mapping = &source.reader().mapping;
    let cause = match (mapping.max_retries, mapping.max_age, source) {
        (Some(retries), _, _) => format!("`max_retries = {retries}`"),
        (None, Some(age), _) => format!("`max_age = {age}`"),
        (None, None, EventSource::Fifo { queue, .. }) if queue.dead_letter_queue.is_some() => {
            format!("`via = fifo`, whose queue discards a message after {} receives,", queue.max_receive_count)
        }
        (None, None, _) => {
            findings.extend(advise_parking(subscriber));
            return;
        }
    };
    let advice = match source {
        EventSource::Fifo { .. } => {
            "set `on_error = park`, with which the queue has no dead-letter queue, or use `via = stream`"
        }
        EventSource::Stream(_) => "remove the setting",
    };
    let returned = if manifest.projects { "a `Projection`" } else { "`Writes`" };
    findings.push(Finding::error(
        &manifest.location,
        format!(
            "`{}` returns {returned}, and {cause} allows it to discard a record: a discarded record can never be applied after a \
             later one of its item; {advice}",
            manifest.id
        ),
    ));
}

/// What always fails has nowhere to go, unless it is parked. A `Projection` would pay a transaction a change for that.
fn advise_parking(SubscriberPlan { manifest, .. }: &SubscriberPlan) -> Option<Finding> {
    if manifest.projects || manifest.errors.on_error != OnError::Retry {
        return None;
    }
    let text = format!(
        "`{}` returns `Writes` and retries without a limit, as it must: a record that always fails blocks its shard for up to 24 hours and \
         is then lost; with `on_error = park` it is kept, with the later ones of its item, and its shard goes on",
        manifest.id
    );
    Some(Finding::advice(&manifest.location, text))
}

#[cfg(test)]
mod tests {
    use statetopic::manifest::Manifest;

    use super::*;
    use crate::project::samples::{self, deployment};

    fn findings(manifest: Manifest) -> Vec<String> {
        let mut findings = Vec::new();
        check(&deployment([manifest]), &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn retries_have_a_limit_without_writes_and_none_with_them() {
        assert_eq!(findings(samples::stamp("a")), [] as [&str; 0]);
        let advised = findings(samples::orders_to_totals());
        assert!(advised.len() == 1 && advised[0].contains("advice: "), "{advised:?}");
        assert!(advised[0].contains("with `on_error = park` it is kept"), "{advised:?}");
        let endless = findings(samples::endless());
        assert!(endless[0].contains("no destination for discarded records"), "{endless:?}");
        let unreached = findings(samples::unreached_destination());
        assert!(unreached[0].contains("`on_failure` has no effect"), "{unreached:?}");
        let mut queued = samples::behind_a_queue();
        let piped = findings(queued.clone());
        assert!(piped[0].contains("its Pipe retries without a limit"), "{piped:?}");
        queued.mapping.max_age = Some(3600);
        assert_eq!(findings(queued), [] as [&str; 0]);
    }

    #[test]
    fn what_is_parked_needs_no_destination_and_no_dead_letter_queue() {
        let parks = |mut manifest: Manifest| {
            manifest.errors = manifest.errors.with_on_error(OnError::Park);
            findings(manifest)
        };
        assert_eq!(parks(samples::endless()), [] as [&str; 0]);
        assert_eq!(parks(samples::orders_to_totals()), [] as [&str; 0]);
        assert_eq!(parks(samples::writes_behind_a_queue()), [] as [&str; 0]);
        assert!(parks(samples::writes_with_age())[0].contains("can never be applied"));
    }

    #[test]
    fn writes_that_may_discard_a_record_are_refused_whatever_allows_it() {
        for (manifest, cause) in [
            (samples::writes_with_retries(), "`max_retries = 3`"),
            (samples::writes_with_age(), "`max_age = 600`"),
            (samples::writes_behind_a_queue(), "5 receives"),
        ] {
            let findings = findings(manifest);
            assert!(findings[0].contains(cause) && findings[0].contains("can never be applied"), "{findings:?}");
        }
    }
}
