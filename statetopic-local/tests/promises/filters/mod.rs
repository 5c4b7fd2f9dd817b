//! Lambda's filter patterns.

mod against_quamina;
mod examples;
