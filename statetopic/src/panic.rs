//! Calls code of the user, and turns a panic in it into a value.

use std::future::poll_fn;
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

/// Runs a future that `make` makes.
pub(crate) async fn catch_future<F: Future>(make: impl FnOnce() -> F) -> Result<F::Output, Panicked> {
    // Boxed: what a user awaits, the SDK above all, nests so deeply that rustc would refuse to lay it out within ours.
    let mut future = Box::pin(catch(make)?);
    poll_fn(|context| match catch(|| future.as_mut().poll(context)) {
        Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
        Ok(std::task::Poll::Ready(output)) => std::task::Poll::Ready(Ok(output)),
        Err(Panicked) => std::task::Poll::Ready(Err(Panicked)),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn panics_before_and_after_the_first_await_are_values() {
        async fn late() {
            tokio::task::yield_now().await;
            panic!("late");
        }
        let early = || -> std::future::Ready<()> { panic!("early") };
        assert_eq!(catch_future(early).await, Err(Panicked));
        assert_eq!(catch_future(late).await, Err(Panicked));
        assert_eq!(catch_future(|| async { 7 }).await, Ok(7));
    }
}
