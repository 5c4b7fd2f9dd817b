//! The settings of a table, such as billing, encryption and tags.

mod expand;
mod parse;
mod replicas;
mod tags;

pub(crate) use self::expand::with_settings;
pub(crate) use self::parse::parse;
use crate::choice::choice;
use crate::root;

choice! {
    /// The settings of `#[read_model]`.
    pub(crate) enum Name {
        Table = "table",
        ProjectionOf = "projection_of",
        Billing = "billing",
        DeletionProtection = "deletion_protection",
        PointInTimeRecovery = "point_in_time_recovery",
        Encryption = "encryption",
        Class = "class",
        Tags = "tags",
        External = "external",
        Replicas = "replicas",
        Crate = root::SETTING,
    }
}

/// The settings of a table; those that are not written have DynamoDB's default.
#[derive(Default)]
pub(crate) struct TableSettings {
    billing: Billing,
    deletion_protection: bool,
    /// In days.
    point_in_time_recovery: Option<u8>,
    encryption: Encryption,
    class: Class,
    tags: Vec<(String, String)>,
    external: bool,
    replicas: Vec<String>,
}

/// The billing mode of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Billing {
    #[default]
    PayPerRequest,
    /// In capacity units.
    Provisioned { read: u32, write: u32 },
}

/// The key that encrypts a table.
#[derive(Default)]
enum Encryption {
    #[default]
    AwsOwned,
    AwsManaged,
    /// Its alias, id or ARN.
    Customer(String),
}

choice! {
    /// The storage class of a table.
    #[derive(Default)]
    enum Class {
        #[default]
        Standard = "STANDARD",
        StandardInfrequentAccess = "STANDARD_INFREQUENT_ACCESS",
    }
}
