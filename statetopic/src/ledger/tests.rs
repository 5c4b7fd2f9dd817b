//! Writes and their ledger row, committed in memory: without the AWS SDK too.

use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::{APPLIED_SEQ, Change, CommitError, Committed, Committer, EXPIRES_AT, KEPT, SCHEMA};
use crate::clock::Clock;
use crate::connections::Connections;
use crate::prelude::*;
use crate::rows::memory::MemoryTables;
use crate::sequence::SequenceNumber;

#[crate::read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    group: String,
    #[serde(default)]
    sum: u8,
}

fn total(delta: i64) -> Writes<Total> {
    Writes::new().update(TotalKey { group: "a".to_owned() }.update().add(|a| a.sum, delta))
}

/// What became of changes of one item, by their sequence numbers.
struct Ledger {
    tables: MemoryTables,
    committer: Committer,
}

impl Ledger {
    async fn new() -> Self {
        let tables = MemoryTables::new(Clock::stopped_at(Duration::from_secs(1_000)));
        tables.create("totals", &<Total as crate::ReadModel>::SCHEMA);
        tables.create("ledger", &SCHEMA);
        let connections = Connections::memory(tables.environment(), tables.clone());
        let written = [<Total as crate::ReadModel>::SCHEMA];
        Self { committer: Committer::connect(&connections, "totals", &written).await.unwrap(), tables }
    }

    async fn commit(&self, number: &str, delta: i64) -> Result<Committed, CommitError> {
        let sequence_number = SequenceNumber::parse(number).unwrap();
        let change = Change { source: "arn", item: b"item", sequence_number: &sequence_number };
        self.committer.commit(change, total(delta).into_result().unwrap()).await
    }

    async fn applied(&self, number: &str) -> Option<Committed> {
        let sequence_number = SequenceNumber::parse(number).unwrap();
        let change = Change { source: "arn", item: b"item", sequence_number: &sequence_number };
        self.committer.applied(change).await.unwrap()
    }

    fn sum(&self) -> AttributeValue {
        self.tables.rows("totals").unwrap()[0].inner()["sum"].clone()
    }
}

#[tokio::test]
async fn in_memory_a_change_is_committed_once_and_none_after_a_later_one() {
    let ledger = Ledger::new().await;
    assert_eq!(ledger.applied("7").await, None);
    for (number, committed, sum) in [
        ("7", Committed::Now, "1"),
        ("7", Committed::Before, "1"),
        ("10", Committed::Now, "2"),
        ("9", Committed::Superseded, "2"),
    ] {
        assert_eq!(ledger.commit(number, 1).await.unwrap(), committed, "{number}");
        assert_eq!(ledger.sum(), AttributeValue::N(sum.to_owned()), "{number}");
    }
    assert_eq!(ledger.applied("10").await, Some(Committed::Before));
    assert_eq!(ledger.applied("11").await, None);
    let [row] = &ledger.tables.rows("ledger").unwrap()[..] else { panic!("one row") };
    assert_eq!(row.inner()[APPLIED_SEQ], AttributeValue::S(format!("{:0>40}", "10")));
    assert_eq!(row.inner()[EXPIRES_AT], AttributeValue::N((1_000 + KEPT.as_secs()).to_string()));
}

#[tokio::test]
async fn in_memory_writes_that_cannot_be_committed_leave_no_ledger_row() {
    let ledger = Ledger::new().await;
    assert!(ledger.commit("1", 200).await.is_ok());
    let error = ledger.commit("2", 100).await.unwrap_err();
    assert!(error.is_the_records_own() && error.to_string().contains("would leave its field's range"), "{error}");
    assert_eq!(ledger.applied("2").await, None);
    assert_eq!(ledger.sum(), AttributeValue::N("200".to_owned()));
}
