//! What became of records: what a source did that the function cannot know.

use super::discarded::DiscardReason;

/// What became of some records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Their sequence numbers, or the ids of messages, in order.
    pub(crate) records: Vec<String>,
    /// What became of them.
    pub(crate) fate: Fate,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A filter dropped it: the function does not get it.
    Filtered,
    /// The function did it, or it was sent.
    Done,
    /// The delivery failed: it comes again.
    Retried,
    /// The delivery failed as often in a row as the settings allow: nothing behind it comes.
    Blocked,
    /// It was discarded.
    Discarded(DiscardReason),
    /// The stream does not keep it any more, and nobody had read it.
    Trimmed,
    /// It is the last of a window whose final invocation failed as often as the settings allow: the state is lost.
    WindowLost,
    /// It was received too often, and went to the dead-letter queue.
    DeadLettered,
    /// The function did it after its visibility time-out, when the queue took no notice any more.
    Lapsed,
}

impl Outcome {
    pub(super) fn new(records: Vec<String>, fate: Fate) -> Self {
        Self { records, fate }
    }
}

impl Fate {
    /// As a log names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Filtered => "filtered",
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Blocked => "blocked",
            Self::Discarded(reason) => reason.as_str(),
            Self::Trimmed => "trimmed",
            Self::WindowLost => "window-lost",
            Self::DeadLettered => "dead-lettered",
            Self::Lapsed => "lapsed",
        }
    }
}

/// The outcomes that nobody has taken.
#[derive(Debug, Default)]
pub(super) struct Outcomes(Vec<Outcome>);

impl Outcomes {
    /// Notes what became of records, if there are any.
    pub(super) fn note(&mut self, records: Vec<String>, fate: Fate) {
        if !records.is_empty() {
            self.0.push(Outcome::new(records, fate));
        }
    }

    pub(super) fn take(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.0)
    }
}
