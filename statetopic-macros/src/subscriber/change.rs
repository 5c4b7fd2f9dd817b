//! The changes that an arm names, and their parts.

use crate::choice::choice;

choice! {
    /// A change of an item, as `StateChange` calls it.
    pub(crate) enum Event {
        Inserted = "Inserted",
        Modified = "Modified",
        Removed = "Removed",
    }
}

impl Event {
    /// The parts of the change.
    pub(crate) const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Inserted => &["key", "new"],
            Self::Modified => &["key", "old", "new"],
            Self::Removed => &["key", "old", "cause"],
        }
    }
}

choice! {
    /// The cause of a removal. In a pattern any other name would be a new one, which every cause matches.
    pub(crate) enum Cause {
        Deleted = "Deleted",
        Expired = "Expired",
    }
}
