//! The time that an invocation has.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use crate::invoke::InvokeError;

/// Runs an invocation until its time has passed: what it waits for counts by tokio's clock, which a test may have paused, and
/// what it blocks its thread for by the wall clock.
///
/// Lambda ends a process whose time has passed. A thread cannot be ended: here an invocation that blocks too long ends when it
/// yields, nothing that it would begin after that is begun, and its answer does not count.
pub(crate) async fn within<T>(time: Duration, invocation: impl Future<Output = T>) -> Result<T, InvokeError> {
    let mut invocation = pin!(invocation);
    let (begin, mut busy) = (Instant::now(), Duration::ZERO);
    let in_time = poll_fn(|context| {
        let (waited, turn) = (begin.elapsed(), std::time::Instant::now());
        let polled = invocation.as_mut().poll(context);
        let blocked = turn.elapsed();
        busy += blocked;
        // What others block the thread for, between two turns, is not this one's.
        match busy >= time || (waited < time && waited.saturating_add(blocked) >= time) {
            true => Poll::Ready(None),
            false => polled.map(Some),
        }
    });
    let answer = tokio::time::timeout(time, in_time).await.ok().flatten();
    answer.ok_or_else(|| InvokeError::new(format!("no answer within the time-out of {} s", time.as_secs_f64())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(50);

    fn block(milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }

    async fn wait(milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_too_long_has_no_answer() {
        let begin = Instant::now();
        let error = within(LIMIT, std::future::pending::<()>()).await.unwrap_err();
        assert_eq!(error.to_string(), "no answer within the time-out of 0.05 s");
        assert_eq!(begin.elapsed().as_millis(), 50);
        assert_eq!(within(LIMIT, async { wait(49).await }).await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_blocks_too_long_has_no_answer_though_the_clock_stands_still() {
        within(LIMIT, async { block(60) }).await.unwrap_err();
        within(LIMIT, async {
            for _ in 0..4 {
                block(20);
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap_err();
        within(LIMIT, async {
            wait(40).await;
            block(20);
        })
        .await
        .unwrap_err();
        assert_eq!(within(Duration::from_mins(1), async { block(1) }).await, Ok(()));
    }

    #[tokio::test]
    async fn nothing_begins_after_it() {
        let mut has_gone_on = false;
        within(LIMIT, async {
            block(60);
            tokio::task::yield_now().await;
            has_gone_on = true;
        })
        .await
        .unwrap_err();
        assert!(!has_gone_on);
    }
}
