//! From an event's JSON to typed records: what every part of it becomes, and what is wrong with a faulty one.

mod absent_sets;
mod by_hand;
mod conformance;
mod corruption;
mod event_errors;
mod generic;
mod identity;
mod interoperability;
mod levels;
mod random;
mod record_errors;
mod round_trip;
mod secrecy;
mod serde_attributes;
mod set_types;
mod shapes;
mod stand_ins;
mod support;
mod value_errors;
mod variations;
mod widest;
