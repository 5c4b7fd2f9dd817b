//! How a table is billed, protected, encrypted, stored and tagged.

mod expand;
mod parse;
mod replicas;
mod tags;

pub(crate) use self::expand::with_settings;
pub(crate) use self::parse::{KNOWN, parse};

/// What is said of the table. What is not said is the default of DynamoDB.
#[derive(Default)]
pub(crate) struct TableSettings {
    /// Units to read and to write; on demand without them.
    provisioned: Option<[u32; 2]>,
    deletion_protection: bool,
    /// In days.
    point_in_time_recovery: Option<u8>,
    encryption: Option<Encryption>,
    infrequent_access: bool,
    tags: Vec<(String, String)>,
    external: bool,
    replicas: Vec<String>,
}

/// A key that DynamoDB does not own.
enum Encryption {
    AwsManaged,
    Customer(String),
}
