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
    let response = try_invoke::<FollowSubscriber>(&event(&messages), Some(time_out)).await.unwrap();
    (response.identifiers().map(str::to_owned).collect(), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn groups_run_at_once() {
    let steps = [("a", "1", Wait(20)), ("b", "2", Wait(50)), ("a", "3", Wait(38))];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!((handed_back.len(), took), (0, Duration::from_secs(58)));
    assert_eq!(noted(), ["1 starts", "2 starts", "1 ends", "3 starts", "2 ends", "3 ends"]);
}

#[tokio::test(start_paused = true)]
async fn near_the_deadline_no_message_of_any_group_is_started() {
    let steps = [
        ("a", "1", Wait(59)),
        ("b", "2", Wait(58)),
        ("b", "3", Wait(1)),
        ("c", "4", Succeed),
        ("a", "5", Succeed),
        ("c", "6", Fail),
        ("b", "7", Succeed),
    ];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!(handed_back, ["message-5", "message-7", "message-6"]);
    assert_eq!(took, Duration::from_secs(59));
    let started = ["1 starts", "2 starts", "4 starts", "4 ends", "6 starts", "2 ends", "3 starts", "1 ends", "3 ends"];
    assert_eq!(noted(), started);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_hangs_is_stopped_with_what_follows_in_its_group() {
    let steps = [("a", "1", Succeed), ("a", "2", Hang), ("b", "3", Succeed), ("a", "4", Succeed)];
    let (handed_back, took) = invoke_within(TIME_OUT, &steps).await;
    assert_eq!(handed_back, ["message-2", "message-4"]);
    assert!((Duration::from_secs(59)..TIME_OUT).contains(&took), "{took:?}");
    assert_eq!(noted(), ["1 starts", "1 ends", "2 starts", "3 starts", "3 ends"]);
}

#[tokio::test(start_paused = true)]
async fn the_first_message_that_an_arm_takes_is_always_started() {
    let steps = [("a", "1", Pass), ("b", "2", Succeed), ("b", "3", Succeed), ("c", "4", Succeed)];
    let (handed_back, _) = invoke_within(Duration::ZERO, &steps).await;
    assert_eq!(handed_back, ["message-3", "message-4"]);
    assert_eq!(noted(), ["2 starts", "2 ends"]);
}
