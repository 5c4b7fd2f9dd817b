//! A FIFO queue and its mapping, driven by hand.

mod properties;

use std::time::Duration;

use statetopic::subscriber::StartingPosition;

use super::{Fifo, QueueConsumer};
use crate::invoke::InvokeError;
use crate::source::action::{Action, ActionId, Answer, Receive};
use crate::source::message::NewMessage;
use crate::source::outcome::Fate;
use crate::source::settings::{Delivery, QueueSettings};
use crate::source::testing::{BEGINNING, report};

/// A queue, its mapping, and the time.
struct Hand {
    queue: Fifo,
    consumer: QueueConsumer,
    receiving: Option<(ActionId, Receive)>,
    now: Duration,
}

fn settings(batch_size: u16) -> QueueSettings {
    QueueSettings::new(batch_size, StartingPosition::TrimHorizon).with_visibility_timeout(Duration::from_mins(1))
}

fn message(name: &str) -> NewMessage {
    let group = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
    NewMessage { group: group.to_owned(), deduplication: name.to_owned(), body: name.to_owned() }
}

/// A delivery: the ids and the names of its messages.
#[derive(Debug)]
struct Delivered {
    id: ActionId,
    messages: Vec<(String, String)>,
    receives: Vec<u64>,
}

impl Delivered {
    fn names(&self) -> String {
        let names: Vec<&str> = self.messages.iter().map(|(_, name)| &**name).collect();
        names.join(" ")
    }

    fn of_event(id: ActionId, event: &str) -> Self {
        let event: serde_json::Value = serde_json::from_str(event).unwrap();
        let records = event["Records"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let messages = records.iter().map(|record| (text(&record["messageId"]), text(&record["body"]))).collect();
        let count =
            |record: &serde_json::Value| text(&record["attributes"]["ApproximateReceiveCount"]).parse().unwrap();
        Self { id, messages, receives: records.iter().map(count).collect() }
    }
}

impl Hand {
    fn new(names: &str, settings: QueueSettings) -> Self {
        let consumer = QueueConsumer::new("orders.fifo", settings);
        let mut hand = Self { queue: Fifo::default(), consumer, receiving: None, now: BEGINNING };
        hand.send(names);
        hand
    }

    fn send(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.queue.send(message(name), self.now);
        }
    }

