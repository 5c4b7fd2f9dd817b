//! What the reasons of a cancelled transaction mean.

use serde_dynamo::Item;

use super::error::CommitError;
use super::transaction::Transaction;
use crate::rows::{CancellationCode, CancellationReason};

/// Why a transaction was not carried out.
#[derive(Debug)]
pub(super) enum Cancelled {
    /// Rows of the ledger are not as asked: their places, and what they are.
    Ledger(Vec<(usize, Option<Item>)>),
    /// Another transaction was on the same row, or there were too many; trying again helps. The operations that it was about,
    /// where they are named.
    Conflict(Vec<usize>),
    /// A condition of these writes, counted from zero, does not hold of the row that is there and they say `or_skip`: without
    /// them the rest can be committed.
    Stale(Vec<(usize, Option<Item>)>),
    Error(CommitError),
}

/// Reads the reasons: one for each operation, those of the ledger rows first. `None` where none is known.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
pub(super) fn cancelled(reasons: &[CancellationReason], transaction: &Transaction) -> Option<Cancelled> {
    let (ledger, of_writes) = reasons.split_at_checked(transaction.rows.len())?;
    let not_as_asked = ledger.iter().enumerate().filter(|(_, row)| row.code == CancellationCode::ConditionFailed);
    let not_as_asked: Vec<_> = not_as_asked.map(|(place, row)| (place, row.old.clone())).collect();
    if !not_as_asked.is_empty() {
        return Some(Cancelled::Ledger(not_as_asked));
    }
    let passing = reasons.iter().enumerate().filter(|(_, reason)| reason.code.passes());
    let conflict = || Cancelled::Conflict(passing.map(|(place, _)| place).collect());
    // While somebody else is on a ledger row, what the writes say may already be about its record's own.
    if ledger.iter().any(|row| row.code.passes()) {
        return Some(conflict());
    }
    let of_record = of_writes.iter().zip(&transaction.writes).find_map(|(reason, (write, _))| {
        let model = write.model;
        match &reason.code {
            CancellationCode::ConditionFailed if write.guard.or_skip => None,
            CancellationCode::ConditionFailed => {
                Some(CommitError::Condition { model, asked: write.asked().of_row(reason.old.as_ref()) })
            }
            CancellationCode::Refused(code) => Some(CommitError::Refused { model, code: code.clone() }),
            _ => None,
        }
    });
    if let Some(error) = of_record {
        return Some(Cancelled::Error(error));
    }
    // What is left of failed conditions is left out.
    let stale = of_writes.iter().enumerate().filter(|(_, reason)| reason.code == CancellationCode::ConditionFailed);
    let stale: Vec<_> = stale.map(|(place, reason)| (place, reason.old.clone())).collect();
    if !stale.is_empty() {
        return Some(Cancelled::Stale(stale));
    }
    reasons.iter().any(|reason| reason.code.passes()).then(conflict)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_dynamo::AttributeValue;

    use super::super::row::{Format, Says};
    use super::super::transaction::LedgerRow;
    use super::super::{Brought, Change};
    use super::*;
    use crate::operation::Write;
    use crate::prelude::*;

    #[crate::read_model(table = "totals")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Totals {
        #[partition_key]
        group: String,
        #[serde(default)]
        sum: u64,
    }

    const APPLIED: &str = "0000000000000000000000000000000000000007";

    fn writes() -> Vec<Write> {
        let key = |group: &str| TotalsKey { group: group.to_owned() };
        let writes = Writes::<Totals>::new().update(key("a").update().add(|a| a.sum, 1));
        writes.update(key("b").update().add(|a| a.sum, 1)).into_result().unwrap()
    }

    /// That of one record.
    fn of_one(writes: Vec<Write>) -> Transaction {
        let places = writes.into_iter().enumerate().map(|(place, write)| (write, vec![(0, place)]));
        Transaction {
            rows: vec![LedgerRow { format: Format::First, members: vec![0], seen: None }],
            writes: places.collect(),
        }
    }

    fn read(codes: [&str; 3], seen: Option<&str>) -> Option<String> {
        let applied = |seen: &str| {
            let seen = AttributeValue::S(seen.to_owned());
            Item::from(HashMap::from([(Format::First.attribute().to_owned(), seen)]))
        };
        let reasons: Vec<_> = codes
            .iter()
            .enumerate()
            .map(|(place, code)| CancellationReason {
                code: CancellationCode::parse(Some(code)),
                old: seen.filter(|_| place == 0).map(applied),
            })
            .collect();
        cancelled(&reasons, &of_one(writes())).map(|cancelled| match cancelled {
            Cancelled::Ledger(rows) => {
                let sequence_number = APPLIED.parse().unwrap();
                let change = Change {
                    source: "arn",
                    item: b"item",
                    sequence_number: &sequence_number,
                    brought: Brought::ByStream,
                };
                match rows[0].1.as_ref().map_or(Says::Nothing, |row| Format::First.read(row, change)) {
                    Says::Applied(before) => format!("{before:?}"),
                    Says::Nothing | Says::Parked | Says::Unknown => "conflict".to_owned(),
                }
            }
            Cancelled::Conflict(operations) => format!("conflict {operations:?}"),
            Cancelled::Stale(stale) => format!("stale {}", stale.len()),
            Cancelled::Error(error) => error.to_string(),
        })
    }

    #[test]
    fn a_ledger_row_that_has_the_change_or_a_later_one_makes_it_a_duplicate() {
        let later = "0000000000000000000000000000000000000010";
        for (seen, expected) in [(APPLIED, "Before"), (later, "Passed")] {
            for write in ["None", "ConditionalCheckFailed", "TransactionConflict"] {
                let read = read(["ConditionalCheckFailed", write, "None"], Some(seen));
                assert_eq!(read.as_deref(), Some(expected), "{seen} {write}");
            }
        }
    }

    #[test]
    fn a_ledger_row_that_was_another_by_then_is_looked_at_again() {
        let earlier = "0000000000000000000000000000000000000006";
        for seen in [None, Some(earlier)] {
            assert_eq!(read(["ConditionalCheckFailed", "None", "None"], seen).as_deref(), Some("conflict"));
        }
    }

    #[test]
    fn a_ledger_row_that_is_taken_says_nothing_of_the_writes() {
        for ledger in ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] {
            let read = read([ledger, "ConditionalCheckFailed", "None"], None);
            assert_eq!(read.as_deref(), Some("conflict [0]"), "{ledger}");
        }
    }

    #[test]
    fn a_condition_of_a_write_is_the_records_error() {
        let read = read(["None", "None", "ConditionalCheckFailed"], None).unwrap();
        assert!(read.contains("an addition to `Totals` would leave its field's range"), "{read}");
    }

    #[test]
    fn a_write_that_dynamodb_refuses_is_the_records_error_before_any_conflict() {
        let read = read(["None", "TransactionConflict", "ValidationError"], None).unwrap();
        assert!(read.contains("DynamoDB refused a write to `Totals`: ValidationError"), "{read}");
    }

    #[test]
    fn a_conflict_on_a_write_and_a_throttled_one_are_tried_again() {
        for write in ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] {
            assert_eq!(read(["None", write, "None"], None).as_deref(), Some("conflict [1]"), "{write}");
        }
    }

    #[crate::read_model(table = "titles")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Title {
        #[partition_key]
        id: u32,
        #[version]
        revision: u64,
    }

    /// The reasons for a `put_if_newer` and an addition behind it.
    fn read_newer(newer: &str, addition: &str) -> Option<Cancelled> {
        let total = TotalsKey { group: "a".to_owned() }.update().add(|a| a.sum, 1);
        let writes = Writes::<(Title, Totals)>::new().put_if_newer(&Title { id: 1, revision: 2 }).update(total);
        let reasons = ["None", newer, addition]
            .map(|code| CancellationReason { code: CancellationCode::parse(Some(code)), old: None });
        cancelled(&reasons, &of_one(writes.into_result().unwrap()))
    }

    #[test]
    fn a_stale_row_is_left_out_unless_another_write_is_the_records_error() {
        let stale = read_newer("ConditionalCheckFailed", "TransactionConflict");
        assert!(matches!(stale, Some(Cancelled::Stale(places)) if places == [(0, None)]));
        let error = read_newer("ConditionalCheckFailed", "ConditionalCheckFailed");
        assert!(matches!(error, Some(Cancelled::Error(CommitError::Condition { model: "Totals", .. }))));
    }

    #[test]
    fn reasons_that_nobody_knows_are_left_to_the_service_error() {
        assert_eq!(read(["None", "DuplicateItem", "None"], None), None);
    }
}
