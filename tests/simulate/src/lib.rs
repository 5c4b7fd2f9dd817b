//! The simulation that the promises are tried in: shipments, what derives from them in each way that there is, and what must
//! hold in the end. The recomputation shares nothing with the runtime, nor with the subscribers.

mod projections;
mod queues;

use std::collections::{BTreeMap, HashMap};

use statetopic::prelude::*;
use statetopic::{BoxError, SequenceNumber};
use statetopic_local::simulate::{Random, Run, Simulation, Step, ascending, derived_equals_recomputed, is_calm};

pub use projections::{Label, LabelKey, Trail, TrailKey, projections};
pub use queues::{Queued, QueuedKey, queues};

/// Few shipments, so that an item has many changes, and few depots, so that rows are hot.
const SHIPMENTS: u32 = 12;
const DEPOTS: [&str; 3] = ["Oslo", "Bergen", "Bodø"];
/// When runs begin, in seconds since 1970.
const START: i64 = 1_767_225_600;

/// A shipment: the source of all that is derived.
#[read_model(table = "shipments")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shipment {
    /// Its number.
    #[partition_key]
    pub id: u32,
    /// Where it lies.
    pub depot: String,
    /// In grams.
    pub weight: u32,
    /// When it is forgotten.
    #[ttl]
    pub expires_at: Option<EpochSeconds>,
}

/// What a depot holds in all.
#[read_model(table = "depot-loads")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// The depot.
    #[partition_key]
    pub depot: String,
    /// How many shipments.
    #[serde(default)]
    pub shipments: u32,
    /// What they weigh.
    #[serde(default)]
    pub weight: u64,
}

/// A shipment in a depot's list.
#[read_model(table = "depot-lists")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The depot.
    #[partition_key]
    pub depot: String,
    /// The shipment.
    #[sort_key]
    pub id: u32,
    /// In grams.
    pub weight: u32,
}

/// The latest change of a shipment, and how many there were.
#[read_model(table = "latest-changes")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latest {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// The number of its change.
    #[serde(default)]
    pub number: Option<SequenceNumber>,
    /// How many changes.
    #[serde(default)]
    pub times: u32,
}

/// How often a shipment lay in another depot than before: read, changed and written.
#[read_model(table = "moves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moves {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// Where it lay last.
    pub depot: String,
    /// How many moves.
    pub times: u32,
}

/// Derives loads by additions, and lists by puts and deletes. Some shipments it fails on for a while.
#[subscriber(library, batch_size = 100)]
fn derive_loads(change: StateChange<Shipment>) -> Result<Writes<(Load, Listed)>> {
    let load = |depot: &str, shipments: i64, weight: i64| {
        LoadKey { depot: depot.to_owned() }.update().add(|a| a.shipments, shipments).add(|a| a.weight, weight)
    };
    if change.new().is_some_and(|new| new.weight % 40 == 13) && !is_calm() {
        return Err("a shipment that a later version of the code can take".into());
    }
    let mut writes = Writes::new();
    if let Some(old) = change.old() {
        writes = writes.update(load(&old.depot, -1, -i64::from(old.weight)));
        if change.new().is_none_or(|new| new.depot != old.depot) {
            writes = writes.delete(&ListedKey { depot: old.depot.clone(), id: old.id });
        }
    }
    if let Some(new) = change.new() {
        writes = writes.update(load(&new.depot, 1, i64::from(new.weight)));
        writes = writes.put(&Listed { depot: new.depot.clone(), id: new.id, weight: new.weight });
    }
    Ok(writes)
}

/// Notes the latest change.
#[subscriber(library, id = "simulations/note_latest")]
fn note_latest(record: Record<Shipment>) -> Writes<Latest> {
    noted(&record)
}

/// The same under a new name.
#[subscriber(library, id = "simulations/note_changes", previously = "simulations/note_latest")]
fn note_changes(record: Record<Shipment>) -> Writes<Latest> {
    noted(&record)
}

fn noted(record: &Record<Shipment>) -> Writes<Latest> {
    let key = LatestKey { id: record.change().key().id };
    let number = record.sequence_number().copied();
    Writes::new().update(key.update().set(|a| a.number, number).add(|a| a.times, 1))
}