    /// The next delivery; receives and deletions are performed.
    fn delivery(&mut self) -> Option<Delivered> {
        loop {
            if let Some((id, receive)) = self.receiving {
                let received = self.queue.receive(receive, self.now);
                if !received.messages.is_empty() || !received.dead.is_empty() {
                    self.receiving = None;
                    self.consumer.complete(id, Answer::Received(received));
                }
            }
            match self.consumer.next(self.now)? {
                (id, Action::Receive(receive)) => self.receiving = Some((id, receive)),
                (id, Action::Delete(delete)) => {
                    let lapsed = self.queue.delete(&delete, self.now);
                    self.consumer.complete(id, Answer::Deleted { lapsed });
                }
                (id, Action::Invoke(invocation)) => return Some(Delivered::of_event(id, &invocation.event)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// The names of all deliveries that begin now.
    fn all(&mut self) -> (Vec<Delivered>, Vec<String>) {
        let deliveries: Vec<Delivered> = std::iter::from_fn(|| self.delivery()).collect();
        let names = deliveries.iter().map(Delivered::names).collect();
        (deliveries, names)
    }

    fn succeed(&mut self, delivered: &Delivered) {
        self.consumer.complete(delivered.id, Answer::Returned(b"{}".to_vec()));
    }

    fn fail(&mut self, delivered: &Delivered) {
        self.consumer.complete(delivered.id, Answer::Failed(InvokeError::new("killed")));
    }

    fn fates(&mut self) -> Vec<(usize, Fate)> {
        self.consumer.take_outcomes().into_iter().map(|outcome| (outcome.records.len(), outcome.fate)).collect()
    }
}

#[test]
fn a_message_that_is_sent_twice_within_five_minutes_is_one() {
    let mut queue = Fifo::default();
    let mut now = BEGINNING;
    for (later, messages) in [(0, 1), (299, 1), (1, 2), (0, 2)] {
        now += Duration::from_secs(later);
        queue.send(message("a1"), now);
        assert_eq!(queue.len(), messages, "{later}");
    }
    queue.send(message("a2"), now);
    assert_eq!(queue.len(), 3);
}

#[test]
fn groups_are_delivered_at_once_and_each_is_with_one_invocation() {
    let mut hand = Hand::new("a1 b1 a2 c1 b2 a3", settings(4));
    let (deliveries, names) = hand.all();
    assert_eq!(names, ["a1 a2 a3 b1", "c1"], "while `b1` is in flight `b2` waits");
    hand.succeed(&deliveries[1]);
    assert!(hand.delivery().is_none());
    hand.succeed(&deliveries[0]);
    let last = hand.delivery().unwrap();
    assert_eq!(last.names(), "b2");
    hand.succeed(&last);
    assert!(hand.delivery().is_none());
    assert_eq!(hand.queue.len(), 0);
    assert_eq!(hand.fates(), [(1, Fate::Done), (4, Fate::Done), (1, Fate::Done)]);
}

#[test]
fn what_fails_comes_again_when_its_time_out_has_passed() {
    let mut hand = Hand::new("a1 a2 a3", settings(2).with_timeout(Duration::from_secs(10)));
    let first = hand.delivery().unwrap();
    let failed = report(&[first.messages[1].0.clone()]);
    hand.consumer.complete(first.id, Answer::Returned(failed));
    assert!(hand.delivery().is_none(), "`a2` is still invisible");
    assert_eq!(hand.queue.wakes_at(hand.now), Some(BEGINNING + Duration::from_mins(1)));
    hand.now += Duration::from_mins(1);
    let second = hand.delivery().unwrap();
    assert_eq!((second.names().as_str(), &*second.receives), ("a2 a3", &[2, 1][..]));
    hand.succeed(&second);
    assert!(hand.delivery().is_none());
    assert_eq!(hand.fates(), [(1, Fate::Retried), (1, Fate::Done), (2, Fate::Done)]);
}

#[test]
fn a_time_out_that_passes_while_an_invocation_runs_delivers_a_second_time() {
    let mut hand = Hand::new("a1 b1", settings(1).with_max_receive_count(2));
    let (deliveries, names) = hand.all();
    assert_eq!(names, ["a1", "b1"]);
    hand.succeed(&deliveries[1]);
    assert!(hand.delivery().is_none());
    hand.now += Duration::from_mins(1);
    let again = hand.delivery().unwrap();
    assert_eq!((again.names().as_str(), &*again.receives), ("a1", &[2][..]));
    // The first invocation ends while the second has the message: that it did it means nothing.
    hand.succeed(&deliveries[0]);
    assert!(hand.delivery().is_none());
    assert_eq!(hand.queue.len(), 1);
    hand.fail(&again);
    hand.now += Duration::from_mins(1);
    assert!(hand.delivery().is_none(), "it was received twice");
    assert_eq!((hand.queue.len(), hand.queue.dead().len()), (0, 1));
    assert_eq!(hand.fates(), [(1, Fate::Done), (1, Fate::Lapsed), (1, Fate::Retried), (1, Fate::DeadLettered)]);
}

#[test]
fn what_has_no_answer_any_more_comes_back_by_itself() {
    let mut hand = Hand::new("a1", settings(1));
    let lost = hand.delivery().unwrap();
    hand.consumer.resume();
    hand.receiving = None;
    hand.succeed(&lost);
    assert!(hand.delivery().is_none());
    hand.now += Duration::from_mins(1);
    assert_eq!(hand.delivery().unwrap().names(), "a1");
}

#[test]
fn each_message_comes_twice_on_request_and_no_nearer_to_the_dead_letter_queue() {
    let mut hand = Hand::new("a1 a2", settings(1).with_delivery(Delivery::Twice).with_max_receive_count(1));
    let mut names = Vec::new();
    for _ in 0..8 {
        while let Some(delivered) = hand.delivery() {
            names.push(delivered.names());
            hand.succeed(&delivered);
        }
        hand.now += Duration::from_mins(1);
    }
    assert_eq!(names, ["a1", "a1", "a2", "a2"]);
    assert_eq!((hand.queue.len(), hand.queue.dead().len()), (0, 0));
}

#[test]
fn a_redriven_message_is_a_new_one_behind_the_others() {
    let mut hand = Hand::new("a1", settings(1).with_max_receive_count(1));
    let first = hand.delivery().unwrap();
    hand.fail(&first);
    hand.now += Duration::from_mins(1);
    assert!(hand.delivery().is_none());
    hand.send("a2");
    assert_eq!(hand.queue.redrive(hand.now), 1);
    let second = hand.delivery().unwrap();
    assert_eq!(second.names(), "a2");
    hand.succeed(&second);
    let third = hand.delivery().unwrap();
    assert_eq!((third.names().as_str(), &*third.receives), ("a1", &[1][..]));
    assert_ne!(third.messages[0].0, first.messages[0].0);
}

#[test]
fn messages_are_shown_without_values() {
    let mut hand = Hand::new("secret1", settings(1));
    let receive = hand.consumer_receive();
    let received = hand.queue.receive(receive, hand.now);
    let shown =
        format!("{received:?} {:?} {:?} {:?}", hand.queue, message("secret1"), Answer::Received(received.clone()));
    assert!(!shown.contains("secret") && shown.contains("receives: 1"), "{shown}");
    assert!(!format!("{:?}", Action::Send(vec![message("secret1")])).contains("secret"));
}

impl Hand {
    /// The receive that the mapping asks for.
    fn consumer_receive(&mut self) -> Receive {
        match self.consumer.next(self.now) {
            Some((_, Action::Receive(receive))) => receive,
            other => panic!("{other:?}"),
        }
    }
}
