//! Memberships, written for each user and kept for each organization, through a Pipe and a FIFO queue.
//!
//! [`sync_members`] is the subscriber, with a one-line bin in `src/bin`; the commands are for users.

mod commands;
mod members;
mod memberships;

pub use commands::*;
pub use members::*;
pub use memberships::*;
