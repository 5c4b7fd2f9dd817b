//! The embedded DynamoDB: operations, indexes, streams, and faults on request.

mod faults;
mod indexes;
mod operations;
mod stream;
