//! Records in order, up to the first that fails; the answer is the lowest that is not done.

use super::journal::Then::{Fail, Panic, PanicInGuard, PanicLater, Pass, Succeed, Wait};
use super::journal::{FollowSubscriber, checkpoint, noted, step, undecodable};

#[tokio::test(start_paused = true)]
async fn records_run_one_after_another_in_the_batchs_order() {
    let records = [step("1", Wait(3)), step("2", Succeed), step("3", Wait(1))];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await, None);
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts", "2 ends", "3 starts", "3 ends"]);
}

#[tokio::test]
async fn after_an_error_no_later_record_is_started() {
    let records = [step("1", Succeed), step("2", Fail), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts"]);
}

#[tokio::test]
async fn a_panic_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", Panic), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_behind_an_await_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", PanicLater), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts"]);
}

#[tokio::test]
async fn a_panic_in_a_guard_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", PanicInGuard), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends"]);
}

#[tokio::test]
async fn a_record_that_does_not_decode_fails_when_it_is_its_turn() {
    let records = [step("1", Succeed), undecodable("2"), step("3", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends"]);
}

#[tokio::test]
async fn an_earlier_failure_comes_before_a_record_that_does_not_decode() {
    let records = [step("1", Fail), undecodable("2")];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("1"));
}

#[tokio::test]
async fn the_same_process_goes_on_after_a_panic() {
    assert_eq!(checkpoint::<FollowSubscriber>(&[step("1", Panic)]).await.as_deref(), Some("1"));
    assert_eq!(checkpoint::<FollowSubscriber>(&[step("1", Succeed)]).await, None);
    assert_eq!(noted(), ["1 starts", "1 starts", "1 ends"]);
}

#[tokio::test]
async fn records_that_no_arm_takes_are_done() {
    let records = [step("1", Pass), step("2", Succeed), step("3", Pass)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await, None);
    assert_eq!(noted(), ["2 starts", "2 ends"]);
    assert_eq!(checkpoint::<FollowSubscriber>(&[step("1", Pass), step("2", Pass)]).await, None);
    assert!(noted().is_empty());
}

#[tokio::test]
async fn a_removal_is_done_where_only_insertions_are_taken() {
    let mut removal = step("1", Succeed);
    removal["eventName"] = "REMOVE".into();
    assert_eq!(checkpoint::<FollowSubscriber>(&[removal, step("2", Fail)]).await.as_deref(), Some("2"));
    assert_eq!(noted(), ["2 starts"]);
}

#[tokio::test]
async fn sequence_numbers_are_compared_as_numbers() {
    let records = [step("9", Fail), step("10", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("9"));
    let records = [step("10", Fail), step("9", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("9"));
}

#[tokio::test]
async fn the_lowest_undone_record_is_answered_and_not_the_first_one() {
    let (high, higher) = ("9".repeat(39), format!("1{}", "0".repeat(39)));
    let records = [step("5", Succeed), step(&higher, Fail), step(&high, Succeed), step("100", Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("100"));
    let records = [step("5", Succeed), step(&higher, Fail), step(&high, Succeed)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await, Some(high));
    let records = [step("5", Succeed), step("6", Fail)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("6"));
}

#[tokio::test]
async fn a_done_record_is_no_checkpoint_however_low_it_is() {
    let records = [step("1", Pass), step("2", Succeed), step("7", Fail), step("4", Pass), step("8", Pass)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("4"));
}

#[tokio::test]
async fn the_checkpoint_is_written_as_the_record_has_it() {
    let records = [step("0042", Fail)];
    assert_eq!(checkpoint::<FollowSubscriber>(&records).await.as_deref(), Some("0042"));
}

#[tokio::test]
async fn an_event_of_no_records_is_done() {
    assert_eq!(checkpoint::<FollowSubscriber>(&[]).await, None);
    assert!(noted().is_empty());
}
