//! The event sources of one function, and what their actions are performed on: a stream, a queue, a destination.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use statetopic::Clock;

use super::switch::Switch;
use crate::engine::{EngineError, Position};
use crate::fifo_queue::FifoQueue;
use crate::invoke::FailedRecord;
use crate::progress::Progress;
use crate::shards::ShardStart;
use crate::source::{
    Action, ActionId, Answer, Delivery, EventSource, FailureDestination, Fate, Invocation, MappingError,
    MappingSettings, Outcome, Pipe, QueueConsumer, QueueSettings, Read, Receive, StreamMapping,
};
use crate::stream::Stream;

/// Hears what became of records.
#[derive(Default)]
struct Observer(Option<Box<Observe>>);

type Observe = dyn Fn(&Outcome) + Send + Sync;

/// Says whether SQS takes messages in another order than the Pipe sent them in.
#[derive(Default)]
struct Reordering(Option<Box<dyn Fn() -> bool + Send + Sync>>);

impl fmt::Debug for Reordering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reordering").field(&self.0.is_some()).finish()
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observer").field(&self.0.is_some()).finish()
    }
}

/// What brings a function its records.
#[derive(Debug)]
pub(crate) struct Sources {
    all: Vec<EventSource>,
    stream: Stream,
    queue: Option<FifoQueue>,
    destination: Option<FailureDestination>,
    clock: Clock,
    /// What a read gets: nothing behind this is there yet.
    end: Option<Position>,
    /// Reads that are answered when their shards have something.
    reading: Vec<(Asked, Read)>,
    /// A receive that is answered when the queue has something.
    receiving: Option<(Asked, Receive)>,
    total: Progress,
    switch: Switch,
    /// The id of the subscriber; `None` of any other function.
    subscriber: Option<&'static str>,
    /// The records on which the function failed since a scheduler took the sources over, by their identifiers.
    failed: BTreeMap<String, FailedRecord>,
    observer: Observer,
    reordering: Reordering,
}

/// Who asked for an action.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Its place among the sources.
    source: usize,
    id: ActionId,
}

/// An invocation that is to be begun.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) asked: Asked,
    pub(super) invocation: Invocation,
}

impl Sources {
    /// The mapping of a stream.
    pub(crate) fn stream(stream: Stream, settings: MappingSettings) -> Result<Self, EngineError> {
        let (starts, destination) = (stream.starts(settings.starting_position)?, settings.on_failure.clone());
        let mapping = StreamMapping::new((stream.table(), stream.arn()), &starts, settings);
        let clock = stream.clock().clone();
        Ok(Self::new(vec![EventSource::Stream(Box::new(mapping))], stream, None, destination, clock))
    }

    /// A Pipe, the queue that it fills, and the mapping of that.
    pub(crate) fn queue(
        stream: Stream,
        partition_key: &str,
        clock: Clock,
        settings: QueueSettings,
    ) -> Result<(Self, FifoQueue), EngineError> {
        let pipe = settings.pipe.clone();
        let (starts, destination) = (stream.starts(pipe.starting_position)?, pipe.on_failure.clone());
        let name = settings.name.clone().unwrap_or_else(|| format!("{}.fifo", stream.table()));
        let pipe = Pipe::new((stream.table(), stream.arn()), &starts, partition_key, pipe);
        let consumer = QueueConsumer::new(&name, settings);
        let sources = vec![EventSource::Pipe(Box::new(pipe)), EventSource::Queue(Box::new(consumer))];
        let queue = FifoQueue::new(&name, clock.clone());
        Ok((Self::new(sources, stream, Some(queue.clone()), destination, clock), queue))
    }

    fn new(
        sources: Vec<EventSource>,
        stream: Stream,
        queue: Option<FifoQueue>,
        destination: Option<FailureDestination>,
        clock: Clock,
    ) -> Self {
        let (reading, receiving, total, switch, failed, observer) = Default::default();
        let (end, subscriber) = (None, None);
        Self {
            all: sources,
            stream,
            queue,
            destination,
            clock,
            end,
            reading,
            receiving,
            total,
            switch,
            subscriber,
            failed,
            observer,
            reordering: Reordering::default(),
        }
    }

    /// Whose records they are.
    pub(crate) fn set_subscriber(&mut self, id: Option<&'static str>) {
        self.subscriber = id;
    }

