//! What a simulation of subscribers needs and that knows the runtime by its types alone: chance by a seed, faults, traces,
//! checks, and a violation that is made smaller.
//!
//! `statetopic_local::simulate` runs subscribers by it. The checks see the source's history, what was told of its records, and the tables
//! at the end: they cannot share a mistake with what they check.

mod check;
mod fault;
mod plan;
mod random;
mod shrink;
mod trace;

pub use self::check::{
    Fate, RecordReport, SourceChange, ascending, derived_equals_recomputed, done_once, handled_or_told,
    superseded_is_kept,
};
pub use self::fault::{FaultInjector, FaultKind, Faults};
pub use self::plan::{Plan, Violation};
pub use self::random::Random;
pub use self::shrink::shrink;
pub use self::trace::Trace;