/// Counts moves by what is there: it reads the row, and writes it whole.
#[subscriber(library, on(Inserted, Modified))]
async fn count_moves(change: StateChange<Shipment>, moves: &Table<Moves, access::Get>) -> Result<Writes<Moves>> {
    let Some(new) = change.new() else { return Ok(Writes::new()) };
    let before = moves.get(&MovesKey { id: new.id }).consistent().await?;
    let (depot, times) = before.map_or((None, 0), |before| (Some(before.depot), before.times));
    let times = times + u32::from(depot.is_some_and(|depot| depot != new.depot));
    Ok(Writes::new().put(&Moves { id: new.id, depot: new.depot.clone(), times }))
}

/// The latest change of a shipment, and how many there were, by a function that parks what it fails on.
#[read_model(table = "parked-latest-changes")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParkedLatest {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// The number of its change.
    #[serde(default)]
    pub number: Option<SequenceNumber>,
    /// How many changes.
    #[serde(default)]
    pub times: u32,
}

/// How often a shipment lay in another depot than before, by a function that parks what it fails on.
#[read_model(table = "parked-moves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParkedMoves {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// Where it lay last.
    pub depot: String,
    /// How many moves.
    pub times: u32,
}

/// Notes the latest change. Some shipments it fails on for a while, and some keep it for ever.
#[subscriber(library, id = "simulations/park_latest", on_error = park, max_attempts = 2, park_threshold = 4, timeout = 20)]
async fn park_latest(record: Record<Shipment>) -> Result<Writes<ParkedLatest>> {
    let weight = record.change().new().map_or(0, |new| new.weight);
    match weight % 30 {
        11 if !is_calm() => return Err("a shipment that a later version of the code can take".into()),
        12 if !is_calm() => std::future::pending().await,
        _ => {}
    }
    let key = ParkedLatestKey { id: record.change().key().id };
    let number = record.sequence_number().copied();
    Ok(Writes::new().update(key.update().set(|a| a.number, number).add(|a| a.times, 1)))
}

/// Counts moves by what is there. Some shipments it fails on for a while.
#[subscriber(library, id = "simulations/park_moves", on(Inserted, Modified), on_error = park, max_attempts = 1)]
async fn park_moves(
    change: StateChange<Shipment>,
    moves: &Table<ParkedMoves, access::Get>,
) -> Result<Writes<ParkedMoves>> {
    let Some(new) = change.new() else { return Ok(Writes::new()) };
    if new.weight % 20 == 7 && !is_calm() {
        return Err("a shipment that a later version of the code can take".into());
    }
    let before = moves.get(&ParkedMovesKey { id: new.id }).consistent().await?;
    let (depot, times) = before.map_or((None, 0), |before| (Some(before.depot), before.times));
    let times = times + u32::from(depot.is_some_and(|depot| depot != new.depot));
    Ok(Writes::new().put(&ParkedMoves { id: new.id, depot: new.depot.clone(), times }))
}

/// The simulation of functions that park.
pub fn parking() -> Simulation {
    Simulation::new()
        .subscriber::<ParkLatestSubscriber>()
        .subscriber::<ParkMovesSubscriber>()
        .source(write)
        .invariant("the latest changes are the last ones, and all are counted", |run| {
            let derived = run.rows::<ParkedLatest>()?.into_iter().map(|row| (row.id, (row.number, row.times)));
            Ok(derived_equals_recomputed(&derived.collect(), &recomputed_latest(run)?)?)
        })
        .invariant("the changes of an item are applied in their order", |run| {
            let changes = run.changes::<ParkedLatest>()?.into_iter();
            let changes = changes.filter_map(|record| {
                let new = record.change().new()?;
                Some((new.id, new.number, new.times))
            });
            Ok(in_order(run, changes)?)
        })
        .invariant("moves are counted by what was there", |run| {
            let derived = run.rows::<ParkedMoves>()?.into_iter().map(|row| (row.id, (row.depot, row.times)));
            Ok(derived_equals_recomputed(&derived.collect(), &recomputed_moves(run)?)?)
        })
        .varying()
}

