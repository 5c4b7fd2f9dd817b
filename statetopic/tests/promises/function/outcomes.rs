//! A result for each record of a batch.

use statetopic::prelude::*;
use statetopic::{Pending, Subscriber};

use super::journal::Then::{self, Fail, Panic, Succeed};
use super::journal::{Journal, Step, act, checkpoint, event, noted, step, undecodable};

/// Does what each step says and settles all of them; a step that passes gets no outcome.
#[subscriber(library)]
pub(crate) async fn settle_all(batch: Batch<Step>, journal: &Journal) -> Outcomes<Step> {
    let mut outcomes = Outcomes::new();
    for (record, pending) in batch.into_pending() {
        journal.note(record.key().id.as_str());
        match record.change().new().unwrap().then {
            Then::Pass => drop(pending),
            then => outcomes.push(pending.settle(act(then).await)),
        }
    }
    outcomes
}

/// Stops at the first failure.
#[subscriber(library)]
async fn settle_up_to_a_failure(batch: Batch<Step>, journal: &Journal) -> Result<Outcomes<Step>> {
    let mut outcomes = Outcomes::default();
    for (record, pending) in batch.into_pending() {
        journal.note(record.key().id.as_str());
        match act(record.change().new().unwrap().then).await {
            Ok(()) => outcomes.extend([pending.done()]),
            Err(error) => {
                outcomes.push(pending.failed(error));
                break;
            }
        }
    }
    Ok(outcomes)
}

/// Settles the last record first.
#[subscriber(library)]
fn settle_backwards(batch: Batch<Step>) -> Outcomes<Step> {
    batch.into_pending().rev().map(|(record, pending)| settle_now(&record, pending)).collect()
}

fn settle_now(record: &Record<Step>, pending: Pending<Step>) -> statetopic::Outcome<Step> {
    assert_eq!(pending.sequence_number(), record.sequence_number());
    let failed = record.change().new().unwrap().then == Fail;
    pending.settle(if failed { Err("on purpose") } else { Ok(()) })
}

/// Speaks of a batch of its own making.
#[subscriber(library)]
fn settle_another_batch(batch: Batch<Step>) -> Outcomes<Step> {
    Batch::new(batch.into_iter().collect()).into_pending().map(|(_, pending)| pending.done()).collect()
}

/// Says of each record that it is done, and of those that fail that too, before or after.
#[subscriber(library)]
fn settle_twice(batch: Batch<Step>) -> Outcomes<Step> {
    let failed = |record: &Record<Step>| record.change().new().unwrap().then == Fail;
    let mut said: Vec<_> = batch.clone().into_pending().map(|(_, pending)| pending.done()).collect();
    for (record, pending) in batch.into_pending().filter(|(record, _)| failed(record)) {
        let place = if record.key().id == "2" { 0 } else { said.len() };
        said.insert(place, pending.failed("on purpose"));
    }
    said.into_iter().collect()
}

#[tokio::test]
async fn of_two_outcomes_of_a_record_a_failure_counts() {
    assert_eq!(checkpoint_of::<SettleTwiceSubscriber>(&[Succeed, Fail, Succeed]).await, Some(2));
    assert_eq!(checkpoint_of::<SettleTwiceSubscriber>(&[Succeed, Succeed, Fail]).await, Some(3));
    assert_eq!(checkpoint_of::<SettleTwiceSubscriber>(&[Succeed, Succeed, Succeed]).await, None);
}

/// Fails as a whole.
#[subscriber(library)]
fn settle_none(_batch: Batch<Step>) -> Result<Outcomes<Step>, &'static str> {
    Err("on purpose")
}

/// The checkpoint of steps that are numbered from 1.
async fn checkpoint_of<S: Subscriber>(steps: &[Then]) -> Option<u32> {
    let records: Vec<_> = (1..).zip(steps).map(|(number, then): (u32, _)| step(&number.to_string(), *then)).collect();
    checkpoint::<S>(&records).await.map(|number| number.parse().unwrap())
}

#[tokio::test]
async fn a_batch_whose_records_are_all_done_is_done() {
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&[Succeed, Succeed, Succeed]).await, None);
    assert_eq!(noted(), ["1", "2", "3"]);
    assert_eq!(checkpoint_of::<SettleUpToAFailureSubscriber>(&[Succeed]).await, None);
    assert_eq!(checkpoint_of::<SettleBackwardsSubscriber>(&[Succeed, Succeed]).await, None);
}

#[tokio::test]
async fn the_lowest_failed_record_is_the_checkpoint() {
    let steps = [Succeed, Fail, Succeed, Fail, Succeed];
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&steps).await, Some(2));
    assert_eq!(checkpoint_of::<SettleUpToAFailureSubscriber>(&steps).await, Some(2));
    assert_eq!(checkpoint_of::<SettleBackwardsSubscriber>(&steps).await, Some(2));
    assert_eq!(noted(), ["1", "2", "3", "4", "5", "1", "2"]);
}

#[tokio::test]
async fn a_failed_record_is_found_by_its_number_and_not_by_its_place() {
    let records = [step("10", Succeed), step("12", Fail), step("9", Succeed), step("11", Fail)];
    assert_eq!(checkpoint::<SettleAllSubscriber>(&records).await.as_deref(), Some("11"));
}

#[tokio::test]
async fn a_forgotten_record_is_not_done() {
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&[Succeed, Then::Pass, Succeed]).await, Some(2));
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&[Then::Pass, Fail]).await, Some(1));
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&[Fail, Then::Pass]).await, Some(1));
}

#[tokio::test]
async fn what_is_said_of_another_batch_counts_for_nothing() {
    assert_eq!(checkpoint_of::<SettleAnotherBatchSubscriber>(&[Succeed, Succeed]).await, Some(1));
}

#[tokio::test]
async fn an_error_or_a_panic_of_the_function_is_the_whole_batchs() {
    assert_eq!(checkpoint_of::<SettleNoneSubscriber>(&[Succeed, Succeed]).await, Some(1));
    assert_eq!(checkpoint_of::<SettleAllSubscriber>(&[Succeed, Panic]).await, Some(1));
}

#[tokio::test]
async fn a_record_that_does_not_decode_comes_after_those_before_it() {
    let records = [step("1", Succeed), undecodable("2"), step("3", Succeed)];
    assert_eq!(checkpoint::<SettleAllSubscriber>(&records).await.as_deref(), Some("2"));
    let records = [step("1", Fail), undecodable("2")];
    assert_eq!(checkpoint::<SettleAllSubscriber>(&records).await.as_deref(), Some("1"));
    assert_eq!(noted(), ["1", "1"]);
}

#[test]
fn outcomes_tell_a_unit_test_what_they_hold() {
    let delivered = statetopic::decode::<Step>(&event(&[step("7", Succeed), step("8", Fail)])).unwrap();
    let outcomes = settle_backwards(Batch::new(delivered.into_iter().map(Result::unwrap).collect()));
    assert_eq!((outcomes.len(), outcomes.is_empty()), (2, false));
    let shown: Vec<String> = outcomes.iter().map(|outcome| outcome.sequence_number().unwrap().to_string()).collect();
    assert_eq!(shown, ["8", "7"]);
    let failed: Vec<String> =
        (&outcomes).into_iter().filter_map(|outcome| outcome.error()).map(ToString::to_string).collect();
    assert_eq!(failed, ["on purpose"]);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_done()).count(), 1);
}
