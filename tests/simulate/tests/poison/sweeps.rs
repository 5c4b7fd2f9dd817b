//! A fault at each call in turn, and redrives beside live traffic.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use statetopic::memory::{MemoryFailure, MemoryFault};
use statetopic::prelude::*;
use statetopic::{Connections, Function, ParkedError, ParkedRecords, Subscriber};

use super::event::{event, sequence_number};
use super::harness::{Parcel, Sum, SumKey, World, added, change, run};

static FIXED: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU32 = AtomicU32::new(0);
static SERIAL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn bad(change: &StateChange<Parcel>) -> bool {
    if change.key().id == "bad" && change.new().is_some_and(|new| new.amount == 1) {
        CALLS.fetch_add(1, Ordering::SeqCst);
        return !FIXED.load(Ordering::SeqCst);
    }
    false
}

#[subscriber(library, id = "sweeps/plain", on_error = park, max_attempts = 2)]
fn plain(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if bad(&change) {
        return Err("bad".into());
    }
    Ok(added(&change))
}

#[subscriber(library, id = "sweeps/param", on_error = park, max_attempts = 2)]
async fn param(change: StateChange<Parcel>, sums: &Table<Sum, access::Get>) -> Result<Writes<Sum>> {
    sums.get(&SumKey { id: change.key().id.clone() }).await?;
    if bad(&change) {
        return Err("bad".into());
    }
    Ok(added(&change))
}

async fn drive<S: Subscriber>(function: &Function<S>, records: &[(u32, &str, i64)], log: &mut Vec<String>) {
    let mut from = 0;
    for delivery in 0.. {
        assert!(delivery < 15, "no progress: {log:?}");
        let batch = event(records[from..].iter().map(|(number, id, amount)| change(*number, id, *amount)));
        let ran = run(function, &batch, Some(Duration::from_secs(10)));
        let Ok((outcomes, checkpoint)) = tokio::time::timeout(Duration::from_secs(12), ran).await else {
            log.push("KILLED: no answer when its time was over".to_owned());
            continue;
        };
        log.push(format!("{outcomes:?}"));
        if outcomes.iter().any(|outcome| outcome.starts_with("Parked 2/2")) && CALLS.load(Ordering::SeqCst) < 2 {
            log.push("PARKED BEFORE max_attempts CALLS".to_owned());
        }
        tokio::time::advance(Duration::from_secs(20)).await;
        let Some(checkpoint) = checkpoint else { return };
        from = records.iter().position(|(number, ..)| sequence_number(*number) == checkpoint).unwrap();
    }
}

async fn scenario<S: Subscriber>(at: u32, fault: MemoryFault, concurrency: usize) -> (bool, Vec<String>) {
    FIXED.store(false, Ordering::SeqCst);
    CALLS.store(0, Ordering::SeqCst);
    let world = World::of::<S>();
    let calls = Arc::new(AtomicU32::new(0));
    let hit = Arc::new(AtomicBool::new(false));
    let (counted, was_hit) = (Arc::clone(&calls), Arc::clone(&hit));
    let tables = world.tables.clone().with_faults(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        if number == at {
            was_hit.store(true, Ordering::SeqCst);
            return fault;
        }
        MemoryFault::None
    });
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = Function::<S>::connect(&connections).await.unwrap().with_concurrency(concurrency);
    let mut log = vec![format!("call {at} {fault:?} x{concurrency}")];
    drive(&function, &[(1, "good", 1), (2, "bad", 1), (3, "bad", 2), (4, "other", 3)], &mut log).await;
    drive(&function, &[(5, "bad", 4), (6, "good", 5), (7, "bad", 6)], &mut log).await;
    FIXED.store(true, Ordering::SeqCst);
    let parked = ParkedRecords::<S>::connect(&connections).await.unwrap();
    for attempt in 0.. {
        assert!(attempt < 10, "{log:?}");
        let redrive = async {
            for item in parked.items().await? {
                let redriven = parked.redrive(&item).await?;
                if let Some(failure) = redriven.failure {
                    return Ok(Err(failure.to_string()));
                }
            }
            Ok::<_, ParkedError>(Ok(()))
        };
        match tokio::time::timeout(Duration::from_secs(30), redrive).await {
            Ok(Ok(Ok(()))) => break,
            other => log.push(format!("{other:?}")),
        }
        tokio::time::advance(Duration::from_mins(16)).await;
    }
    drive(&function, &[(8, "bad", 8), (9, "other", 9)], &mut log).await;
    let amounts = world.amounts();
    let right = amounts["bad"] == [1, 2, 4, 6, 8] && amounts["good"] == [1, 5] && amounts["other"] == [3, 9];
    log.push(format!("{amounts:?}"));
    let early = log.iter().any(|line| line.contains("BEFORE"));
    let left = world.tables.rows("statetopic-parking").unwrap();
    let payloads = left.iter().filter(|row| row.inner().contains_key("payload")).count();
    if payloads > 0 {
        log.push(format!("{payloads} payloads left"));
    }
    log.insert(0, if right && !early && payloads == 0 { "ok".into() } else { "WRONG".into() });
    (hit.load(Ordering::SeqCst), log)
}

