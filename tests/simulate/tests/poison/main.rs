//! No poison: a record that fails is parked or skipped, with what is behind it in its item, and its shard goes on; and what is the
//! service's fault is nobody's.

mod age;
mod attempts;
mod batches;
mod disorder;
mod edges;
mod event;
mod harness;
mod lost_answers;
mod moves;
mod order;
mod payloads;
mod prelude;
mod redrive;
mod secrecy;
mod service_faults;
mod superseded;
mod sweeps;
mod threshold;
