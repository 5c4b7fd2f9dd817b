//! Code of the user's that does what no code should: only its own records pay for it.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Deserializer;
use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::{BoxError, Connections, Function, RecordOutcome};

use super::journal::Then::{Fail, Succeed};
use super::journal::{Step, event, invoke, step};

thread_local! {
    /// Whether a [`Grenade`] that is armed goes off.
    static LIVE: Cell<bool> = const { Cell::new(true) };
}

/// A field whose `Drop` panics where it is armed.
#[derive(Clone, Debug, PartialEq)]
struct Grenade(bool);

impl Drop for Grenade {
    fn drop(&mut self) {
        assert!(!(self.0 && LIVE.get()), "on purpose");
    }
}

impl Serialize for Grenade {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Grenade {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(Self)
    }
}

#[read_model(table = "grenades")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Crate {
    #[partition_key]
    id: String,
    /// Whether an arm takes it; a negative one panics in the guard.
    taken: i8,
    grenade: Grenade,
}

fn is_taken(taken: i8) -> bool {
    assert!(taken >= 0, "on purpose");
    taken > 0
}

#[subscriber(on(Inserted { new } if is_taken(new.taken)), library)]
fn take_crates(batch: Batch<Crate>) {
    batch.into_iter().for_each(std::mem::forget);
}

/// Fails for the crate `bad`; nothing else takes its hands off a crate.
#[subscriber(on(Inserted { new } if is_taken(new.taken)), library)]
fn take_a_crate(change: StateChange<Crate>) -> Result<()> {
    let id = change.key().id.clone();
    std::mem::forget(change);
    if id == "bad" { Err("on purpose".into()) } else { Ok(()) }
}

fn crate_record(number: &str, id: &str, taken: i8, armed: bool) -> Value {
    json!({
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": { "id": { "S": id } },
            "NewImage": { "id": { "S": id }, "taken": { "N": taken.to_string() }, "grenade": { "BOOL": armed } },
            "SequenceNumber": number,
        },
    })
}

#[tokio::test]
async fn a_drop_that_panics_of_a_record_between_those_of_a_batch_is_nobody_elses_failure() {
    let records = [crate_record("1", "a", 1, false), crate_record("2", "b", 0, true), crate_record("3", "c", 1, false)];
    let response = invoke::<TakeCratesSubscriber>(&records, None).await;
    // No arm takes it: whether it is done or fails, the others are.
    assert!(matches!(response.checkpoint(), None | Some("2")), "{response:?}");
}

#[tokio::test]
async fn a_guard_and_a_drop_that_both_panic_are_that_records_failure() {
    let records = [crate_record("1", "a", 1, false), crate_record("2", "b", -1, true)];
    let response = invoke::<TakeACrateSubscriber>(&records, None).await;
    assert_eq!(response.checkpoint(), Some("2"));
}

/// Two panics while a `Vec` is dropped end the process.
#[tokio::test]
async fn drops_that_panic_of_several_records_that_had_no_turn_end_no_process() {
    let records =
        [crate_record("1", "bad", 1, false), crate_record("2", "b", 1, true), crate_record("3", "c", 1, true)];
    let response = invoke::<TakeACrateSubscriber>(&records, None).await;
    assert_eq!(response.checkpoint(), Some("1"));
}

#[subscriber(library, on(Inserted))]
fn drop_crates(batch: Batch<Crate>) {
    drop(batch);
}

#[subscriber(library, on(Inserted))]
async fn hold_crates(batch: Batch<Crate>) {
    std::future::pending::<()>().await;
    drop(batch);
}

/// Two panics at once end the process.
#[tokio::test(start_paused = true)]
async fn drops_that_panic_of_the_records_of_a_batch_are_one_panic() {
    let records = [crate_record("1", "a", 1, true), crate_record("2", "b", 1, true)];
    let time_left = Some(Duration::from_secs(1));
    assert_eq!(invoke::<DropCratesSubscriber>(&records, time_left).await.checkpoint(), Some("1"));
    assert_eq!(invoke::<HoldCratesSubscriber>(&records, time_left).await.checkpoint(), Some("1"));
}

