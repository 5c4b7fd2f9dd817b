//! Subscribers for the tests: real ones, described as a binary describes itself. Those here differ in what a rule looks at.

mod templates;

use serde::{Deserialize, Serialize};
use statetopic::manifest::{Manifest, describe};
use statetopic::plan::Deployment;
use statetopic::prelude::*;
use statetopic::schema::IndexSchema;

pub(crate) use self::templates::{at_home, low, managed, of_legacy, restless, with_ledger};
use super::Subscriber;

/// Subscribers with these manifests.
pub(crate) fn subscribers(manifests: impl IntoIterator<Item = Manifest>) -> Vec<Subscriber> {
    manifests.into_iter().map(|manifest| Subscriber { bin: manifest.function.clone(), manifest }).collect()
}

/// The plan of subscribers with these manifests, as far as there is one.
pub(crate) fn deployment(manifests: impl IntoIterator<Item = Manifest>) -> Deployment {
    let manifests: Vec<Manifest> = manifests.into_iter().collect();
    Deployment::draft(&manifests, &[]).0
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "totals")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    id: String,
    #[serde(default)]
    total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(group_id)]
struct Team(String);

#[read_model(table = "members")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Member {
    #[partition_key]
    team: Team,
}

#[read_model(table = "world", replicas("eu-west-1"))]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct World {
    #[partition_key]
    id: String,
}

#[read_model(table = "quiet")]
#[state_topic(view = KEYS_ONLY, enabled = false)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Quiet {
    #[partition_key]
    id: String,
}

/// The same subscriber with another id.
pub(crate) fn with_id(manifest: Manifest, id: &str) -> Manifest {
    let mut manifest = manifest;
    id.clone_into(&mut manifest.id);
    manifest
}

/// Reads only the key of `Order`.
pub(crate) fn stamp(id: &str) -> Manifest {
    #[subscriber(library, max_retries = 3)]
    fn stamp(_: StateChange<Order>) {}
    with_id(describe::<StampSubscriber>(), id)
}

pub(crate) fn hands_on() -> Manifest {
    #[subscriber(library, max_retries = 3)]
    fn hands_on(change: StateChange<Order>) {
        drop(change);
    }
    describe::<HandsOnSubscriber>()
}

pub(crate) fn of_global_table(id: &str) -> Manifest {
    #[subscriber(library, max_retries = 3)]
    fn global(_: StateChange<World>) {}
    with_id(describe::<GlobalSubscriber>(), id)
}

pub(crate) fn of_disabled_topic() -> Manifest {
    #[subscriber(library, max_retries = 3)]
    fn quiet(_: StateChange<Quiet>) {}
    describe::<QuietSubscriber>()
}

pub(crate) fn endless() -> Manifest {
    #[subscriber(library)]
    fn endless(_: StateChange<Order>) {}
    describe::<EndlessSubscriber>()
}

pub(crate) fn unreached_destination() -> Manifest {
    #[subscriber(library, on_failure = sqs("failed"))]
    fn unreached(_: StateChange<Order>) {}
    describe::<UnreachedSubscriber>()
}

pub(crate) fn large_batch() -> Manifest {
    #[subscriber(library, max_retries = 3, batch_size = 5_000)]
    fn large(_: StateChange<Order>) {}
    describe::<LargeSubscriber>()
}

pub(crate) fn writes_itself() -> Manifest {
    #[subscriber(library, id = "itself")]
    fn itself(_: StateChange<Order>, _orders: &Table<Order>) {}
    describe::<ItselfSubscriber>()
}

/// Write their own table, in ways that their arms take or do not.
pub(crate) fn of_its_own_table() -> [Manifest; 3] {
    #[subscriber(library, max_retries = 3, on(Inserted, Modified))]
    fn deletes(_: StateChange<Order>, _orders: &Table<Order, access::Delete>) {}
    #[subscriber(library, max_retries = 3, on(Removed))]
    fn puts_again(_: StateChange<Order>, _orders: &Table<Order, access::Put>) {}
    #[subscriber(library, max_retries = 3)]
    fn deletes_all(_: StateChange<Order>, _orders: &Table<Order, access::Delete>) {}
    [describe::<DeletesSubscriber>(), describe::<PutsAgainSubscriber>(), describe::<DeletesAllSubscriber>()]
}

/// Reads new images.
pub(crate) fn orders_to_totals() -> Manifest {
    #[subscriber(library, id = "to_totals")]
    fn to_totals(change: StateChange<Order>) -> Writes<Total> {
        let Some(order) = change.new() else { return Writes::new() };
        Writes::new().update(TotalKey { id: order.id.clone() }.update().add(|a| a.total, 1))
    }
    describe::<ToTotalsSubscriber>()
}

pub(crate) fn of_totals() -> Manifest {
    #[subscriber(library, id = "of_totals", max_retries = 3)]
    fn of_totals(_: StateChange<Total>) {}
    describe::<OfTotalsSubscriber>()
}

/// Writes with a parameter.
pub(crate) fn puts_totals() -> Manifest {
    #[subscriber(library, id = "puts_totals", max_retries = 3)]
    fn puts_totals(_: StateChange<Order>, _totals: &Table<Total, access::Put>) {}
    describe::<PutsTotalsSubscriber>()
}

pub(crate) fn totals_to_orders() -> Manifest {
    #[subscriber(library, id = "to_orders")]
    fn to_orders(_: StateChange<Total>) -> Writes<(Order, Member)> {
        Writes::new()
    }
    describe::<ToOrdersSubscriber>()
}

