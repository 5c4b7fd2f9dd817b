//! Event sources: the mapping of a stream, and a Pipe with its FIFO queue.

mod at_once;
mod declared;
mod discards;
mod mapping;
mod queue;
mod retention;
mod shards;
mod windows;
