//! A function that takes a whole batch.

use statetopic::prelude::*;

use super::journal::Then::{Fail, Panic, PanicInGuard, Pass, Succeed};
use super::journal::{Journal, Step, act, checkpoint, event, is_mine, noted, step, undecodable};

/// Notes the batch, then does what each of its steps says.
#[subscriber(on(Inserted { new } if is_mine(new.then)), library)]
pub(crate) async fn follow_batch(batch: Batch<Step>, journal: &Journal) -> Result<()> {
    let ids: Vec<&str> = batch.iter().map(|record| record.key().id.as_str()).collect();
    assert_eq!((ids.len(), ids.is_empty()), (batch.len(), batch.is_empty()));
    journal.note(ids.join(" "));
    for record in &batch {
        act(record.change().new().unwrap().then).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_batch_is_handed_over_whole_and_in_order() {
    let records = [step("3", Succeed), step("1", Succeed), step("2", Succeed)];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await, None);
    assert_eq!(noted(), ["3 1 2"]);
}

#[tokio::test]
async fn records_that_no_arm_takes_are_not_in_the_batch() {
    let records = [step("1", Pass), step("2", Succeed), step("3", Pass), step("4", Succeed), step("5", Pass)];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await, None);
    assert_eq!(noted(), ["2 4"]);
}

#[tokio::test]
async fn a_batch_that_holds_nothing_is_not_handed_over() {
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&[]).await, None);
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&[step("1", Pass)]).await, None);
    assert!(noted().is_empty());
}

#[tokio::test]
async fn what_comes_before_a_record_that_does_not_decode_is_handed_over() {
    let records = [step("1", Succeed), step("2", Succeed), undecodable("3"), step("4", Succeed)];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("3"));
    assert_eq!(noted(), ["1 2"]);
}

#[tokio::test]
async fn what_comes_before_a_guard_that_panics_is_handed_over() {
    let records = [step("1", Succeed), step("2", PanicInGuard), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1"]);
}

#[tokio::test]
async fn a_first_record_that_does_not_decode_hands_nothing_over() {
    let records = [undecodable("1"), step("2", Succeed)];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("1"));
    assert!(noted().is_empty());
}

#[tokio::test]
async fn an_error_of_the_whole_batch_names_its_lowest_record() {
    for failure in [Fail, Panic] {
        let records = [step("10", Succeed), step("9", Succeed), step("11", failure)];
        assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("9"));
        assert_eq!(noted(), ["10 9 11"]);
    }
}

#[tokio::test]
async fn an_error_before_a_record_that_does_not_decode_names_the_lowest_of_all() {
    let records = [step("10", Fail), undecodable("9")];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("9"));
    let records = [step("8", Fail), undecodable("9")];
    assert_eq!(checkpoint::<FollowBatchSubscriber>(&records).await.as_deref(), Some("8"));
}

#[tokio::test]
async fn a_batch_is_iterated_by_value_too() {
    let delivered = statetopic::decode::<Step>(&event(&[step("1", Succeed), step("2", Succeed)])).unwrap();
    let batch = Batch::new(delivered.into_iter().map(Result::unwrap).collect());
    let ids: Vec<String> = batch.into_iter().map(|record| record.key().id.clone()).collect();
    assert_eq!(ids, ["1", "2"]);
}
