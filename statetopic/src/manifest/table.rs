//! A read model's table in a manifest.

use serde::{Deserialize, Serialize};

use super::Location;
use crate::model::ReadModel;
use crate::schema::{Billing, Encryption, IndexSchema, IndexScope, KeyElement, Projection, TableClass, TableSchema};

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Table {
    /// The struct's name; for the ledger, `Ledger`.
    pub model: String,
    /// Where `#[read_model]` stands.
    pub location: Option<Location>,
    /// The logical name.
    pub name: String,
    /// The partition key.
    pub partition_key: KeyAttribute,
    /// The sort key.
    pub sort_key: Option<KeyAttribute>,
    /// The TTL attribute.
    pub ttl: Option<String>,
    /// The secondary indexes.
    pub indexes: Vec<Index>,
    /// `None` where reads and writes are paid for each; else units to read and to write.
    pub provisioned: Option<(u32, u32)>,
    /// Whether it cannot be deleted.
    pub deletion_protection: bool,
    /// Days, 1 to 35.
    pub point_in_time_recovery: Option<u8>,
    /// `AWS_OWNED`, `AWS_MANAGED`, or the customer's key.
    pub encryption: String,
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
    pub class: String,
    /// Keys and values.
    pub tags: Vec<(String, String)>,
    /// Whether it exists already, and is not made by the stack.
    pub external: bool,
    /// The Regions that have a replica of it, beside the stack's own.
    pub replicas: Vec<String>,
}

/// A key attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAttribute {
    /// Its name.
    pub name: String,
    /// `S`, `N` or `B`.
    #[serde(rename = "type")]
    pub scalar_type: String,
}

/// A secondary index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether it has partitions of its own.
    pub global: bool,
    /// Its partition key.
    pub partition_key: KeyAttribute,
    /// Its sort key.
    pub sort_key: Option<KeyAttribute>,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection: String,
    /// With `INCLUDE`, what is included.
    pub included: Vec<String>,
}

impl Table {
    /// The table of a read model.
    #[must_use]
    pub fn of<M: ReadModel>() -> Self {
        let (file, line) = M::LOCATION;
        let location = Location { file: file.to_owned(), line };
        Self { location: Some(location), ..Self::of_schema(M::NAME, &M::SCHEMA) }
    }

    /// A table with a schema.
    #[must_use]
    pub fn of_schema(model: &str, schema: &TableSchema) -> Self {
        let settings = schema.settings;
        Self {
            model: model.to_owned(),
            location: None,
            name: schema.table.to_owned(),
            partition_key: schema.partition_key.into(),
            sort_key: schema.sort_key.map(Into::into),
            ttl: schema.ttl.map(str::to_owned),
            indexes: schema.indexes.iter().map(Into::into).collect(),
            provisioned: match settings.billing {
                Billing::PayPerRequest => None,
                Billing::Provisioned { read, write } => Some((read, write)),
            },
            deletion_protection: settings.deletion_protection,
            point_in_time_recovery: settings.point_in_time_recovery,
            encryption: match settings.encryption {
                Encryption::AwsOwned => "AWS_OWNED".to_owned(),
                Encryption::AwsManaged => "AWS_MANAGED".to_owned(),
                Encryption::Customer(key) => key.to_owned(),
            },
            class: match settings.class {
                TableClass::Standard => "STANDARD".to_owned(),
                TableClass::StandardInfrequentAccess => "STANDARD_INFREQUENT_ACCESS".to_owned(),
            },
            tags: settings.tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            external: settings.external,
            replicas: settings.replicas.iter().map(|region| (*region).to_owned()).collect(),
        }
    }
}

impl From<KeyElement> for KeyAttribute {
    fn from(element: KeyElement) -> Self {
        Self { name: element.name.to_owned(), scalar_type: element.scalar_type.as_str().to_owned() }
    }
}

impl From<&IndexSchema> for Index {
    fn from(index: &IndexSchema) -> Self {
        let (projection, included) = match index.projection {
            Projection::All => ("ALL", &[][..]),
            Projection::KeysOnly => ("KEYS_ONLY", &[][..]),
            Projection::Include(names) => ("INCLUDE", names),
        };
        Self {
            name: index.name.to_owned(),
            global: index.scope == IndexScope::Global,
            partition_key: index.partition_key.into(),
            sort_key: index.sort_key.map(Into::into),
            projection: projection.to_owned(),
            included: included.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}
