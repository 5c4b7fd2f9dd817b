//! The stream of a global table has one reader beside replication. A third reader of any stream is refused by the plan.

use statetopic::plan::{ADVISED_READERS_OF_GLOBAL_TABLE, Deployment, MAX_READERS};

use super::finding::Finding;
use crate::project;

pub(super) fn check(deployment: &Deployment, findings: &mut Vec<Finding>) {
    for readers in project::readers(deployment).values() {
        let table = &readers[0].manifest.topic.table;
        let is_global = !table.schema.settings.replicas.is_empty();
        let Some(second) = readers.get(ADVISED_READERS_OF_GLOBAL_TABLE).filter(|_| is_global) else { continue };
        if readers.len() > MAX_READERS {
            continue;
        }
        let names: Vec<String> = readers.iter().map(|reader| format!("`{}`", reader.manifest.id)).collect();
        findings.push(Finding::warning(
            &second.manifest.location,
            format!(
                "the stream of `{}` has {} readers ({}), and one is recommended for a global table, since replication reads the \
                 stream too; combine them into one function",
                table.model,
                readers.len(),
                names.join(", ")
            ),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, deployment};

    #[test]
    fn a_global_table_has_one_reader() {
        let mut findings = Vec::new();
        let readers = [samples::of_global_table("a"), samples::of_global_table("b")];
        check(&deployment(readers), &mut findings);
        assert!(findings[0].to_string().contains("warning"), "{findings:?}");
    }
}
