//! Near the deadline: nothing new is started, nothing is waited for too long, and what is left is handed back.

use std::time::Duration;

use tokio::time::Instant;

use super::journal::Then::{self, Hang, Panic, PanicLater, Pass, Succeed, Wait};
use super::journal::{FollowSubscriber, invoke, noted, step};

const TIME_OUT: Duration = Duration::from_mins(1);

/// The checkpoint, and how long it took to answer.
async fn invoke_within(time_out: Duration, steps: &[(&str, Then)]) -> (Option<String>, Duration) {
    let start = Instant::now();
    let records: Vec<_> = steps.iter().map(|(sequence_number, then)| step(sequence_number, *then)).collect();
    let response = invoke::<FollowSubscriber>(&records, Some(time_out)).await;
    (response.checkpoint().map(str::to_owned), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn what_ends_in_time_is_done() {
    let (checkpoint, took) = invoke_within(TIME_OUT, &[("1", Wait(20)), ("2", Wait(20)), ("3", Wait(18))]).await;
    assert_eq!((checkpoint, took), (None, Duration::from_secs(58)));
}

#[tokio::test(start_paused = true)]
async fn near_the_deadline_the_rest_is_handed_back() {
    let steps = [("1", Wait(30)), ("2", Wait(29)), ("12", Succeed), ("3", Succeed)];
    let (checkpoint, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!(checkpoint.as_deref(), Some("3"));
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts", "2 ends"]);
    assert_eq!(took, Duration::from_secs(59));
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_through_is_done_however_near_the_deadline_is() {
    let (checkpoint, _) = invoke_within(TIME_OUT, &[("1", Wait(59))]).await;
    assert_eq!(checkpoint, None);
}

#[tokio::test(start_paused = true)]
async fn the_first_record_is_always_started() {
    for time_out in [Duration::ZERO, Duration::from_millis(1)] {
        let (checkpoint, _) = invoke_within(time_out, &[("1", Succeed), ("2", Succeed)]).await;
        assert!(checkpoint.as_deref().is_none_or(|checkpoint| checkpoint == "2"), "{checkpoint:?}");
        assert_eq!(noted()[..2], ["1 starts", "1 ends"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_record_that_an_arm_takes_is_always_started() {
    let (checkpoint, _) = invoke_within(Duration::ZERO, &[("1", Pass), ("2", Succeed), ("3", Succeed)]).await;
    assert_eq!(checkpoint.as_deref(), Some("3"));
    assert_eq!(noted(), ["2 starts", "2 ends"]);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_hangs_is_stopped_before_the_deadline() {
    let (checkpoint, took) = invoke_within(TIME_OUT, &[("1", Succeed), ("2", Hang), ("3", Succeed)]).await;
    assert_eq!(checkpoint.as_deref(), Some("2"));
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts"]);
    assert!((Duration::from_secs(59)..TIME_OUT).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_short_time_out_leaves_time_to_answer_too() {
    let time_out = Duration::from_secs(1);
    let (checkpoint, took) = invoke_within(time_out, &[("1", Hang)]).await;
    assert_eq!(checkpoint.as_deref(), Some("1"));
    assert!(took < time_out && took > time_out / 2, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_stopped_is_dropped_and_not_left_running() {
    let (checkpoint, _) = invoke_within(TIME_OUT, &[("1", Wait(61))]).await;
    assert_eq!(checkpoint.as_deref(), Some("1"));
    tokio::time::advance(Duration::from_mins(2)).await;
    assert_eq!(noted(), ["1 starts"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_before_the_deadline_is_a_panic() {
    for then in [Panic, PanicLater] {
        let (checkpoint, took) = invoke_within(TIME_OUT, &[("1", then), ("2", Succeed)]).await;
        assert_eq!(checkpoint.as_deref(), Some("1"));
        assert!(took <= Duration::from_secs(1), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_a_slow_function_is_waited_for() {
    let records = [step("1", Wait(86_400))];
    assert_eq!(invoke::<FollowSubscriber>(&records, None).await.checkpoint(), None);
    assert_eq!(noted(), ["1 starts", "1 ends"]);
}
