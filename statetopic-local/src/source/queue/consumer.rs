//! The mapping of a FIFO queue: receives messages, and has the function do them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use statetopic::plan::MAX_MESSAGES;

use super::answer;
use crate::source::action::{Action, ActionId, ActionIds, Answer, Delete, Invocation, Receive, Received};
use crate::source::message::{self, Message};
use crate::source::outcome::{Fate, Outcome, Outcomes};
use crate::source::settings::{Delivery, QueueSettings};

/// The event source mapping of a FIFO queue. As many invocations are under way as the queue has groups for.
#[derive(Debug)]
pub(crate) struct QueueConsumer {
    settings: QueueSettings,
    /// The queue's name.
    queue: String,
    ids: ActionIds,
    /// The receive under way.
    receiving: Option<ActionId>,
    /// What was received and is not with the function yet.
    received: VecDeque<Vec<Message>>,
    /// What is with the function.
    in_flight: BTreeMap<ActionId, Vec<Message>>,
    /// What the function did.
    done: VecDeque<Vec<Message>>,
    /// What is being deleted.
    deleting: BTreeMap<ActionId, Vec<String>>,
    outcomes: Outcomes,
}

impl QueueConsumer {
    /// The mapping of the queue with this name.
    pub(crate) fn new(queue: &str, settings: QueueSettings) -> Self {
        Self {
            settings,
            queue: queue.to_owned(),
            ids: ActionIds::default(),
            receiving: None,
            received: VecDeque::new(),
            in_flight: BTreeMap::new(),
            done: VecDeque::new(),
            deleting: BTreeMap::new(),
            outcomes: Outcomes::default(),
        }
    }

    pub(crate) fn settings_mut(&mut self) -> &mut QueueSettings {
        &mut self.settings
    }

    pub(in crate::source) fn next(&mut self, now: Duration) -> Option<(ActionId, Action)> {
        if let Some(followed) = self.follow_up() {
            return Some(followed);
        }
        if let Some(messages) = self.received.pop_front() {
            let id = self.ids.next();
            let invocation = Invocation {
                event: message::event(&self.queue, &messages),
                records: messages.len(),
                until: self.settings.timeout.map(|timeout| now.saturating_add(timeout)),
            };
            self.in_flight.insert(id, messages);
            return Some((id, Action::Invoke(invocation)));
        }
        if self.receiving.is_some() {
            return None;
        }
        let id = self.ids.next();
        self.receiving = Some(id);
        Some((id, Action::Receive(self.receive())))
    }

    pub(in crate::source) fn follow_up(&mut self) -> Option<(ActionId, Action)> {
        let messages = self.done.pop_front()?;
        let id = self.ids.next();
        let receipts = messages.iter().map(Message::receipt).collect();
        self.deleting.insert(id, messages.iter().map(Message::id).collect());
        let twice = match self.settings.delivery {
            Delivery::Once => false,
            Delivery::Twice => true,
        };
        Some((id, Action::Delete(Delete { receipts, twice })))
    }

    pub(in crate::source) fn complete(&mut self, id: ActionId, answer: Answer) {
        match answer {
            Answer::Received(received) => self.take(id, received),
            Answer::Returned(answer) => self.settle(id, Some(&answer)),
            Answer::Failed(_) => self.settle(id, None),
            Answer::Deleted { lapsed } => {
                let Some(messages) = self.deleting.remove(&id) else { return };
                let (late, done) = messages.into_iter().partition(|id| lapsed.contains(id));
                self.outcomes.note(done, Fate::Done);
                self.outcomes.note(late, Fate::Lapsed);
            }
            Answer::Page(_) | Answer::Done => {}
        }
    }

    pub(in crate::source) fn take_outcomes(&mut self) -> Vec<Outcome> {
        self.outcomes.take()
    }

    /// What has no answer any more comes back when its visibility time-out has passed.
    pub(in crate::source) fn resume(&mut self) {
        self.receiving = None;
        self.in_flight.clear();
        self.deleting.clear();
    }

    fn receive(&self) -> Receive {
        Receive {
            limit: usize::from(self.settings.batch_size.clamp(1, MAX_MESSAGES)),
            visibility_timeout: self.settings.visibility_timeout,
            max_receive_count: self.settings.max_receive_count,
            seed: self.settings.seed,
        }
    }

    fn take(&mut self, id: ActionId, received: Received) {
        if self.receiving.take_if(|receiving| *receiving == id).is_none() {
            return;
        }
        self.outcomes.note(received.dead, Fate::DeadLettered);
        if !received.messages.is_empty() {
            self.received.push_back(received.messages);
        }
    }

    /// Takes the function's answer; without one, all its messages failed.
    fn settle(&mut self, id: ActionId, answer: Option<&[u8]>) {
        let Some(messages) = self.in_flight.remove(&id) else { return };
        let ids: BTreeSet<String> = messages.iter().map(Message::id).collect();
        let failed = answer.and_then(|answer| answer::failed(answer, &ids)).unwrap_or(ids);
        let (failed, done): (Vec<_>, Vec<_>) = messages.into_iter().partition(|message| failed.contains(&message.id()));
        self.outcomes.note(failed.iter().map(Message::id).collect(), Fate::Retried);
        if !done.is_empty() {
            self.done.push_back(done);
        }
    }
}
