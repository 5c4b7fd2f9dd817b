//! DynamoDB's expressions, as far as their limits and the rows that an update makes depend on them. The engine evaluates them.

mod distinct;
mod limits;
mod token;
mod update;

pub(super) use limits::check;
pub(super) use token::{Token, tokens};
pub(super) use update::{assignments, changed, only_removes};
