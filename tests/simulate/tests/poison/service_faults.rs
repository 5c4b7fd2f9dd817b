//! No record is blamed for the service's fault.

use std::fmt;
use std::io;

use super::event::event;
use statetopic::memory::{MemoryFailure, MemoryFault};
use statetopic::prelude::*;
use statetopic::{Connections, Function, Transient};

use super::harness::{Parcel, Sum, SumKey, World, added, change, run};

/// A user's own error around another.
#[derive(Debug)]
struct Wrapped(statetopic::BoxError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrapped")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

#[subscriber(library, id = "poison/service", on_error = park, max_attempts = 1)]
async fn of_service(change: StateChange<Parcel>, sums: &Table<Sum, access::Get>) -> Result<Writes<Sum>> {
    let wrap = |error: statetopic::BoxError| -> statetopic::BoxError { Box::new(Wrapped(Box::new(Wrapped(error)))) };
    sums.get(&SumKey { id: change.key().id.clone() }).await.map_err(|error| wrap(error.into()))?;
    match change.key().id.as_str() {
        "network" => Err(wrap(io::Error::from(io::ErrorKind::ConnectionReset).into())),
        "marked" => Err(wrap(Transient::new("too many requests").into())),
        "file" => Err(wrap(io::Error::from(io::ErrorKind::NotFound).into())),
        _ => Ok(added(&change)),
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_service_is_found_behind_a_users_own_and_is_never_parked() {
    let world = World::of::<OfServiceSubscriber>();
    let function = world.function::<OfServiceSubscriber>().await;
    for id in ["network", "marked"] {
        for _ in 0..4 {
            assert_eq!(run(&function, &event([change(1, id, 1)]), None).await.0, ["Failed"], "{id}");
        }
    }
    assert_eq!(run(&function, &event([change(1, "file", 1)]), None).await.0, ["Parked 1/1"]);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_or_missing_table_parks_nothing() {
    for failure in [MemoryFailure::Throttled, MemoryFailure::AccessDenied, MemoryFailure::Unreachable] {
        let world = World::of::<OfServiceSubscriber>();
        let tables = world.tables.clone().with_faults(move |call| {
            match call.targets.iter().any(|target| target.table.contains("sums")) {
                true => MemoryFault::Before(failure),
                false => MemoryFault::None,
            }
        });
        let connections = Connections::memory(tables.environment(), tables.clone());
        let function = Function::<OfServiceSubscriber>::connect(&connections).await.unwrap();
        for _ in 0..4 {
            let (outcomes, checkpoint) = run(&function, &event([change(1, "a", 1), change(2, "b", 1)]), None).await;
            assert_eq!(outcomes, ["Failed", "Failed"], "{failure:?}");
            assert!(checkpoint.is_some());
        }
        assert!(world.parked::<OfServiceSubscriber>().await.items().await.unwrap().is_empty());
    }
}
