//! The scheduler of simulations: one function and its sources for as long as a run takes, in the time of tokio's timers.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::function::{Answered, Function};
use super::sources::{Asked, Due, Sources};
use crate::engine::EngineError;
use crate::source::Answer;

/// How often a stream is looked at.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
const LOOK: Duration = Duration::from_millis(250);

/// What a driver is asked, and what it says of itself.
#[derive(Debug, Default)]
pub(crate) struct Control {
    stops: AtomicBool,
    is_idle: AtomicBool,
}

type Invoked = (Asked, Answer);

impl Control {
    /// Nothing is begun any more; what runs is dropped.
    pub(crate) fn stop(&self) {
        self.stops.store(true, Ordering::Relaxed);
    }

    pub(crate) fn stops(&self) -> bool {
        self.stops.load(Ordering::Relaxed)
    }

    /// Whether there was nothing to do when the stream was looked at last.
    pub(crate) fn is_idle(&self) -> bool {
        self.is_idle.load(Ordering::Relaxed)
    }
}

/// Delivers until it is stopped.
pub(crate) async fn drive(mut sources: Sources, function: &dyn Function, control: &Control) -> Result<(), EngineError> {
    let mut in_flight: FuturesUnordered<Pin<Box<dyn Future<Output = Invoked> + Send + '_>>> = FuturesUnordered::new();
    while !control.stops() {
        sources.look()?;
        let now = sources.clock().now();
        while let Some(due) = sources.next(now)? {
            in_flight.push(Box::pin(invoke(function, due, now)));
        }
        let is_idle = in_flight.is_empty() && !sources.has_more()? && sources.wakes_at(now).is_none();
        control.is_idle.store(is_idle, Ordering::Relaxed);
        let ended = match in_flight.is_empty() {
            true => {
                tokio::time::sleep(LOOK).await;
                None
            }
            false => tokio::time::timeout(LOOK, in_flight.next()).await.ok().flatten(),
        };
        if let Some((asked, answer)) = ended {
            sources.complete(asked, answer, sources.clock().now());
        }
    }
    Ok(())
}

async fn invoke(function: &dyn Function, due: Due, now: Duration) -> Invoked {
    let Due { asked, invocation } = due;
    let answer = function.call(invocation.event);
    let answer = match invocation.until.map(|until| until.saturating_sub(now)) {
        None => answer.await,
        Some(time) => match tokio::time::timeout(time, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(crate::invoke::InvokeError::new("no answer within the time-out")),
        },
    };
    match answer {
        Ok(Answered { json, .. }) => (asked, Answer::Returned(json)),
        Err(error) => (asked, Answer::Failed(error)),
    }
}
