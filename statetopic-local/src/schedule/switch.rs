//! Whether a mapping delivers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const ENABLED: u8 = 0;
const DISABLED: u8 = 1;
const DELETED: u8 = 2;

/// Says whether a mapping begins anything, also while a scheduler has it. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switch(Arc<AtomicU8>);

impl Switch {
    /// Nothing begins from now on. What runs ends.
    pub(crate) fn disable(&self) {
        self.change(ENABLED, DISABLED);
    }

    /// It goes on where it was, unless it is deleted.
    pub(crate) fn enable(&self) {
        self.change(DISABLED, ENABLED);
    }

    /// Nothing begins any more.
    pub(crate) fn delete(&self) {
        self.0.store(DELETED, Ordering::SeqCst);
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.0.load(Ordering::SeqCst) == ENABLED
    }

    /// Whether they are clones of each other.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn change(&self, from: u8, to: u8) {
        // One that is in another state stays in it.
        let _ = self.0.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deleted_stays_so() {
        let switch = Switch::default();
        assert!(switch.is_enabled());
        switch.disable();
        switch.clone().enable();
        assert!(switch.is_enabled());
        switch.delete();
        switch.disable();
        switch.enable();
        assert!(!switch.is_enabled());
        assert!(switch.is_same(&switch.clone()) && !switch.is_same(&Switch::default()));
    }
}
