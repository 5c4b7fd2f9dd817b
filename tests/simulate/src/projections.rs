//! Projections of shipments: the row that each has, by a function that reads nothing and by one that reads.

use std::collections::{BTreeMap, HashMap};

use statetopic::prelude::*;
use statetopic::{BoxError, Topic};
use statetopic_local::simulate::{Run, Simulation, ascending, derived_equals_recomputed};

use super::{Shipment, write};

/// What is written on a shipment: light ones have no label.
#[read_model(table = "labels", projection_of = Shipment)]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The shipment.
    #[partition_key]
    pub number: u32,
    /// Where it lies.
    pub depot: String,
    /// In grams.
    pub weight: u32,
    /// The change that it is of.
    #[sequence]
    pub position: SourcePosition,
}

/// Where a shipment has been since it was last made: read, and written with one more.
#[read_model(table = "trails", projection_of = Shipment)]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    /// The shipment.
    #[partition_key]
    pub id: u32,
    /// The depots, first to last.
    pub depots: Vec<String>,
    /// The change that it is of.
    #[sequence]
    pub position: SourcePosition,
}

/// A shipment that weighs less has no label.
const LIGHT: u32 = 400;

#[subscriber(library, batch_size = 100, id = "simulations/label")]
fn label(change: StateChange<Shipment>) -> Projection<Label> {
    labelled(&change)
}

/// The same under a new name.
#[subscriber(library, id = "simulations/print_label", previously = "simulations/label")]
fn print_label(change: StateChange<Shipment>) -> Projection<Label> {
    labelled(&change)
}

fn labelled(change: &StateChange<Shipment>) -> Projection<Label> {
    match change.new() {
        Some(new) if new.weight >= LIGHT => Projection::row(&Label {
            number: new.id,
            depot: new.depot.clone(),
            weight: new.weight,
            position: SourcePosition::unset(),
        }),
        Some(_) | None => Projection::absent(),
    }
}

#[subscriber(library)]
async fn trail(change: StateChange<Shipment>, trails: &Table<Trail, access::Get>) -> Result<Projection<Trail>> {
    let Some(new) = change.new() else { return Ok(Projection::absent()) };
    let before = trails.get(&TrailKey { id: new.id }).consistent().await?;
    let mut depots = before.map_or_else(Vec::new, |before| before.depots);
    if depots.last() == Some(&new.depot) {
        return Ok(Projection::unchanged());
    }
    depots.push(new.depot.clone());
    Ok(Projection::row(&Trail { id: new.id, depots, position: SourcePosition::unset() }))
}

/// The simulation of projections.
pub fn projections() -> Simulation {
    Simulation::new()
        .renamed_subscriber::<LabelSubscriber, PrintLabelSubscriber>()
        .subscriber::<TrailSubscriber>()
        .source(write)
        .invariant("the labels are those of the shipments", labels)
        .invariant("no label of an older change replaces one of a newer", |run| {
            Ok(in_order::<Label>(run, |label| (label.number, label.position.clone()))?)
        })
        .invariant("the trails are those of the shipments' changes", trails)
        .invariant("no trail of an older change replaces one of a newer", |run| {
            Ok(in_order::<Trail>(run, |trail| (trail.id, trail.position.clone()))?)
        })
        .varying()
}

fn labels(run: &Run) -> Result<(), BoxError> {
    let shipments = run.rows::<Shipment>()?.into_iter().filter(|shipment| shipment.weight >= LIGHT);
    let expected: BTreeMap<_, _> = shipments.map(|shipment| (shipment.id, (shipment.depot, shipment.weight))).collect();
    let rows = run.rows::<Label>()?.into_iter();
    Ok(derived_equals_recomputed(&rows.map(|row| (row.number, (row.depot, row.weight))).collect(), &expected)?)
}

fn trails(run: &Run) -> Result<(), BoxError> {
    let mut expected = BTreeMap::<u32, Vec<String>>::new();
    for record in run.changes::<Shipment>()? {
        match record.change().new() {
            None => {
                expected.remove(&record.key().id);
            }
            Some(new) => {
                let depots = expected.entry(new.id).or_default();
                if depots.last() != Some(&new.depot) {
                    depots.push(new.depot.clone());
                }
            }
        }
    }
    Ok(derived_equals_recomputed(
        &run.rows::<Trail>()?.into_iter().map(|row| (row.id, row.depots)).collect(),
        &expected,
    )?)
}

/// Each row that was written follows from a later change of its item than the one before.
fn in_order<M: Projected>(run: &Run, parts: impl Fn(&M) -> (u32, SourcePosition)) -> Result<(), String> {
    let sources = run.changes::<Shipment>().map_err(|error| error.to_string())?;
    let places: HashMap<_, usize> = sources.iter().map(Record::position).zip(0..).collect();
    let changes = run.changes::<M>().map_err(|error| error.to_string())?;
    ascending(changes.iter().filter_map(|record| {
        let (id, position) = parts(&M::row(record.change())?);
        Some((id, places.get(&Some(position))))
    }))
}

/// A projection that is a topic, whose rows its changes have.
trait Projected: Topic {
    /// The row after a change.
    fn row(change: &Self::Change) -> Option<Self>;
}

impl Projected for Label {
    fn row(change: &StateChange<Self>) -> Option<Self> {
        change.new().cloned().map(Self::from)
    }
}

impl Projected for Trail {
    fn row(change: &StateChange<Self>) -> Option<Self> {
        change.new().cloned().map(Self::from)
    }
}
