//! `concurrency = 2`: so many items of a stream's event, or message groups of a queue's, have a record running at once.

use serde_json::Value;
use statetopic::prelude::*;

use super::fifo::{handed_back, message};
use super::journal::Then::Wait;
use super::journal::{FollowSubscriber, Journal, Step, act, checkpoint, noted, step};

/// Notes the start and the end of every step.
#[subscriber(library, concurrency = 2)]
async fn follow_two(change: StateChange<Step>, journal: &Journal) -> Result<()> {
    let step = change.new().ok_or("a step")?;
    journal.note("starts");
    act(step.then).await?;
    journal.note("ends");
    Ok(())
}

/// The most steps that ran at once.
fn most() -> usize {
    let mut running = 0;
    let running = noted().into_iter().map(|line| {
        if line.ends_with("starts") {
            running += 1;
        } else {
            running -= 1;
        }
        running
    });
    running.max().unwrap_or_default()
}

fn steps() -> Vec<Value> {
    ["1", "2", "3", "4", "5"].map(|number| step(number, Wait(1))).into()
}

#[tokio::test(start_paused = true)]
async fn so_many_items_of_a_stream_run_at_once() {
    assert_eq!((checkpoint::<FollowTwoSubscriber>(&steps()).await, most()), (None, 2));
    assert_eq!((checkpoint::<FollowSubscriber>(&steps()).await, most()), (None, 1), "one, where nothing is said");
}

#[tokio::test(start_paused = true)]
async fn so_many_message_groups_of_a_queue_run_at_once() {
    let groups = ["a", "b", "c", "d", "e"];
    let messages: Vec<Value> = groups.iter().zip(steps()).map(|(group, step)| message(group, &step)).collect();
    assert_eq!(handed_back::<FollowTwoSubscriber>(&messages).await, [""; 0]);
    assert_eq!(most(), 2);
    assert_eq!(handed_back::<FollowSubscriber>(&messages).await, [""; 0]);
    assert_eq!(most(), 5, "all, where nothing is said");
}