async fn sweep<S: Subscriber>(concurrency: usize) {
    let _serial = SERIAL.lock().await;
    let faults = [
        MemoryFault::Before(MemoryFailure::Gone),
        MemoryFault::After(MemoryFailure::Gone),
        MemoryFault::After(MemoryFailure::TimedOut),
        MemoryFault::Before(MemoryFailure::Conflict),
        MemoryFault::Before(MemoryFailure::AccessDenied),
        MemoryFault::Unanswered(None),
        MemoryFault::Unanswered(Some(Duration::from_millis(300))),
        MemoryFault::Unanswered(Some(Duration::from_secs(25))),
    ];
    let mut wrong = Vec::new();
    for fault in faults {
        for at in 0.. {
            let (hit, log) = scenario::<S>(at, fault, concurrency).await;
            if !hit {
                break;
            }
            if log[0] == "WRONG" {
                wrong.push(log.join("\n   "));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_each_call_of_a_function_without_parameters() {
    sweep::<PlainSubscriber>(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_each_call_with_several_items_at_once() {
    sweep::<PlainSubscriber>(4).await;
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_each_call_of_a_function_that_reads() {
    sweep::<ParamSubscriber>(3).await;
}

/// Redrives without a lease, beside live traffic, with latencies by chance.
async fn together<S: Subscriber>(seed: u64) {
    FIXED.store(false, Ordering::SeqCst);
    let world = World::of::<S>();
    let state = Arc::new(AtomicU64::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1));
    let tables = world.tables.clone().with_latency(move |_| {
        let mut x = state.load(Ordering::SeqCst);
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        state.store(x, Ordering::SeqCst);
        Duration::from_millis(x % 40)
    });
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = Function::<S>::connect(&connections).await.unwrap();
    let mut log = Vec::new();
    drive(&function, &[(1, "bad", 1), (2, "bad", 2)], &mut log).await;
    FIXED.store(true, Ordering::SeqCst);
    let parked = ParkedRecords::<S>::connect(&connections).await.unwrap();
    let redrive = || async {
        for _ in 0..30 {
            for row in world.tables.rows("statetopic-parking").unwrap() {
                let is_lease = matches!(row.inner().get("part"), Some(serde_dynamo_part) if format!("{serde_dynamo_part:?}").contains("lease"));
                if is_lease {
                    world.tables.delete("statetopic-parking", &row).unwrap();
                }
            }
            for item in parked.items().await.unwrap() {
                match parked.redrive(&item).await {
                    Ok(redriven) => assert!(redriven.failure.is_none(), "{:?}", redriven.failure),
                    Err(ParkedError::Leased) => {}
                    Err(error) => panic!("{error} seed {seed}"),
                }
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    };
    let live = async {
        for number in 3..20 {
            let records = [(number, "bad", i64::from(number))];
            let mut log = Vec::new();
            drive_slow(&function, &records, &mut log).await;
        }
    };
    tokio::join!(redrive(), redrive(), live);
    for item in parked.items().await.unwrap() {
        parked.redrive(&item).await.unwrap();
    }
    assert_eq!(world.amounts()["bad"], (1..20).collect::<Vec<i64>>(), "seed {seed}");
}

async fn drive_slow<S: Subscriber>(function: &Function<S>, records: &[(u32, &str, i64)], log: &mut Vec<String>) {
    for delivery in 0.. {
        assert!(delivery < 40, "no progress: {log:?}");
        let batch = event(records.iter().map(|(number, id, amount)| change(*number, id, *amount)));
        let (outcomes, checkpoint) = run(function, &batch, Some(Duration::from_secs(10))).await;
        log.push(format!("{outcomes:?}"));
        if checkpoint.is_none() {
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn redrives_together() {
    let _serial = SERIAL.lock().await;
    for seed in 0..60 {
        Box::pin(together::<PlainSubscriber>(seed)).await;
        Box::pin(together::<ParamSubscriber>(seed)).await;
    }
}
