//! A group that hangs, is slow or fails takes nothing from the others.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;

use super::{message, try_invoke};
use crate::function::journal::Then::{self, Fail, Hang, Panic, PanicInGuard, PanicLater, Pass, Succeed, Wait};
use crate::function::journal::{FollowSubscriber, event, noted, step};

/// The messages that are handed back by one invocation.
async fn invoke_within(time_out: Duration, steps: &[(String, Then)]) -> Vec<String> {
    let messages =
        (1..).zip(steps).map(|(number, (group, then)): (u32, _)| message(group, &step(&number.to_string(), *then)));
    let event = event(&messages.collect::<Vec<_>>());
    let response = try_invoke::<FollowSubscriber>(&event, Some(time_out)).await.unwrap();
    response.identifiers().map(str::to_owned).collect()
}

fn group(name: &str, then: Then) -> (String, Then) {
    (name.to_owned(), then)
}

#[tokio::test(start_paused = true)]
async fn one_group_that_hangs_leaves_three_to_be_done_at_once() {
    let steps = [group("hang", Hang), group("b", Succeed), group("c", Succeed), group("d", Succeed)];
    assert_eq!(invoke_within(Duration::from_millis(200), &steps).await, ["message-1"]);
    assert_eq!(noted().iter().filter(|line| line.ends_with("ends")).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_group_of_ten_slow_messages_leaves_the_others_done() {
    let mut steps = vec![group("slow", Wait(1)); 10];
    steps.extend(["b", "c", "d"].map(|name| group(name, Wait(1))));
    let handed_back = invoke_within(Duration::from_millis(2_500), &steps).await;
    let slow: Vec<String> = (3..=10).map(|number| format!("message-{number}")).collect();
    assert_eq!(handed_back, slow, "two of the slow group fit, and all others were done beside them");
    noted();
}

/// What a message may do to its group.
fn then() -> impl Strategy<Value = Then> {
    prop_oneof![
        5 => Just(Succeed),
        2 => Just(Pass),
        2 => Just(Wait(1)),
        1 => Just(Hang),
        1 => Just(Fail),
        1 => Just(Panic),
        1 => Just(PanicLater),
        1 => Just(PanicInGuard),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Each group is done up to its first message that fails or hangs, whatever the others do. A minute is enough for the
    /// ten messages that a queue hands over at once.
    #[test]
    fn every_group_is_done_up_to_its_own_first_failure(
        steps in prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "d", "e"]), then()), 1..=10),
    ) {
        let steps: Vec<(String, Then)> = steps.into_iter().map(|(name, then)| group(name, then)).collect();
        let tokio = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let handed_back = tokio.block_on(invoke_within(Duration::from_mins(1), &steps));
        noted();
        let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for (number, (name, then)) in (1..).zip(&steps) {
            if !order.contains(&&**name) {
                order.push(name);
            }
            let left = expected.entry(name).or_default();
            if !left.is_empty() || !matches!(then, Succeed | Pass | Wait(_)) {
                left.push(format!("message-{number}"));
            }
        }
        let expected: Vec<String> = order.into_iter().flat_map(|name| expected.remove(name).unwrap()).collect();
        prop_assert_eq!(handed_back, expected);
    }
}
