//! Parking: the records that failed and those of their items behind them, kept aside in order.
//!
//! The ledger's row of an item says which of its records are parked, the first and the last; the parking table has their payloads.
//! While any is parked, nothing later of the item is written: a commit asks that its row has none, and a record that comes is put
//! behind them. Beside them the table has what is known of attempts that have not ended, and how many items were parked in an hour.
//!
//! The way of the data: the runtime has the attempts of a record counted (`attempts`) and, where it is to be parked, hands over its
//! payload (`keep`). A redrive reads the records back in their order (`read`) and takes each out with the writes that it led to
//! (`take`).

mod age;
mod attempts;
mod keep;
mod looked;
mod read;
mod row;
mod schema;
mod store;
mod superseded;
mod take;
mod threshold;

pub use self::age::OLD;
pub(crate) use self::keep::{Kept, NotKept};
pub(crate) use self::read::{Parked, ParkedPayload};
pub(crate) use self::row::{KeptAs, Payload, Reason};
pub use self::schema::SCHEMA;
pub(crate) use self::store::{Parking, ParkingTable};
pub use self::superseded::KEPT;
pub(crate) use self::take::Taken;

/// What a subscriber that counts attempts does with the parking table.
pub const ACTIONS: [&str; 4] = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

/// What a subscriber that parks does with the indexes of the parking table.
pub const INDEX_ACTIONS: [&str; 1] = ["dynamodb:Query"];
