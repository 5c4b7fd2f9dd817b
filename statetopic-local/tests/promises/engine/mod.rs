//! The embedded DynamoDB: operations, what they refuse, indexes, streams, and faults on request.

mod faults;
mod indexes;
mod limits;
mod operations;
mod removals;
mod stream;
