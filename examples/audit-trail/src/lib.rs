//! Who changed which field of an account from what to what, and when, in a trail that is append-only.
//!
//! [`record_changes`] is the subscriber, with a one-line bin in `src/bin`. [`field_changes`] works for every read model.

mod account;
mod entry;
mod fields;
mod trail;

pub use account::*;
pub use entry::*;
pub use fields::*;
pub use trail::*;
