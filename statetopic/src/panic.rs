//! Calls code of the user, and turns a panic in it into a value.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The user's code panicked. The panic hook has written its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Runs a closure.
pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, Panicked> {
    // What a panic leaves half done belongs to the user, as it does when a thread of theirs panics.
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        // A payload's own `Drop` may panic again; there is no way to be safe from that but to leak it.
        std::mem::forget(payload);
        Panicked
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_value() {
        assert_eq!(catch(|| -> u8 { panic!("early") }), Err(Panicked));
        assert_eq!(catch(|| 7), Ok(7));
    }
}
