//! Schedulers: they take the actions of event sources, perform them on the engine and the functions, and complete them.
//!
//! ```text
//! settle.rs   runs all that can run, then lets time pass, until nothing is left
//! sources.rs  the sources of one function, and what their actions are performed on
//! drive.rs    runs one function for as long as a simulation takes
//! function.rs a function, whatever its type is
//! switch.rs   whether a mapping delivers
//! ```

#[cfg(feature = "simulate")]
mod drive;
mod function;
mod settle;
mod sources;
mod switch;

#[cfg(feature = "simulate")]
pub(crate) use drive::{Control, drive};
pub(crate) use settle::{Attached, Driven, Stopped, settle};
pub(crate) use sources::Sources;
pub(crate) use switch::Switch;
