//! The arms of a subscriber as Lambda's filter patterns: what Lambda can evaluate keeps records away that no arm takes.
//!
//! A pattern may pass more than the arms take and never less: the function checks each change again.
//!
//! ```text
//! guard ─▶ test.rs, domain.rs ─▶ leaf.rs ─▶ formula.rs ─▶ pattern.rs
//! ```

mod declared;
mod domain;
mod formula;
mod guard;
mod leaf;
mod pattern;
mod split;
mod test;

pub use self::declared::{OfFields, OfNoFields};
pub use self::domain::{Known, OfAny, OfOption, OfValue, Shape};
pub use self::guard::{Arm, Cause, Guard};
pub use self::split::{ArmSplit, FilterSplit};
pub use self::test::{Choice, ImagePath, Literal, NoText, Root, Test, Text};

pub(crate) use self::pattern::{MAX_CHARACTERS, MAX_PATTERNS, split};
