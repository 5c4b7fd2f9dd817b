//! Profiles of users, statistics of countries that derive from them, and a leaderboard that derives from the statistics.
//!
//! Each step has a file here; the two functions have a one-line bin each in `src/bin`.

mod board;
mod profile;
mod ranking;
mod statistics;

pub use board::*;
pub use profile::*;
pub use ranking::*;
pub use statistics::*;
