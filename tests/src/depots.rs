//! A topic and what derives from it: parcels, each depot's totals, and each depot's list.

use serde_json::{Value, json};
use statetopic::ReadModel as _;
use statetopic::prelude::*;
use statetopic_local::Engine;

use statetopic_local::simulate::Random;

/// A parcel: the source of all that is derived.
#[read_model(table = "parcels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its number.
    #[partition_key]
    pub id: String,
    /// Where it lies.
    pub depot: String,
    /// In grams.
    pub weight: u32,
}

/// What a depot holds in all.
#[read_model(table = "depot-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepotTotals {
    /// The depot.
    #[partition_key]
    pub depot: String,
    /// How many parcels.
    #[serde(default)]
    pub parcels: u32,
    /// What they weigh.
    #[serde(default)]
    pub weight: u64,
}

/// A parcel in a depot's list.
#[read_model(table = "depot-parcels")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepotParcel {
    /// The depot.
    #[partition_key]
    pub depot: String,
    /// The parcel.
    #[sort_key]
    pub id: String,
    /// In grams.
    pub weight: u32,
}

/// Derives totals by additions, and the lists by puts and deletes.
#[subscriber(batch_size = 100)]
pub fn derive_depots(change: StateChange<Parcel>) -> Writes<(DepotTotals, DepotParcel)> {
    let totals = |depot: &String, parcels: i64, weight: i64| {
        DepotTotalsKey { depot: depot.clone() }.update().add(|a| a.parcels, parcels).add(|a| a.weight, weight)
    };
    let (old, new) = match change {
        StateChange::Inserted { new, .. } => (None, Some(new)),
        StateChange::Modified { old, new, .. } => (Some(old), Some(new)),
        StateChange::Removed { old, .. } => (Some(old), None),
    };
    let mut writes = Writes::new();
    if let Some(old) = old {
        writes = writes.update(totals(&old.depot, -1, -i64::from(old.weight)));
        if new.as_ref().is_none_or(|new| new.depot != old.depot) {
            writes = writes.delete(&DepotParcelKey { depot: old.depot, id: old.id });
        }
    }
    if let Some(new) = new {
        writes = writes.update(totals(&new.depot, 1, i64::from(new.weight)));
        writes = writes.put(&DepotParcel { depot: new.depot, id: new.id, weight: new.weight });
    }
    writes
}

/// Counts and weighs alone: two writes at most for each change.
#[subscriber(batch_size = 1000)]
pub fn total_depots(change: StateChange<Parcel>) -> Writes<DepotTotals> {
    let totals = |depot: String, parcels: i64, weight: i64| {
        DepotTotalsKey { depot }.update().add(|a| a.parcels, parcels).add(|a| a.weight, weight)
    };
    match change {
        StateChange::Inserted { new, .. } => Writes::new().update(totals(new.depot, 1, i64::from(new.weight))),
        StateChange::Modified { old, new, .. } => Writes::new()
            .update(totals(old.depot, -1, -i64::from(old.weight)))
            .update(totals(new.depot, 1, i64::from(new.weight))),
        StateChange::Removed { old, .. } => Writes::new().update(totals(old.depot, -1, -i64::from(old.weight))),
    }
}

/// Random writes of parcels, as raw requests.
#[derive(Debug)]
pub struct Traffic {
    random: Random,
    parcels: u32,
    /// The parcels that are there.
    there: Vec<u32>,
}

impl Traffic {
    /// Writes to this many parcels, the same for the same seed.
    #[must_use]
    pub const fn seeded(seed: u64, parcels: u32) -> Self {
        Self { random: Random::seeded(seed), parcels, there: Vec::new() }
    }

    /// Makes one write: a put, an update of an attribute, or a delete. Some change nothing.
    pub fn write(&mut self, engine: &Engine) {
        let random = &mut self.random;
        let number = random.below(self.parcels);
        let id = json!({ "S": format!("parcel-{number}") });
        let depot = json!({ "S": random.choose(&["Oslo", "Bergen", "Tromsø", "Bodø"]) });
        let weight = json!({ "N": random.below(5000).to_string() });
        let set = |attribute: &str, value: &Value| {
            let request = json!({
                "UpdateExpression": format!("SET {attribute} = :value"), "Key": { "id": id },
                "ExpressionAttributeValues": { ":value": value },
            });
            // Tables in memory take no expressions of raw requests: there the parcel is read and written whole.
            if engine.tables().is_none() {
                ("UpdateItem", request)
            } else {
                ("PutItem", with(engine, &id, attribute, value))
            }
        };
        let place = self.there.iter().position(|there| *there == number);
        let (operation, mut request) = match (random.below(10), place) {
            (0..2, place) => {
                place.map(|place| self.there.swap_remove(place));
                ("DeleteItem", json!({ "Key": { "id": id } }))
            }
            (2..5, Some(_)) => set("weight", &weight),
            (5..7, Some(_)) => set("depot", &depot),
            (_, place) => {
                if place.is_none() {
                    self.there.push(number);
                }
                ("PutItem", json!({ "Item": { "id": id, "depot": depot, "weight": weight } }))
            }
        };
        request["TableName"] = json!(Parcel::SCHEMA.table);
        let answer = engine.execute(operation, request.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{operation}: {}", String::from_utf8_lossy(&answer.body));
    }
}

/// The request that puts a parcel that is there with another value of an attribute.
fn with(engine: &Engine, id: &Value, attribute: &str, value: &Value) -> Value {
    let request = json!({ "TableName": Parcel::SCHEMA.table, "Key": { "id": id } });
    let answer = engine.execute("GetItem", request.to_string().as_bytes());
    let mut put: Value = serde_json::from_slice(&answer.body).expect("JSON");
    put["Item"][attribute] = value.clone();
    put
}
