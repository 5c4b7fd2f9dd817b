//! A program's definitions as a manifest holds them.

use super::{Encryption, IndexSchema, KeyElement, Projection, Shards, TableSchema, TableSettings};

impl TableSchema {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> TableSchema<String> {
        let Self { table, partition_key, sort_key, ttl, version, indexes, shards, settings } = self;
        TableSchema {
            table: table.to_owned(),
            partition_key: partition_key.into_owned(),
            sort_key: sort_key.map(KeyElement::into_owned),
            ttl: ttl.map(str::to_owned),
            version: version.map(str::to_owned),
            indexes: indexes.iter().map(|index| index.into_owned()).collect(),
            shards: shards.map(Shards::into_owned),
            settings: settings.into_owned(),
        }
    }
}

impl Shards {
    /// The same with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Shards<String> {
        Shards { count: self.count, attributes: texts(self.attributes) }
    }
}

impl KeyElement {
    /// The same with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> KeyElement<String> {
        KeyElement { name: self.name.to_owned(), scalar_type: self.scalar_type }
    }
}

impl IndexSchema {
    fn into_owned(self) -> IndexSchema<String> {
        let Self { name, scope, partition_key, sort_key, projection } = self;
        IndexSchema {
            name: name.to_owned(),
            scope,
            partition_key: elements(partition_key),
            sort_key: elements(sort_key),
            projection: projection.into_owned(),
        }
    }
}

impl Projection {
    fn into_owned(self) -> Projection<Vec<String>> {
        match self {
            Self::All => Projection::All,
            Self::KeysOnly => Projection::KeysOnly,
            Self::Include(names) => Projection::Include(texts(names)),
        }
    }
}

impl TableSettings {
    fn into_owned(self) -> TableSettings<String> {
        let Self { billing, deletion_protection, point_in_time_recovery, encryption, class, tags, external, replicas } =
            self;
        TableSettings {
            billing,
            deletion_protection,
            point_in_time_recovery,
            encryption: match encryption {
                Encryption::AwsOwned => Encryption::AwsOwned,
                Encryption::AwsManaged => Encryption::AwsManaged,
                Encryption::Customer(key) => Encryption::Customer(key.to_owned()),
            },
            class,
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            external,
            replicas: texts(replicas),
        }
    }
}

fn elements(elements: &[KeyElement]) -> Vec<KeyElement<String>> {
    elements.iter().map(|element| element.into_owned()).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