    /// Hears from now on what became of records.
    #[cfg(feature = "simulate")]
    pub(crate) fn set_observer(&mut self, observe: impl Fn(&Outcome) + Send + Sync + 'static) {
        self.observer = Observer(Some(Box::new(observe)));
    }

    /// Whenever this says so, SQS takes the first message of those that are sent at once after the others.
    #[cfg(feature = "simulate")]
    pub(crate) fn set_reordering(&mut self, strikes: impl Fn() -> bool + Send + Sync + 'static) {
        self.reordering = Reordering(Some(Box::new(strikes)));
    }

    /// As an error names what reads the stream.
    pub(super) fn name(&self) -> String {
        let function =
            self.subscriber.map_or_else(|| "a function that was attached".to_owned(), |id| format!("`{id}`"));
        format!("{function} (of `{}`)", self.stream.table())
    }

    /// Where discarded records go.
    pub(crate) fn destination(&self) -> Option<&FailureDestination> {
        self.destination.as_ref()
    }

    /// The queue, where there is one.
    pub(crate) fn fifo(&self) -> Option<&FifoQueue> {
        self.queue.as_ref()
    }

    /// What says whether anything begins.
    pub(crate) fn switch(&self) -> &Switch {
        &self.switch
    }

    /// What all invocations and discards were so far.
    pub(crate) fn total(&self) -> Progress {
        self.total
    }

    /// Sets the number of deliveries of each batch or message, from the next one on.
    pub(crate) fn set_delivery(&mut self, delivery: Delivery) {
        for source in &mut self.all {
            match source {
                EventSource::Stream(mapping) => mapping.settings_mut().delivery = delivery,
                EventSource::Queue(consumer) => consumer.settings_mut().delivery = delivery,
                EventSource::Pipe(_) => {}
            }
        }
    }

    /// Sets the number of deliveries of what does not get done.
    pub(crate) fn set_max_attempts(&mut self, attempts: u32) {
        for source in &mut self.all {
            match source {
                EventSource::Stream(mapping) => mapping.settings_mut().max_attempts = attempts,
                EventSource::Queue(consumer) => consumer.settings_mut().max_receive_count = attempts,
                EventSource::Pipe(_) => {}
            }
        }
    }

