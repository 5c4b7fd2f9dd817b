//! Ledger rows expire by the clock that the connections carry: as long as a duplicate may come, by that clock, the row is there.

use std::time::Duration;

use statetopic::prelude::*;
use statetopic::{Clock, Function};
use statetopic_local::Local;
use statetopic_tests::on_both_stores;
use statetopic_tests::recount::{number, scan};
use statetopic_tests::store::Store;

#[read_model(table = "readings")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Reading {
    #[partition_key]
    id: u32,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

#[read_model(table = "stations")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Station {
    #[partition_key]
    id: u32,
    #[serde(default)]
    readings: u32,
}

#[subscriber(library, on(Inserted))]
fn count_readings(_change: StateChange<Reading>) -> Writes<Station> {
    Writes::new().update(StationKey { id: 1 }.update().add(|a| a.readings, 1))
}

/// How long a row outlives its change.
const KEPT: Duration = Duration::from_hours(15 * 24);

/// In 2001 and in 2128: the wall clock is far from both, on either side.
const TIMES: [Duration; 2] = [Duration::from_secs(1_000_000_000), Duration::from_secs(5_000_000_000)];

on_both_stores! {
    #[tokio::test] async fn a_fresh_row_survives_a_sweep_on_a_stopped_clock;
    #[tokio::test] async fn a_row_goes_when_the_clock_has_passed_its_expiry;
    #[tokio::test(start_paused = true)] async fn a_row_expires_by_the_paused_time_of_tokio;
}

/// An engine on a clock, with a reading whose change has been counted.
struct Counted {
    local: Local,
    function: Function<CountReadingsSubscriber>,
}

impl Counted {
    async fn new(store: Store, clock: Clock) -> Result<Self> {
        let local = store.start_with_clock(clock);
        let readings = local.table::<Reading>().await?;
        local.create::<Station>().await?;
        local.create_table(&statetopic::ledger::SCHEMA).await?;
        readings.put(&Reading { id: 1, expires_at: None }).await?;
        let function = Function::connect(&local.connections()).await?;
        let counted = Self { local, function };
        counted.deliver().await?;
        Ok(counted)
    }

    /// Delivers the change, which after the first time is a duplicate.
    async fn deliver(&self) -> Result<()> {
        let event = self.local.changes_of::<Reading>()?.to_json();
        let answer = self.function.invoke(&event, None).await?;
        assert!(answer.batch_item_failures.is_empty(), "{answer:?}");
        Ok(())
    }

    /// The readings that were counted.
    async fn readings(&self) -> Result<Option<u32>> {
        let stations = self.local.table::<Station>().await?;
        Ok(stations.get(&StationKey { id: 1 }).consistent().await?.map(|station| station.readings))
    }

    /// When each ledger row expires, in seconds since 1970.
    async fn expiries(&self) -> Vec<i128> {
        let rows = scan(&self.local.client(), statetopic::ledger::SCHEMA.table).await;
        rows.iter().map(|row| number(row, "expires_at")).collect()
    }
}

fn seconds(time: Duration) -> i128 {
    time.as_secs().into()
}

async fn a_fresh_row_survives_a_sweep_on_a_stopped_clock(store: Store) -> Result<()> {
    for now in TIMES {
        let counted = Counted::new(store, Clock::stopped_at(now)).await?;
        assert_eq!(counted.expiries().await, [seconds(now + KEPT)]);
        assert_eq!(counted.local.engine().sweep_ttl()?, 0, "at {now:?}");
        assert_eq!(counted.expiries().await.len(), 1);
        counted.deliver().await?;
        assert_eq!(counted.readings().await?, Some(1), "the duplicate is without effect");
    }
    Ok(())
}

async fn a_row_goes_when_the_clock_has_passed_its_expiry(store: Store) -> Result<()> {
    for now in TIMES {
        let clock = Clock::stopped_at(now);
        let counted = Counted::new(store, clock.clone()).await?;
        clock.advance(KEPT);
        assert_eq!(counted.local.engine().sweep_ttl()?, 0, "at {now:?}");
        clock.advance(Duration::from_secs(1));
        assert_eq!(counted.local.engine().sweep_ttl()?, 1, "at {now:?}");
        assert_eq!(counted.expiries().await, []);
    }
    Ok(())
}

async fn a_row_expires_by_the_paused_time_of_tokio(store: Store) -> Result<()> {
    for now in TIMES {
        let counted = Counted::new(store, Clock::tokio_from(now)).await?;
        let [expiry] = counted.expiries().await[..] else { panic!("one row") };
        let written = expiry - seconds(KEPT);
        assert!((seconds(now)..seconds(now) + 60).contains(&written), "written at {written}");
        assert_eq!(counted.local.engine().sweep_ttl()?, 0);
        counted.deliver().await?;
        assert_eq!(counted.readings().await?, Some(1), "the duplicate is without effect");
        tokio::time::advance(KEPT + Duration::from_mins(1)).await;
        assert_eq!(counted.local.engine().sweep_ttl()?, 1);
    }
    Ok(())
}
