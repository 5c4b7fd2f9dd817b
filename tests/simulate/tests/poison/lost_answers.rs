//! Answers that are lost, late or never come.

use super::prelude::*;

#[subscriber(library, id = "trials/lost-count", on_error = park, max_attempts = 2)]
fn lost_count(_change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    Err("bad".into())
}

/// A record that failed once was tried once, whatever answers are lost.
#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_count_counts_no_second_attempt() {
    for failure in [MemoryFailure::Unreachable, MemoryFailure::TimedOut, MemoryFailure::ServerError] {
        let world = World::of::<LostCountSubscriber>();
        let puts = std::sync::Arc::new(AtomicU32::new(0));
        let tables = world.tables.clone().with_faults(move |call| {
            if call.operation == "PutItem" && call.targets[0].table.contains("parking") {
                // The first is the mark.
                if puts.fetch_add(1, Ordering::SeqCst) == 1 {
                    return MemoryFault::After(failure);
                }
            }
            MemoryFault::None
        });
        let function = function_of::<LostCountSubscriber>(&tables).await;
        assert_eq!(run(&function, &event([change(1, "a", 1)]), None).await.0, ["Failed 1/2"], "{failure:?}");
    }
}

static TAKE_BACK_CALLS: AtomicU32 = AtomicU32::new(0);

#[subscriber(library, id = "trials/take-back", on_error = park, max_attempts = 2)]
async fn take_back(_change: StateChange<Parcel>) -> Result<()> {
    match TAKE_BACK_CALLS.fetch_add(1, Ordering::SeqCst) {
        0 => std::future::pending().await,
        _ => Ok(()),
    }
}

/// A throttled parking table counts no attempt: a record whose function returned `Ok` each time is not parked.
#[tokio::test(start_paused = true)]
async fn a_record_that_never_failed_is_not_parked_for_a_throttle() {
    let world = World::of::<TakeBackSubscriber>();
    let after_call = std::sync::Arc::new(Mutex::new((0_u32, 0_u32)));
    let tables = world.tables.clone().with_faults(move |call| {
        if call.operation == "PutItem" && call.targets[0].table.contains("parking") {
            // What is put after the function has been called, and before it is called again, is throttled: the take-back.
            let mut seen = after_call.lock().unwrap();
            let calls = TAKE_BACK_CALLS.load(Ordering::SeqCst);
            if calls > seen.0 && calls > 1 {
                seen.1 += 1;
                if seen.1 == 3 {
                    *seen = (calls, 0);
                }
                return MemoryFault::Before(MemoryFailure::Throttled);
            }
        }
        MemoryFault::None
    });
    let function = function_of::<TakeBackSubscriber>(&tables).await;
    for _ in 0..6 {
        let told = run(&function, &event([change(1, "a", 1)]), TIME).await;
        assert!(!told.0[0].starts_with("Parked"), "it hung once and then returned `Ok` each time");
        if told.1.is_none() {
            break;
        }
    }
}

/// Promise 3: an answer is given before the time is over, whatever does not come. Here the mark's answer does not.
#[tokio::test(start_paused = true)]
async fn an_invocation_whose_mark_is_not_answered_answers_in_time() {
    let world = World::of::<LostCountSubscriber>();
    let tables = world.tables.clone().with_faults(move |call| match call.operation {
        "PutItem" => MemoryFault::Unanswered(None),
        _ => MemoryFault::None,
    });
    let function = function_of::<LostCountSubscriber>(&tables).await;
    let batch = event([change(1, "a", 1)]);
    let ran = tokio::time::timeout(Duration::from_mins(1), run(&function, &batch, TIME)).await;
    assert!(ran.is_ok(), "it had ten seconds, and gave no answer within a minute");
}

#[subscriber(library, id = "trials/batch-reads", on_error = park)]
fn batch_reads(batch: Batch<Parcel>) -> Outcomes<Parcel> {
    batch.into_pending().map(|(_, pending)| pending.done()).collect()
}

/// The same of the reads before a batch.
#[tokio::test(start_paused = true)]
async fn an_invocation_of_a_batch_whose_items_are_not_read_answers_in_time() {
    let world = World::of::<BatchReadsSubscriber>();
    let tables = world.tables.clone().with_faults(move |call| match call.operation {
        "GetItem" => MemoryFault::Unanswered(None),
        _ => MemoryFault::None,
    });
    let function = function_of::<BatchReadsSubscriber>(&tables).await;
    let batch = event([change(1, "a", 1)]);
    let ran = tokio::time::timeout(Duration::from_mins(1), run(&function, &batch, TIME)).await;
    assert!(ran.is_ok(), "it had ten seconds, and gave no answer within a minute");
}

