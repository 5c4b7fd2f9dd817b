//! The order.

use statetopic::prelude::*;

/// An order.
#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    #[partition_key]
    pub id: String,
    /// Who ordered.
    #[index("by-customer", partition)]
    pub customer: String,
    /// How far it is.
    pub status: Status,
    /// What it costs, in cents.
    pub total: u64,
    /// Where it goes: it is shown redacted wherever it is printed.
    #[sensitive]
    pub address: Sensitive<String>,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It is placed.
    Placed,
    /// It is on its way.
    Shipped,
    /// It is not wanted any more.
    Cancelled,
}
