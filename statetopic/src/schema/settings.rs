//! How a table is billed, protected, encrypted, stored and tagged.

use super::SchemaText;

/// The settings of a table; declared in `#[read_model(…)]`. What is not declared is DynamoDB's default.
///
/// ```
/// use statetopic::ReadModel;
/// use statetopic::prelude::*;
/// use statetopic::schema::{Billing, Encryption};
///
/// #[read_model(
///     table = "orders",
///     billing = provisioned(read = 5, write = 2),
///     point_in_time_recovery = 7,
///     encryption = kms("alias/orders"),
///     tags(team = "stock"),
/// )]
/// #[derive(Serialize, Deserialize)]
/// struct Order {
///     #[partition_key]
///     id: String,
/// }
///
/// let settings = Order::SCHEMA.settings;
/// assert_eq!(settings.billing, Billing::Provisioned { read: 5, write: 2 });
/// assert_eq!(settings.point_in_time_recovery, Some(7));
/// assert_eq!(settings.encryption, Encryption::Customer("alias/orders"));
/// assert_eq!(settings.tags, [("team", "stock")]);
/// assert!(!settings.deletion_protection);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(
        deny_unknown_fields,
        bound(
            serialize = "T: SchemaText",
            deserialize = "T: SchemaText + serde::Deserialize<'de>, T::List<T>: serde::Deserialize<'de>, \
                           T::List<(T, T)>: serde::Deserialize<'de>"
        )
    )
)]
#[cfg_attr(
    feature = "manifest-schema",
    derive(schemars::JsonSchema),
    schemars(
        rename = "TableSettings",
        bound = "T: SchemaText + schemars::JsonSchema, T::List<T>: schemars::JsonSchema, T::List<(T, T)>: schemars::JsonSchema"
    )
)]
#[non_exhaustive]
pub struct TableSettings<T: SchemaText = &'static str> {
    /// How reads and writes are paid for.
    pub billing: Billing,
    /// Whether the table is protected from deletion.
    pub deletion_protection: bool,
    /// Number of days to which the table can be restored, 1 to 35; `None` disables it.
    pub point_in_time_recovery: Option<u8>,
    /// Whose key encrypts the table.
    pub encryption: Encryption<T>,
    /// What storage costs against reads and writes.
    pub class: TableClass,
    /// Keys and values.
    pub tags: T::List<(T, T)>,
    /// Whether the table exists already, so that no stack creates it.
    pub external: bool,
    /// The Regions of its replicas, beside the one that it is created in.
    pub replicas: T::List<T>,
}

impl Copy for TableSettings {}

impl Default for TableSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// How reads and writes are paid for.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum Billing {
    /// Each one.
    #[default]
    PayPerRequest,
    /// A capacity of so many units, for the table and for each of its global indexes.
    Provisioned {
        /// Strongly consistent reads of up to 4 KB a second.
        read: u32,
        /// Writes of up to 1 KB a second.
        write: u32,
    },
}

/// Whose key encrypts a table. Each table is encrypted.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "Encryption"))]
pub enum Encryption<T = &'static str> {
    /// DynamoDB's.
    #[default]
    AwsOwned,
    /// The account's, managed by AWS.
    AwsManaged,
    /// The customer's: an alias, an id or an ARN.
    Customer(T),
}

/// What storage costs against reads and writes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.TableClasses.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum TableClass {
    /// For tables that are read and written.
    #[default]
    Standard,
    /// For tables where storage is most of the cost.
    StandardInfrequentAccess,
}

impl TableClass {
    /// As DynamoDB writes it in `TableClass`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::StandardInfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        }
    }
}

impl TableSettings {
    /// DynamoDB's defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            billing: Billing::PayPerRequest,
            deletion_protection: false,
            point_in_time_recovery: None,
            encryption: Encryption::AwsOwned,
            class: TableClass::Standard,
            tags: &[],
            external: false,
            replicas: &[],
        }
    }

    /// The same with other billing.
    #[must_use]
    pub const fn with_billing(mut self, billing: Billing) -> Self {
        self.billing = billing;
        self
    }

    /// The same, protected from deletion.
    #[must_use]
    pub const fn with_deletion_protection(mut self) -> Self {
        self.deletion_protection = true;
        self
    }

    /// The same with recovery to any time of the last days, 1 to 35.
    #[must_use]
    pub const fn with_point_in_time_recovery(mut self, days: u8) -> Self {
        self.point_in_time_recovery = Some(days);
        self
    }

    /// The same with another key.
    #[must_use]
    pub const fn with_encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// The same in another class.
    #[must_use]
    pub const fn with_class(mut self, class: TableClass) -> Self {
        self.class = class;
        self
    }

    /// The same with these tags.
    #[must_use]
    pub const fn with_tags(mut self, tags: &'static [(&'static str, &'static str)]) -> Self {
        self.tags = tags;
        self
    }

    /// The same, of a table that exists already.
    #[must_use]
    pub const fn with_external(mut self) -> Self {
        self.external = true;
        self
    }

    /// The same, replicated to these Regions.
    #[must_use]
    pub const fn with_replicas(mut self, regions: &'static [&'static str]) -> Self {
        self.replicas = regions;
        self
    }
}
