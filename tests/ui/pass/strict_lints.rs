//! A crate that denies what rustc can warn of: nothing generated is warned of.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    ambiguous_negative_literals,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    future_incompatible,
    keyword_idents,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    nonstandard_style,
    redundant_imports,
    redundant_lifetimes,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results
)]

use std::collections::BTreeSet;

use statetopic::Subscriber;
use statetopic::prelude::*;

/// A key of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(group_id)]
pub struct Sku(String);

/// A model with every part.
#[read_model(table = "levels", deletion_protection, tags(team = "stock"))]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Where it lies.
    #[partition_key]
    pub warehouse: String,
    #[sort_key]
    #[index("by-sku", partition)]
    /// What it is.
    pub sku: Sku,
    /// Who made it.
    #[index("by-sku", sort, projection = include(on_hand))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// How much there is.
    pub on_hand: u32,
    /// How much is promised.
    #[added(default = 0)]
    pub reserved: u32,
    /// In what it is counted.
    #[added]
    pub unit: String,
    /// What is said of it.
    #[serde(default, rename = "labels")]
    pub tags: BTreeSet<String>,
    /// When it is gone.
    #[ttl]
    pub expires_at: Option<EpochSeconds>,
    /// Which row is newer.
    #[version]
    pub version: u64,
    /// Whom to ask.
    #[sensitive]
    pub contact: Sensitive<String>,
    /// As it was called.
    #[deprecated(note = "is in `on_hand`")]
    #[serde(default)]
    pub on_shelf: u32,
    /// Worked out when it is read.
    #[serde(skip)]
    pub cached: u32,
}

/// A generic model.
#[read_model(table = "deliveries")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery<Id: KeyAttribute, T, const N: usize = 1>
where
    T: Clone,
{
    /// Which one.
    #[partition_key]
    pub id: Id,
    /// What it brings.
    pub payload: T,
    /// How many.
    #[serde(skip)]
    pub count: Count<N>,
}

/// How many, as a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Count<const N: usize>;

/// Tells nobody.
///
/// # Errors
///
/// Never.
#[subscriber(
    on(Modified { old, new } if old.on_hand > new.on_hand, Removed { cause: Expired, .. }),
    batch_size = 10, memory = 128, library,
)]
pub async fn alert(change: StateChange<Level>, levels: &Table<Level>) -> Result<()> {
    drop((change, levels));
    Ok(())
}

/// Counts what comes.
#[subscriber(on(Inserted), library)]
pub fn count(record: Record<Delivery<String, u32>>) -> Writes<Level> {
    drop(record);
    Writes::new()
}

fn main() {
    let key = LevelKey { warehouse: "oslo".to_owned(), sku: Sku("bolt".to_owned()) };
    let new = |on_hand| LevelNewImage {
        warehouse: "oslo".to_owned(),
        sku: Sku("bolt".to_owned()),
        brand: None,
        on_hand,
        reserved: 0,
        unit: None,
        tags: BTreeSet::new(),
        expires_at: None,
        version: 1,
        contact: "nobody".to_owned().into(),
        on_shelf: 0,
    };
    assert!(!AlertSubscriber::takes(&StateChange::Inserted { key, new: new(1) }));
    let _ = (alert, count);
}