/// Parks what it fails on.
pub(crate) fn parks() -> Manifest {
    #[subscriber(library, id = "parks", on_error = park)]
    fn parks(_: StateChange<Order>) -> Writes<Total> {
        Writes::new()
    }
    describe::<ParksSubscriber>()
}

pub(crate) fn writes_with_retries() -> Manifest {
    #[subscriber(library, max_retries = 3)]
    fn retried(_: StateChange<Order>) -> Writes<Total> {
        Writes::new()
    }
    describe::<RetriedSubscriber>()
}

pub(crate) fn writes_with_age() -> Manifest {
    #[subscriber(library, max_age = 600)]
    fn aged(_: StateChange<Order>) -> Writes<Total> {
        Writes::new()
    }
    describe::<AgedSubscriber>()
}

/// Its partition key is any text.
pub(crate) fn writes_behind_a_queue() -> Manifest {
    #[subscriber(library, via = fifo)]
    fn queued(_: StateChange<Order>) -> Writes<Total> {
        Writes::new()
    }
    describe::<QueuedSubscriber>()
}

/// Its partition key is a valid group id.
pub(crate) fn behind_a_queue() -> Manifest {
    #[subscriber(library, via = fifo)]
    fn grouped(_: StateChange<Member>) {}
    describe::<GroupedSubscriber>()
}

pub(crate) fn writes_everywhere() -> Manifest {
    #[subscriber(library)]
    fn everywhere(_: StateChange<Order>) -> Writes<World> {
        Writes::new()
    }
    describe::<EverywhereSubscriber>()
}

pub(crate) fn writes_at_home() -> Manifest {
    #[subscriber(library, home_region = "eu-west-1")]
    fn at_home(_: StateChange<World>) -> Writes<Total> {
        Writes::new()
    }
    describe::<AtHomeSubscriber>()
}

/// Of removals: the expired and the others of a table with replicas, all of them, and the expired of a table without.
pub(crate) fn of_removals() -> [Manifest; 4] {
    #[read_model(table = "sessions", replicas("eu-west-1"))]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Session {
        #[partition_key]
        id: String,
        #[ttl]
        expires_at: EpochSeconds,
    }
    #[subscriber(library, max_retries = 3, on(Inserted, Removed { cause: Expired }))]
    fn expired(_: StateChange<Session>) {}
    #[subscriber(library, max_retries = 3, on(Removed { old, cause: Deleted } if old.expires_at.0 > 0))]
    fn deleted(_: StateChange<Session>) {}
    #[subscriber(library, max_retries = 3, on(Removed))]
    fn removed(_: StateChange<Session>) {}
    #[subscriber(library, max_retries = 3, on(Removed { cause: Expired }))]
    fn in_one_region(_: StateChange<templates::Article>) {}
    [
        describe::<ExpiredSubscriber>(),
        describe::<DeletedSubscriber>(),
        describe::<RemovedSubscriber>(),
        describe::<InOneRegionSubscriber>(),
    ]
}

/// Another struct for the table of `Order`.
pub(crate) fn other_orders() -> Manifest {
    #[read_model(table = "orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Other {
        #[partition_key]
        number: u32,
    }
    #[subscriber(library, max_retries = 3)]
    fn other(_: StateChange<Other>) {}
    describe::<OtherSubscriber>()
}

/// Two structs of one table, and a subscriber of each.
pub(crate) fn of_a_shared_table() -> [Manifest; 2] {
    #[read_model(table = "app")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct User {
        #[partition_key]
        #[serde(rename = "PK")]
        team: String,
        #[sort_key]
        #[serde(rename = "SK")]
        entry: String,
        name: String,
    }
    #[read_model(table = "app")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Cart {
        #[partition_key]
        #[serde(rename = "PK")]
        team: String,
        #[sort_key]
        #[serde(rename = "SK")]
        entry: String,
        total: u32,
    }
    #[subscriber(library, id = "shop/users", max_retries = 3)]
    fn users(_: StateChange<User>) {}
    #[subscriber(library, id = "shop/carts", max_retries = 3)]
    fn carts(_: StateChange<Cart>) {}
    [describe::<UsersSubscriber>(), describe::<CartsSubscriber>()]
}

/// An index with keys of several attributes.
pub(crate) fn index_of_places() -> Vec<IndexSchema<String>> {
    #[read_model(table = "places")]
    #[derive(Serialize, Deserialize)]
    struct Place {
        #[partition_key]
        #[index("by-place", sort(1), projection = keys_only)]
        id: String,
        #[index("by-place", partition(1))]
        country: String,
        #[index("by-place", partition)]
        continent: String,
        #[index("by-place", sort)]
        rank: u32,
    }
    statetopic::manifest::Table::new::<Place>().schema.indexes
}

/// One index, of `Order` by its total.
pub(crate) fn indexes(global: bool) -> Vec<IndexSchema<String>> {
    #[read_model(table = "indexed")]
    #[state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Indexed {
        #[partition_key]
        id: String,
        #[index("by-total", partition)]
        total: u32,
    }
    #[read_model(table = "locally-indexed")]
    #[state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct LocallyIndexed {
        #[partition_key]
        id: String,
        #[sort_key]
        line: u32,
        #[index("by-total", sort, local)]
        total: u32,
    }
    if global {
        statetopic::manifest::Table::new::<Indexed>().schema.indexes
    } else {
        statetopic::manifest::Table::new::<LocallyIndexed>().schema.indexes
    }
}

pub(crate) fn filtered() -> Manifest {
    #[subscriber(library, max_retries = 3, on(Modified { old, new } if old.total != new.total))]
    fn filtered(change: StateChange<Order>) {
        drop(change);
    }
    describe::<FilteredSubscriber>()
}
