//! Near the deadline no message of any group is started, and all that were not are handed back.

use std::time::Duration;

use tokio::time::Instant;

use super::{message, try_invoke};
use crate::function::journal::Then::{self, Fail, Hang, Pass, Succeed, Wait};
use crate::function::journal::{FollowSubscriber, event, noted, step};

const TIME_OUT: Duration = Duration::from_mins(1);

/// The messages that are handed back, and how long it took to answer.
async fn invoke_within(time_out: Duration, steps: &[(&str, &str, Then)]) -> (Vec<String>, Duration) {
    let start = Instant::now();
    let messages: Vec<_> = steps.iter().map(|(group, number, then)| message(group, &step(number, *then))).collect();
    let response = try_invoke::<FollowSubscriber>(&event(&messages), Some(start + time_out)).await.unwrap();
    (response.identifiers().map(str::to_owned).collect(), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn groups_that_end_in_time_are_done() {
    let steps = [("a", "1", Wait(20)), ("b", "2", Wait(20)), ("a", "3", Wait(18))];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!((handed_back.len(), took), (0, Duration::from_secs(58)));
}

#[tokio::test(start_paused = true)]
async fn near_the_deadline_no_group_is_started() {
    let steps = [
        ("a", "1", Wait(30)),
        ("b", "2", Wait(29)),
        ("b", "3", Succeed),
        ("c", "4", Succeed),
        ("a", "5", Succeed),
        ("c", "6", Fail),
    ];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!(handed_back, ["message-3", "message-4", "message-6"]);
    assert_eq!(took, Duration::from_secs(59));
    assert_eq!(noted(), ["1 starts", "1 ends", "5 starts", "5 ends", "2 starts", "2 ends"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_hangs_is_stopped_with_all_that_follows() {
    let steps = [("a", "1", Succeed), ("a", "2", Hang), ("b", "3", Succeed), ("a", "4", Succeed)];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!(handed_back, ["message-2", "message-4", "message-3"]);
    assert!((Duration::from_secs(59)..TIME_OUT).contains(&took), "{took:?}");
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts"]);
}

#[tokio::test(start_paused = true)]
async fn the_first_message_that_an_arm_takes_is_always_started() {
    let steps = [("a", "1", Pass), ("b", "2", Succeed), ("b", "3", Succeed), ("c", "4", Succeed)];
    let (handed_back, _) = invoke_within(Duration::ZERO, &steps).await;
    assert_eq!(handed_back, ["message-3", "message-4"]);
    assert_eq!(noted(), ["2 starts", "2 ends"]);
}