#[tokio::test]
async fn a_drop_that_panics_of_what_was_decoded_of_a_record_is_its_failure() {
    let mut unknown = crate_record("2", "b", 1, true);
    unknown["eventName"] = json!("UPSERT");
    let mut without_old = crate_record("2", "b", 1, true);
    without_old["eventName"] = json!("MODIFY");
    // The view has no old image, so that it is a removal without any; nothing takes it.
    let mut removal = crate_record("2", "b", 1, true);
    removal["eventName"] = json!("REMOVE");
    for (record, checkpoint) in [(unknown, Some("2")), (without_old, Some("2")), (removal, None)] {
        let records = [crate_record("1", "a", 1, false), record, crate_record("3", "c", 1, false)];
        assert_eq!(invoke::<TakeACrateSubscriber>(&records, None).await.checkpoint(), checkpoint);
    }
}

#[tokio::test]
async fn drops_that_panic_of_an_event_that_is_not_taken_apart_end_no_process() {
    let mut nameless = crate_record("3", "c", 1, false);
    nameless["dynamodb"]["SequenceNumber"] = json!(null);
    let records = [crate_record("1", "a", 1, true), crate_record("2", "b", 1, true), nameless];
    let function = Function::<TakeACrateSubscriber>::connect(&Connections::from_env()).await.unwrap();
    assert!(function.invoke(&event(&records), None).await.is_err());
}

/// An error whose `Drop` panics.
#[derive(Debug)]
struct Explosive;

impl fmt::Display for Explosive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("explosive")
    }
}

impl Error for Explosive {}

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

/// Says of its records what another batch of them would be told.
#[subscriber(library)]
fn settle_by_another_batch(batch: Batch<Step>) -> Outcomes<Step> {
    Batch::new(batch.into_iter().collect()).into_pending().map(|(_, pending)| pending.failed(Explosive)).collect()
}

#[tokio::test]
async fn a_drop_that_panics_of_an_error_that_counts_for_nothing_is_its_batchs_failure() {
    let response = invoke::<SettleByAnotherBatchSubscriber>(&[step("1", Succeed), step("2", Succeed)], None).await;
    assert_eq!(response.checkpoint(), Some("1"));
}

/// An error that is its own cause.
#[derive(Debug)]
struct Ouroboros;

static BITES: AtomicUsize = AtomicUsize::new(0);

impl fmt::Display for Ouroboros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tail")
    }
}

impl Error for Ouroboros {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // Else a test that fails would never end.
        (BITES.fetch_add(1, Ordering::Relaxed) < 1_000_000).then_some(self)
    }
}

#[subscriber(library)]
fn bite(_: StateChange<Step>) -> Result<(), Ouroboros> {
    Err(Ouroboros)
}

#[tokio::test]
async fn an_error_that_is_its_own_cause_is_told_all_the_same() {
    let response = invoke::<BiteSubscriber>(&[step("1", Succeed)], None).await;
    assert_eq!(response.checkpoint(), Some("1"));
    assert!(BITES.load(Ordering::Relaxed) < 1_000, "the chain is followed to its end, which it has not");
}

/// Awaits what is ready each time, as a socket with much to read is, for three seconds.
#[subscriber(library)]
async fn read_on(_: StateChange<Step>) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        tokio::task::coop::consume_budget().await;
    }
}

/// tokio lets no timer of a task be ready once the task has used up what it may do in a turn.
#[tokio::test]
async fn a_function_that_always_has_something_to_do_is_stopped_before_the_deadline() {
    let time_left = Duration::from_millis(500);
    let response = invoke::<ReadOnSubscriber>(&[step("1", Succeed)], Some(time_left)).await;
    assert_eq!(response.checkpoint(), Some("1"));
}

#[derive(Debug)]
#[expect(dead_code, reason = "its `Debug` is what shows it")]
struct Wrong {
    iban: &'static str,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrong")
    }
}

impl Error for Wrong {}

#[subscriber(library)]
fn fail_with_a_secret(_: StateChange<Step>) -> Result<()> {
    Err(BoxError::from(Wrong { iban: "DE02120300000000202051" }))
}

#[tokio::test]
async fn what_is_told_of_a_failure_shows_nothing_of_the_functions_error() {
    let function = Function::<FailWithASecretSubscriber>::connect(&Connections::from_env()).await.unwrap();
    let mut shown = Vec::new();
    let event = event(&[step("1", Fail)]);
    let told = function.invoke_observed(&event, None, |event| {
        let RecordOutcome::Failed(failure) = event.outcome else { panic!("it fails") };
        shown.push(format!("{event:?} {:?} {failure:?} {failure}", event.outcome));
    });
    told.await.unwrap();
    assert!(!shown.is_empty() && shown.iter().all(|shown| !shown.contains("DE0212")), "{shown:?}");
}
