//! Each record of an event is settled once, and the answer follows from what became of them.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;
use statetopic::prelude::*;
use statetopic::{Connections, FailureKind, Function, OutcomeEvent, RecordOutcome};

use super::fifo::message;
use super::journal::Then::{self, Fail, Hang, Panic, PanicInGuard, PanicLater, Pass, Succeed, Wait};
use super::journal::{Journal, Step, act, event, is_mine, noted, step, undecodable};

/// Notes the item and the number of each record that starts and ends.
#[subscriber(on(Inserted { new } if is_mine(new.then)), library)]
async fn trace(record: Record<Step>, journal: &Journal) -> Result<()> {
    let line = format!("{} {}", record.key().id, record.sequence_number().unwrap());
    journal.note(format!("{line} starts"));
    act(record.change().new().unwrap().then).await?;
    journal.note(format!("{line} ends"));
    Ok(())
}

/// A record of an item.
fn of_item(item: &str, mut record: Value) -> Value {
    for place in ["/dynamodb/Keys/id/S", "/dynamodb/NewImage/id/S"] {
        *record.pointer_mut(place).unwrap() = item.into();
    }
    record
}

/// What became of each record, by its ordinal, and the identifiers of the answer.
#[derive(Debug, PartialEq)]
struct Told {
    outcomes: Vec<String>,
    answer: Vec<String>,
}

fn told(event: &OutcomeEvent<'_>) -> (usize, String) {
    let outcome = match event.outcome {
        RecordOutcome::Failed(failure) => format!("Failed {:?}", failure.kind()),
        outcome => outcome.name().to_owned(),
    };
    (event.ordinal, outcome)
}

async fn invoke(records: &[Value], concurrency: usize, time_out: Option<Duration>) -> Told {
    let function = Function::<TraceSubscriber>::connect(&Connections::from_env()).await.unwrap();
    let function = function.with_concurrency(concurrency);
    let mut outcomes = BTreeMap::new();
    let event = event(records);
    let response = function.invoke_observed(&event, time_out, |event| {
        let (ordinal, outcome) = told(event);
        assert_eq!(outcomes.insert(ordinal, outcome), None, "a record is settled once");
    });
    let response = response.await.unwrap();
    assert_eq!(outcomes.len(), records.len(), "every record is settled");
    let answer = response.identifiers().map(str::to_owned).collect();
    Told { outcomes: outcomes.into_values().collect(), answer }
}

#[tokio::test(start_paused = true)]
async fn each_way_that_a_record_ends_is_told() {
    let records = [
        of_item("a", step("1", Pass)),
        of_item("b", step("2", Succeed)),
        of_item("c", step("3", Panic)),
        of_item("c", step("4", Succeed)),
        of_item("d", undecodable("5")),
        of_item("e", step("6", Wait(58))),
        of_item("f", step("7", Hang)),
        of_item("e", step("8", Wait(1))),
        of_item("e", step("9", Succeed)),
    ];
    let told = invoke(&records, 9, Some(Duration::from_mins(1))).await;
    let expected = [
        "NotTaken",
        "Done",
        "Failed Panic",
        "NotStarted",
        "Failed Decode",
        "Done",
        "Failed Deadline",
        "Done",
        "HandedBack",
    ];
    assert_eq!(told.outcomes, expected);
    assert_eq!(told.answer, ["3"]);
    noted();
}

#[tokio::test]
async fn an_outcome_is_told_with_what_the_record_is_known_by_and_no_value() {
    let function = Function::<TraceSubscriber>::connect(&Connections::from_env()).await.unwrap();
    let unreadable = super::fifo::with_body("message-2", "b", "{}");
    let messages = [message("a", &of_item("secret", step("1", Fail))), unreadable];
    let mut seen = Vec::new();
    let event = event(&messages);
    let invoked = function.invoke_observed(&event, None, |event| {
        seen.push((event.event_id.map(ToString::to_string), event.message_id.map(str::to_owned), format!("{event:?}")));
        let RecordOutcome::Failed(failure) = event.outcome else { panic!("both fail") };
        assert!(matches!(failure.kind(), FailureKind::Returned | FailureKind::Decode));
    });
    invoked.await.unwrap();
    let known: Vec<_> = seen.iter().map(|(event, message, _)| (event.as_deref(), message.as_deref())).collect();
    assert_eq!(known, [(Some("event-1"), Some("message-1")), (None, Some("message-2"))]);
    assert!(seen.iter().all(|(.., shown)| !shown.contains("secret")), "{seen:?}");
    noted();
}

fn then() -> impl Strategy<Value = Option<Then>> {
    prop_oneof![
        6 => Just(Some(Succeed)),
        2 => Just(Some(Pass)),
        2 => Just(Some(Wait(1))),
        1 => Just(Some(Wait(20))),
        1 => prop::sample::select(vec![Fail, Panic, PanicLater, PanicInGuard, Hang]).prop_map(Some),
        // It does not decode.
        1 => Just(None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Over items, lanes and deadlines: one outcome for each record; nothing of an item starts before what is earlier is
    /// done; the answer is the lowest record that is not done.
    #[test]
    fn order_is_kept_in_each_item_and_the_answer_is_the_lowest_over_all_lanes(
        steps in prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "d"]), then()), 0..25),
        concurrency in 1_usize..6,
        minutes in prop::option::of(1_u64..3),
    ) {
        // Without a deadline nothing may hang.
        prop_assume!(minutes.is_some() || steps.iter().all(|(_, then)| *then != Some(Hang)));
        let records: Vec<Value> = (1..).zip(&steps).map(|(number, (item, then)): (u32, _)| {
            let number = number.to_string();
            of_item(item, then.map_or_else(|| undecodable(&number), |then| step(&number, then)))
        }).collect();
        let tokio = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let told = tokio.block_on(invoke(&records, concurrency, minutes.map(Duration::from_mins)));
        let journal = noted();

        let is_done = |ordinal: usize| matches!(&*told.outcomes[ordinal], "Done" | "NotTaken");
        let lowest = (0..records.len()).find(|ordinal| !is_done(*ordinal));
        prop_assert_eq!(&told.answer, &lowest.map(|ordinal| (ordinal + 1).to_string()).into_iter().collect::<Vec<_>>());
        if concurrency == 1 {
            // One lane: after the first that is not done, nothing is.
            let lowest = lowest.unwrap_or(records.len());
            prop_assert!((lowest..records.len()).all(|ordinal| !is_done(ordinal)));
        }
        for item in ["a", "b", "c", "d"] {
            let of_item: Vec<usize> = (0..steps.len()).filter(|ordinal| steps[*ordinal].0 == item).collect();
            let done = of_item.iter().take_while(|ordinal| is_done(**ordinal)).count();
            prop_assert!(of_item[done..].iter().all(|ordinal| !is_done(*ordinal)), "nothing after a failure");
            // Its lines: each record ends before the next starts, in order, and none starts behind one that is not done.
            let lines: Vec<&str> = journal.iter().filter_map(|line| line.strip_prefix(item)).map(str::trim).collect();
            let mut expected = Vec::new();
            for ordinal in &of_item {
                match (&*told.outcomes[*ordinal], steps[*ordinal].1) {
                    ("Done", _) => expected.extend([format!("{} starts", ordinal + 1), format!("{} ends", ordinal + 1)]),
                    ("NotTaken", _) => {}
                    (_, Some(Fail | Panic | PanicLater | Hang | Wait(_))) if told.outcomes[*ordinal].starts_with("Failed") => {
                        expected.push(format!("{} starts", ordinal + 1));
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(lines, expected);
        }
    }
}
