//! The properties of a table that cannot change in place.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use statetopic::manifest::Table;
use statetopic::plan::TablePlan;
use statetopic::schema::{IndexSchema, IndexScope, KeyElement, Projection};
use statetopic::view::StreamView;

/// The properties of a table that cannot change in place, or only in steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockedTable {
    pub(crate) model: String,
    /// The type of its resource; `None` if no stack of this workspace creates it.
    pub(crate) resource: Option<ResourceType>,
    pub(crate) partition_key: String,
    pub(crate) sort_key: Option<String>,
    /// The attribute with the time of expiry.
    pub(crate) ttl: Option<String>,
    /// In how many rows the model's counters are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shards: Option<u8>,
    /// Keys and projections, by name. One index is created or deleted in an update.
    pub(crate) global_indexes: BTreeMap<String, String>,
    /// The same of the indexes that are created with the table.
    pub(crate) local_indexes: BTreeMap<String, String>,
    /// The Regions of its replicas.
    pub(crate) replicas: BTreeSet<String>,
    /// `None` without a stream.
    pub(crate) view: Option<StreamView>,
}

/// The type of a table's resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ResourceType {
    #[serde(rename = "AWS::DynamoDB::Table")]
    Table,
    #[serde(rename = "AWS::DynamoDB::GlobalTable")]
    GlobalTable,
}

impl ResourceType {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "AWS::DynamoDB::Table",
            Self::GlobalTable => "AWS::DynamoDB::GlobalTable",
        }
    }
}

impl LockedTable {
    pub(super) fn new(plan: &TablePlan) -> Self {
        let table = &plan.table;
        let settings = &table.schema.settings;
        let indexes = |scope| {
            let of_scope = table.schema.indexes.iter().filter(move |index| index.scope == scope);
            of_scope.map(|index| (index.name.clone(), describe_index(index))).collect()
        };
        Self {
            model: table.model.clone(),
            resource: resource(table),
            partition_key: describe(&table.schema.partition_key),
            sort_key: table.schema.sort_key.as_ref().map(describe),
            ttl: table.schema.ttl.clone(),
            shards: table.schema.shards.as_ref().map(|shards| shards.count),
            global_indexes: indexes(IndexScope::Global),
            local_indexes: indexes(IndexScope::Local),
            replicas: settings.replicas.iter().cloned().collect(),
            view: plan.stream_view(),
        }
    }

    pub(crate) fn key(&self) -> String {
        match &self.sort_key {
            Some(sort) => format!("{}, {sort}", self.partition_key),
            None => self.partition_key.clone(),
        }
    }
}

fn resource(table: &Table) -> Option<ResourceType> {
    let settings = &table.schema.settings;
    match (settings.external, settings.replicas.is_empty()) {
        (true, _) => None,
        (false, true) => Some(ResourceType::Table),
        (false, false) => Some(ResourceType::GlobalTable),
    }
}

fn describe(key: &KeyElement<String>) -> String {
    format!("{} {}", key.name, key.scalar_type)
}

/// The keys and the projection: `country S; points N, users N INCLUDE name`. A local index has the table's partition key.
fn describe_index(index: &IndexSchema<String>) -> String {
    let keys = |elements: &[KeyElement<String>]| elements.iter().map(describe).collect::<Vec<_>>().join(", ");
    let partition = match index.scope {
        IndexScope::Global => keys(&index.partition_key),
        IndexScope::Local => String::new(),
    };
    let sides = [partition, keys(&index.sort_key)].into_iter().filter(|side| !side.is_empty());
    let keys = sides.collect::<Vec<_>>().join("; ");
    let kind = index.projection.as_str();
    match &index.projection {
        Projection::Include(names) => {
            // Their order has no meaning.
            let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
            format!("{keys} {kind} {}", names.into_iter().collect::<Vec<_>>().join(", "))
        }
        Projection::All | Projection::KeysOnly => format!("{keys} {kind}"),
    }
}
