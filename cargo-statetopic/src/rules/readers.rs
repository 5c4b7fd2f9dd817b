//! A shard of a stream has at most two readers.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use super::finding::Finding;
use crate::project::{self, Subscriber};

/// Maximum number of readers of a shard; the limit cannot be raised.
const MAX_READERS: usize = 2;
/// Maximum number of readers of a global table without throttling: replication is a reader too.
const MAX_READERS_OF_GLOBAL_TABLE: usize = 1;

pub(super) fn check(subscribers: &[Subscriber], findings: &mut Vec<Finding>) {
    for readers in project::readers(subscribers).values() {
        let table = &readers[0].topic.table;
        let names: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.id)).collect();
        let names = names.join(", ");
        if let Some(third) = readers.get(MAX_READERS) {
            findings.push(Finding::error(
                &third.location,
                format!(
                    "the stream of `{}` has {} readers ({names}) and the limit for a shard is {MAX_READERS}; combine two of them: one \
                     `#[subscriber]` with the arms of both, which calls both as plain functions",
                    table.model,
                    readers.len()
                ),
            ));
        } else if let (Some(second), false) = (readers.get(MAX_READERS_OF_GLOBAL_TABLE), table.replicas.is_empty()) {
            findings.push(Finding::warning(
                &second.location,
                format!(
                    "the stream of `{}` has {} readers ({names}), and one is recommended for a global table, since replication \
                     reads the stream too; combine them into one function",
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
        assert!(finding.text.contains("; combine two of them: one `#[subscriber]` with the arms of both"), "{finding}");
    }

    #[test]
    fn a_global_table_has_one_reader() {
        let mut findings = Vec::new();
        let readers = [samples::of_global_table("a"), samples::of_global_table("b")];
        check(&subscribers(readers), &mut findings);
        assert!(findings[0].to_string().contains("warning"), "{findings:?}");
    }
}