/// Lost answers at the threshold: the last item that may be parked is parked, and is not told as waiting for ever.
#[subscriber(library, id = "trials/at-one", on_error = park, max_attempts = 1, park_threshold = 1)]
fn at_one(_change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    Err("bad".into())
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_at_the_threshold_ends_well() {
    for failure in
        [MemoryFailure::Gone, MemoryFailure::TimedOut, MemoryFailure::Unreachable, MemoryFailure::ServerError]
    {
        let world = World::of::<AtOneSubscriber>();
        let done = std::sync::Arc::new(AtomicU32::new(0));
        let tables = world.tables.clone().with_faults(move |call| {
            let is_parking = call.operation == "TransactWriteItems"
                && call.targets.iter().any(|target| target.table.contains("parking"));
            match is_parking && done.fetch_add(1, Ordering::SeqCst) < 3 {
                true => MemoryFault::After(failure),
                false => MemoryFault::None,
            }
        });
        let function = function_of::<AtOneSubscriber>(&tables).await;
        let mut log = Vec::new();
        for _ in 0..3 {
            log.push(run(&function, &event([change(1, "a", 1), change(2, "a", 2)]), None).await);
        }
        assert_eq!(log[2].1, None);
        assert_eq!(world.parked::<AtOneSubscriber>().await.items().await.unwrap()[0].records, 2);
    }
}

static LATE_FAILS: AtomicBool = AtomicBool::new(true);
static LATE_CALLED: Mutex<Vec<i64>> = Mutex::new(Vec::new());

#[subscriber(library, id = "trials/late-park", on_error = park, max_attempts = 1)]
fn late_park(change: StateChange<Parcel>) -> Result<()> {
    if LATE_FAILS.load(Ordering::SeqCst) {
        return Err("bad".into());
    }
    LATE_CALLED.lock().unwrap().push(change.new().map_or(0, |new| new.amount));
    Ok(())
}

/// A parking that lands late, of a function without `Writes`: the record was done by then.
#[tokio::test(start_paused = true)]
async fn a_parking_that_lands_late_parks_no_record_that_was_done() {
    let world = World::of::<LateParkSubscriber>();
    let tables = world.tables.clone().with_faults(|call| match call.operation {
        "TransactWriteItems" => MemoryFault::Unanswered(Some(Duration::from_secs(25))),
        _ => MemoryFault::None,
    });
    run(&function_of::<LateParkSubscriber>(&tables).await, &event([change(1, "a", 1)]), TIME).await;
    LATE_FAILS.store(false, Ordering::SeqCst);
    let function = world.function::<LateParkSubscriber>().await;
    run(&function, &event([change(1, "a", 1), change(2, "a", 2)]), TIME).await;
    tokio::time::advance(Duration::from_mins(1)).await;
    run(&function, &event([change(3, "a", 3)]), TIME).await;
    let parked = world.parked::<LateParkSubscriber>().await;
    for item in parked.items().await.unwrap() {
        parked.redrive(&item).await.unwrap();
    }
    assert_eq!(*LATE_CALLED.lock().unwrap(), [1, 2, 3]);
}

static GUARD_PANICS: AtomicBool = AtomicBool::new(true);

fn guard(amount: i64) -> bool {
    assert!(!(GUARD_PANICS.load(Ordering::SeqCst) && amount == 2), "the guard");
    true
}

#[subscriber(library, id = "trials/guarded", on(Inserted { new } if guard(new.amount)), on_error = park, max_attempts = 3)]
fn guarded(change: StateChange<Parcel>) -> Result<()> {
    match change.new().map_or(0, |new| new.amount) {
        1 => Err("bad".into()),
        _ => Ok(()),
    }
}

/// A later record whose guard panics is behind the parked one at once: nothing of it is called.
#[tokio::test(start_paused = true)]
async fn a_record_whose_guard_panics_is_put_behind_at_once() {
    let world = World::of::<GuardedSubscriber>();
    let function = world.function::<GuardedSubscriber>().await;
    for _ in 0..3 {
        run(&function, &event([change(1, "a", 1)]), None).await;
    }
    let told = run(&function, &event([change(2, "a", 2), change(3, "a", 3), change(4, "b", 4)]), None).await;
    assert_eq!(told.0, ["Parked", "Parked", "Done"]);
}

/// A hang in a guard, or in a redrive: an item that hangs can be stopped by the one who redrives.
#[subscriber(library, id = "trials/redrive-hang", on_error = park, max_attempts = 1)]
async fn redrive_hang(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if change.new().is_some_and(|new| new.amount == 1) {
        std::future::pending::<()>().await;
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn a_redrive_that_was_stopped_leaves_an_item_that_can_be_discarded() {
    let world = World::of::<RedriveHangSubscriber>();
    let function = world.function::<RedriveHangSubscriber>().await;
    for _ in 0..4 {
        run(&function, &event([change(1, "a", 1), change(2, "a", 2)]), TIME).await;
    }
    let parked = world.parked::<RedriveHangSubscriber>().await;
    let items = parked.items().await.unwrap();
    let stopped = tokio::time::timeout(Duration::from_mins(1), parked.redrive(&items[0])).await;
    assert!(stopped.is_err(), "it hangs");
    assert!(matches!(parked.redrive(&items[0]).await, Err(ParkedError::Leased)));
    assert!(parked.discard_first(&items[0]).await.unwrap());
    tokio::time::advance(Duration::from_secs(901)).await;
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 1);
    assert_eq!(world.amounts()["a"], [2]);
}
