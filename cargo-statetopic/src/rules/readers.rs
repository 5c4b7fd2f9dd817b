//! A shard of a stream has at most two readers.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use super::finding::Finding;
use crate::project::{self, Subscriber};

/// The most readers of a shard; it cannot be raised.
const MOST: usize = 2;
/// With more than this, the replicas of a global table throttle each other.
const MOST_OF_GLOBAL_TABLE: usize = 1;

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    for readers in project::readers(subscribers).values() {
        let table = &readers[0].topic.table;
        let names: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.id)).collect();
        let names = names.join(", ");
        if let Some(third) = readers.get(MOST) {
            findings.push(Finding::error(
                &third.location,
                format!(
                    "the stream of `{}` has {} readers ({names}) and a shard allows {MOST}; put two into one function: one \
                     `#[subscriber]` with the arms of both that calls both as plain functions",
                    table.model,
                    readers.len()
                ),
            ));
        } else if let (Some(second), false) = (readers.get(MOST_OF_GLOBAL_TABLE), table.replicas.is_empty()) {
            findings.push(Finding::warning(
                &second.location,
                format!(
                    "the stream of `{}` has {} readers ({names}), and of a global table one is advised: replication reads \
                     it too; put them into one function",
                    table.model,
                    readers.len()
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, subscribers};

    #[test]
    fn a_third_reader_is_an_error_that_names_all_three() {
        let mut findings = Vec::new();
        let [one, two, three] = [samples::stamp("a"), samples::stamp("b"), samples::stamp("c")];
        check(&subscribers([one.clone(), two.clone()]), &mut findings);
        assert_eq!(findings, []);
        check(&subscribers([one, two, three]), &mut findings);
        let [finding] = &*findings else { panic!("{findings:?}") };
        assert!(finding.text.contains("3 readers (`a`, `b`, `c`)"), "{finding}");
        assert!(
            finding.text.contains("; put two into one function: one `#[subscriber]` with the arms of both"),
            "{finding}"
        );
    }

    #[test]
    fn a_global_table_has_one_reader() {
        let mut findings = Vec::new();
        let readers = [samples::of_global_table("a"), samples::of_global_table("b")];
        check(&subscribers(readers), &mut findings);
        assert!(findings[0].to_string().contains("warning"), "{findings:?}");
    }
}
