//! The tables of the cases, and the subscribers that derive them.

use statetopic::prelude::*;

/// A parcel: the source.
#[read_model(table = "conformance-sources")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parcel {
    /// Its number.
    #[partition_key]
    pub id: String,
    /// Where it lies.
    pub depot: String,
    /// In kilograms.
    pub weight: i64,
}

/// What a depot holds; it cannot hold more than 255 kg.
#[read_model(table = "conformance-parcels")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parcels {
    /// The depot.
    #[partition_key]
    pub depot: String,
    /// How many changes.
    #[serde(default)]
    pub changes: u32,
    /// In kilograms.
    #[serde(default)]
    pub weight: u8,
}

/// The last version of a parcel that was noted.
#[read_model(table = "conformance-titles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Title {
    /// The parcel.
    #[partition_key]
    pub id: String,
    /// Its version: what it weighed.
    #[version]
    pub version: u64,
}

/// A row of the ledger.
#[read_model(table = "statetopic-ledger")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Its key.
    #[partition_key]
    pub entry: String,
    /// The number of its format; the first has none.
    pub format: Option<u32>,
    /// The last change that was turned into writes.
    pub applied: Option<String>,
    /// The same in the first format.
    pub applied_seq: Option<String>,
    /// When it is forgotten.
    pub expires_at: i64,
}

/// Counts the changes of a depot's parcels, and what they weigh.
#[subscriber(library, id = "conformance/count", concurrency = 8)]
pub(super) fn count(change: StateChange<Parcel>) -> Writes<Parcels> {
    let add = |depot: &str, weight| {
        ParcelsKey { depot: depot.to_owned() }.update().add(|a| a.changes, 1).add(|a| a.weight, weight)
    };
    let writes = Writes::new();
    let writes = match change.old() {
        Some(old) => writes.update(add(&old.depot, -old.weight)),
        None => writes,
    };
    match change.new() {
        Some(new) => writes.update(add(&new.depot, new.weight)),
        None => writes,
    }
}

/// Notes the newest version of a parcel, and counts each that is noted.
#[subscriber(library, id = "conformance/note", on(Inserted, Modified))]
pub(super) fn note(change: StateChange<Parcel>) -> Writes<Title> {
    let Some(new) = change.new() else { return Writes::new() };
    Writes::new().put_if_newer(&Title { id: new.id.clone(), version: new.weight.unsigned_abs() })
}

/// Counts the changes of heavy parcels; it reads, and returns no writes for light ones.
#[subscriber(library, id = "conformance/read", on(Inserted, Modified))]
pub(super) async fn count_heavy(
    change: StateChange<Parcel>,
    parcels: &Table<Parcels, access::Get>,
) -> Result<Writes<Parcels>> {
    let Some(new) = change.new() else { return Ok(Writes::new()) };
    let key = ParcelsKey { depot: new.depot.clone() };
    let before = parcels.get(&key).consistent().await?;
    let changes = before.as_ref().map_or(0, |before| before.changes);
    if new.weight < 10 {
        return Ok(Writes::new());
    }
    Ok(Writes::new().put(&Parcels { depot: new.depot.clone(), changes: changes + 1, weight: 0 }))
}