    /// Sets how long an invocation may take.
    pub(crate) fn set_timeout(&mut self, timeout: Option<Duration>) {
        for source in &mut self.all {
            match source {
                EventSource::Stream(mapping) => mapping.settings_mut().timeout = timeout,
                EventSource::Queue(consumer) => consumer.settings_mut().timeout = timeout,
                EventSource::Pipe(_) => {}
            }
        }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A scheduler takes the sources over, and gets what the stream has now.
    pub(super) fn resume(&mut self) -> Result<(), EngineError> {
        self.all.iter_mut().for_each(EventSource::resume);
        (self.reading, self.receiving, self.failed) = Default::default();
        self.look()
    }

    /// Takes notice of what the stream has now.
    pub(super) fn look(&mut self) -> Result<(), EngineError> {
        self.end = self.stream.end()?;
        Ok(())
    }

    /// Whether the stream has more than is known, for a mapping that is enabled.
    pub(super) fn has_more(&self) -> Result<bool, EngineError> {
        Ok(self.switch.is_enabled() && self.end < self.stream.end()?)
    }

    /// Performs actions until an invocation is due; `None` means that nothing can be done now, or that the mapping is disabled.
    pub(super) fn next(&mut self, now: Duration) -> Result<Option<Due>, EngineError> {
        while self.switch.is_enabled() {
            self.answer(now)?;
            let mut sources = self.all.iter_mut().enumerate();
            let next =
                sources.find_map(|(source, there)| there.next(now).map(|(id, action)| (Asked { source, id }, action)));
            let Some((asked, action)) = next else {
                self.tell();
                return Ok(None);
            };
            if let Some(invocation) = self.perform(asked, action, now) {
                self.tell();
                self.total.invocations += 1;
                self.total.records += invocation.records as u64;
                return Ok(Some(Due { asked, invocation }));
            }
        }
        Ok(None)
    }

    /// Notes on which records a function failed, and why.
    pub(super) fn note_failed(&mut self, records: Vec<FailedRecord>) {
        self.failed.extend(records.into_iter().map(|record| (record.identifier().to_owned(), record)));
    }

    /// Takes what came of an invocation, and does what is left to do of it.
    pub(super) fn complete(&mut self, asked: Asked, answer: Answer, now: Duration) {
        let Asked { source, id } = asked;
        if let Some(there) = self.all.get_mut(source) {
            there.complete(id, answer, now);
        }
        while let Some((id, action)) = self.all.get_mut(source).and_then(EventSource::follow_up) {
            self.perform(Asked { source, id }, action, now);
        }
        self.tell();
    }

    /// When there is something to do although no invocation ends.
    pub(super) fn wakes_at(&self, now: Duration) -> Option<Duration> {
        if !self.switch.is_enabled() {
            return None;
        }
        let visible = self.receiving.and_then(|_| self.queue.as_ref()?.wakes_at(now));
        self.all.iter().filter_map(EventSource::wakes_at).chain(visible).filter(|at| *at > now).min()
    }

    /// The batch that does not get done, with whose it is and why, as far as that is known.
    pub(super) fn blocked(&self) -> Option<MappingError> {
        let error = self.all.iter().find_map(EventSource::blocked)?;
        let failed = error.sequence_numbers().and_then(|(first, _)| self.failed.get(first));
        Some(error.clone().of(self.subscriber, failed))
    }

    /// Answers what waits for something to be there, if it is.
    fn answer(&mut self, now: Duration) -> Result<(), EngineError> {
        let mut place = 0;
        while let Some((asked, read)) = self.reading.get(place).copied() {
            if !self.is_due(read)? {
                place += 1;
                continue;
            }
            let start = ShardStart { id: read.shard, after: read.after };
            let page = self.stream.read_shard(start, self.end, read.limit, now)?;
            self.reading.remove(place);
            self.hand(asked, Answer::Page(page), now);
        }
        if let (Some((asked, receive)), Some(queue)) = (self.receiving, &self.queue) {
            let received = queue.receive(receive, now);
            if !received.messages.is_empty() || !received.dead.is_empty() {
                self.receiving = None;
                self.hand(asked, Answer::Received(received), now);
            }
        }
        Ok(())
    }

    /// Whether there is an answer to a read.
    fn is_due(&self, read: Read) -> Result<bool, EngineError> {
        Ok(!read.waits || read.after < self.end || self.stream.has_ended(read.shard, read.after)?)
    }

    /// Performs an action, or notes that it waits; an invocation is for the scheduler.
    fn perform(&mut self, asked: Asked, action: Action, now: Duration) -> Option<Invocation> {
        match action {
            Action::Invoke(invocation) => return Some(invocation),
            Action::Read(read) => self.reading.push((asked, read)),
            Action::Receive(receive) => self.receiving = Some((asked, receive)),
            Action::Send(mut messages) => {
                if messages.len() > 1 && self.reordering.0.as_ref().is_some_and(|strikes| strikes()) {
                    messages.rotate_left(1);
                }
                let sent = self.queue.as_ref().map_or(Ok(()), |queue| queue.send(messages, now));
                self.hand(asked, sent.map_or_else(Answer::Failed, |()| Answer::Done), now);
            }
            Action::Delete(delete) => {
                let lapsed = self.queue.as_ref().map(|queue| queue.delete(&delete, now)).unwrap_or_default();
                self.hand(asked, Answer::Deleted { lapsed }, now);
            }
            Action::Discard(discarded) => {
                if let Some(destination) = &self.destination {
                    destination.push(discarded);
                }
                self.hand(asked, Answer::Done, now);
            }
        }
        None
    }

    fn hand(&mut self, asked: Asked, answer: Answer, now: Duration) {
        if let Some(source) = self.all.get_mut(asked.source) {
            source.complete(asked.id, answer, now);
        }
    }

    /// Counts and logs what became of records.
    fn tell(&mut self) {
        let table = self.stream.table();
        for outcome in self.all.iter_mut().flat_map(EventSource::take_outcomes) {
            if let Some(observe) = &self.observer.0 {
                observe(&outcome);
            }
            let (records, fate) = (outcome.records.len(), outcome.fate.as_str());
            let (first, last) = (outcome.records.first(), outcome.records.last());
            match outcome.fate {
                Fate::Discarded(_) => {
                    self.total.discarded += records as u64;
                    tracing::warn!(table, records, first, last, reason = fate, "records are discarded");
                }
                Fate::Trimmed => {
                    self.total.trimmed += records as u64;
                    tracing::warn!(table, records, first, last, "records are lost: nobody read them within 24 hours");
                }
                Fate::WindowLost => tracing::warn!(table, last, "the state of a window is lost"),
                _ => tracing::debug!(table, records, first, last, fate, "records"),
            }
        }
    }
}
