//! What compiles, and does what it says. Each case is a program of its own in a module.
//!
//! `strict_lints` is a crate of its own, since lints are among its own that a module cannot have (`Cargo.toml`).

mod added_defaults;
mod added_fields;
#[allow(dead_code, reason = "a program of its own would not be linted like this")]
mod arms;
mod cfg_fields;
#[allow(dead_code, unused_qualifications, reason = "a program of its own would not be linted like this")]
mod first_parameter_by_trait;
mod functions;
mod generic_models;
mod hygiene;
mod indexes;
mod keys;
mod macro_rules;
mod modules;
mod names;
mod names_in_scope;
mod nested_attributes;
mod order_of_attributes;
#[allow(dead_code, unused_qualifications, reason = "a program of its own would not be linted like this")]
mod projections;
#[allow(dead_code, reason = "a program of its own would not be linted like this")]
mod raw_identifiers;
#[allow(missing_docs, unused_qualifications, reason = "a program of its own would not be linted like this")]
pub(crate) mod reexported_library;
mod sensitive_and_version;
mod serde_attributes;
mod serde_conversions;
mod sides;
mod table_settings;
#[allow(dead_code, reason = "a program of its own would not be linted like this")]
mod views;
mod writes;
