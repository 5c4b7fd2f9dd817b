//! A subscriber's process in a run: it may die, stand still and come back, or answer and not be heard.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use statetopic::{BatchResponse, Function, InvocationError, Subscriber};
use statetopic_simulate::FaultKind;
use tokio::time::{Sleep, sleep};

use super::state::RunState;
use crate::invoke::{Invoke, InvokeError};

/// How long it takes until the process has the event.
const START: Duration = Duration::from_millis(15);
/// How long a mapping waits after a delivery that was not all done, at first; twice as long each time.
const BACKOFF: (Duration, u32) = (Duration::from_millis(20), 7);
/// When a stall begins after that, and how long it takes at most.
const STALL: (Duration, Duration) = (Duration::from_millis(60), Duration::from_secs(90));

/// A subscriber's function, behind faults. All its invocations are in one process.
pub(super) struct Process<S: Subscriber> {
    function: Arc<Function<S>>,
    state: Arc<RunState>,
    timeout: Duration,
    /// Deliveries in a row that were not all done.
    failures: AtomicU32,
}

/// What an invocation comes to.
type Ended = Result<BatchResponse, InvocationError>;

impl<S: Subscriber> Process<S> {
    pub(super) fn new(function: Function<S>, state: Arc<RunState>, timeout: Duration) -> Self {
        Self { function: Arc::new(function), state, timeout, failures: AtomicU32::new(0) }
    }
}

impl<S: Subscriber> Invoke for Process<S> {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let state = &self.state;
        let (backoff, most) = BACKOFF;
        let backoff = match self.failures.load(Ordering::Relaxed) {
            0 => Duration::from_millis(1),
            failures => backoff * (1 << failures.min(most)),
        };
        sleep(state.time_below(START) + backoff).await;
        let id = state.next_invocation();
        state.note(format_args!("invocation {id} of {} begins", S::DEFINITION.id));
        let (function, timeout, event) = (Arc::clone(&self.function), self.timeout, event.to_vec());
        let observer = Arc::clone(state);
        let running = Box::pin(async move {
            let told = |event: &statetopic::OutcomeEvent<'_>| observer.settled(id, S::DEFINITION.ledger_id(), event);
            function.invoke_observed(&event, Some(timeout), told).await
        });
        let stall = state.injector.strikes(FaultKind::Stall).then(|| {
            let (after, time) = (state.time_below(STALL.0), state.time_below(STALL.1));
            Stall::Ahead(Box::pin(sleep(after)), time)
        });
        let invocation = Invocation { id, running: Some(running), stall, state: Arc::clone(state) };
        // Until it is known that all is done, it counts as failed.
        self.failures.fetch_add(1, Ordering::Relaxed);
        let answer = invocation.await?;
        if state.injector.strikes(FaultKind::LostAnswer) {
            state.note(format_args!("invocation {id}: {}", FaultKind::LostAnswer));
            return Err(InvokeError::new("the answer was lost"));
        }
        let answer = answer.map_err(|error| InvokeError::new(error.to_string()))?;
        if answer.batch_item_failures.is_empty() {
            self.failures.store(0, Ordering::Relaxed);
        }
        serde_json::to_vec(&answer).map_err(|error| InvokeError::new(format!("cannot write the answer: {error}")))
    }
}

/// An invocation under way.
struct Invocation {
    id: u64,
    running: Option<Pin<Box<dyn Future<Output = Ended> + Send>>>,
    stall: Option<Stall>,
    state: Arc<RunState>,
}

/// A time in which nothing of an invocation goes on.
enum Stall {
    /// It begins then, and takes so long.
    Ahead(Pin<Box<Sleep>>, Duration),
    /// It ends then.
    Now(Pin<Box<Sleep>>),
}

impl Invocation {
    /// Whether it stands still.
    fn stands(&mut self, context: &mut Context<'_>) -> bool {
        loop {
            match &mut self.stall {
                None => return false,
                Some(Stall::Ahead(begins, time)) => {
                    if begins.as_mut().poll(context).is_pending() {
                        return false;
                    }
                    self.state.note(format_args!("invocation {}: stall of {} ms", self.id, time.as_millis()));
                    self.stall = Some(Stall::Now(Box::pin(sleep(*time))));
                }
                Some(Stall::Now(ends)) => {
                    if ends.as_mut().poll(context).is_pending() {
                        return true;
                    }
                    self.state.note(format_args!("invocation {}: goes on", self.id));
                    self.stall = None;
                }
            }
        }
    }
}

impl Future for Invocation {
    type Output = Result<Ended, InvokeError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.stands(context) {
            return Poll::Pending;
        }
        let id = self.id;
        let Some(running) = &mut self.running else { return Poll::Pending };
        let polled = RunState::on_behalf(id, || running.as_mut().poll(context));
        if self.state.is_crashed(id) {
            self.running = None;
            return Poll::Ready(Err(InvokeError::new("the process ended")));
        }
        if polled.is_ready() {
            self.running = None;
        }
        polled.map(Ok)
    }
}

impl Drop for Invocation {
    /// Its time is over. A process that stands still is not killed by that: it goes on when it wakes, and nobody hears its answer.
    fn drop(&mut self) {
        let (Some(running), Some(Stall::Now(ends))) = (self.running.take(), self.stall.take()) else { return };
        if self.state.is_over() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        self.state.note(format_args!("invocation {}: nobody waits for it any more", self.id));
        let zombie =
            Self { id: self.id, running: Some(running), stall: Some(Stall::Now(ends)), state: Arc::clone(&self.state) };
        runtime.spawn(async move { drop(zombie.await) });
    }
}