/// The simulation of all that.
pub fn shipments() -> Simulation {
    Simulation::new()
        .subscriber::<DeriveLoadsSubscriber>()
        .renamed_subscriber::<NoteLatestSubscriber, NoteChangesSubscriber>()
        .subscriber::<CountMovesSubscriber>()
        .source(write)
        .invariant("loads and lists are those of the shipments", loads_and_lists)
        .invariant("the latest changes are the last ones, and all are counted", latest)
        .invariant("the changes of an item are applied in their order", |run| {
            let changes = run.changes::<Latest>()?.into_iter();
            let changes = changes.filter_map(|record| {
                let new = record.change().new()?;
                Some((new.id, new.number, new.times))
            });
            Ok(in_order(run, changes)?)
        })
        .invariant("moves are counted by what was there", moves)
        .varying()
}

fn write(random: &mut Random) -> Step<Shipment> {
    let id = random.below(SHIPMENTS);
    if random.percent(20) {
        return Step::Delete(ShipmentKey { id });
    }
    let depot = (*random.choose(&DEPOTS)).to_owned();
    let expires_at = random.percent(20).then(|| EpochSeconds(START + i64::from(random.below(6))));
    Step::Put(Shipment { id, depot, weight: random.below(2000), expires_at })
}

fn loads_and_lists(run: &Run) -> Result<(), BoxError> {
    let (mut loads, mut lists) = (BTreeMap::<_, (u32, u64)>::new(), BTreeMap::new());
    for Shipment { id, depot, weight, .. } in run.rows()? {
        let load = loads.entry(depot.clone()).or_default();
        *load = (load.0 + 1, load.1 + u64::from(weight));
        lists.insert((depot, id), weight);
    }
    let derived = run.rows::<Load>()?.into_iter().map(|load| (load.depot, (load.shipments, load.weight)));
    derived_equals_recomputed(&derived.filter(|(_, load)| *load != (0, 0)).collect(), &loads)?;
    let derived = run.rows::<Listed>()?.into_iter().map(|listed| ((listed.depot, listed.id), listed.weight));
    Ok(derived_equals_recomputed(&derived.collect(), &lists)?)
}

fn latest(run: &Run) -> Result<(), BoxError> {
    let derived = run.rows::<Latest>()?.into_iter().map(|row| (row.id, (row.number, row.times)));
    Ok(derived_equals_recomputed(&derived.collect(), &recomputed_latest(run)?)?)
}

fn recomputed_latest(run: &Run) -> Result<BTreeMap<u32, (Option<SequenceNumber>, u32)>, BoxError> {
    let mut recomputed = BTreeMap::<u32, (Option<SequenceNumber>, u32)>::new();
    for record in run.changes::<Shipment>()? {
        let latest = recomputed.entry(record.change().key().id).or_default();
        *latest = (record.sequence_number().copied(), latest.1 + 1);
    }
    Ok(recomputed)
}

fn in_order(run: &Run, changes: impl Iterator<Item = (u32, Option<SequenceNumber>, u32)>) -> Result<(), String> {
    let sources = run.changes::<Shipment>().map_err(|error| error.to_string())?;
    // A stream that was made again counts from lower numbers.
    let numbers = sources.iter().map(|record| record.sequence_number().copied());
    let places: HashMap<Option<SequenceNumber>, usize> = numbers.zip(0..).collect();
    ascending(changes.map(|(id, number, times)| (id, (places.get(&number), times))))
}

fn moves(run: &Run) -> Result<(), BoxError> {
    let derived = run.rows::<Moves>()?.into_iter().map(|row| (row.id, (row.depot, row.times)));
    Ok(derived_equals_recomputed(&derived.collect(), &recomputed_moves(run)?)?)
}

fn recomputed_moves(run: &Run) -> Result<BTreeMap<u32, (String, u32)>, BoxError> {
    let mut recomputed = BTreeMap::<u32, (String, u32)>::new();
    for record in run.changes::<Shipment>()? {
        let Some(new) = record.change().new() else { continue };
        let before = recomputed.remove(&new.id);
        let times = before.map_or(0, |(depot, times)| times + u32::from(depot != new.depot));
        recomputed.insert(new.id, (new.depot.clone(), times));
    }
    Ok(recomputed)
}
