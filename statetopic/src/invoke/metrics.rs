//! Metrics of an invocation in CloudWatch's embedded metric format, from what became of its records. Never a value or a key.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use metrique_writer_core::format::Format as _;
use metrique_writer_core::unit::AsCount;
use metrique_writer_core::{Entry, EntryWriter};
use metrique_writer_format_emf::Emf;

use super::event::{OutcomeEvent, RecordOutcome};
use super::failure::{FailureKind, NextStep};
use crate::clock::Clock;
use crate::time::Timestamp;

/// The dimensions of every metric: the subscriber's id, and the table of its topic.
const DIMENSIONS: [&str; 2] = ["Subscriber", "Topic"];

/// Writes the metrics of invocations: one line for each that answers, in CloudWatch's embedded metric format, from which CloudWatch Logs makes
/// metrics.
///
/// On AWS Lambda nothing needs to be done: with the feature `metrics` the process writes them to its log. Elsewhere, as in a test, a
/// [`Function`](crate::Function) is given one.
///
/// | metric | unit | what it counts |
/// | --- | --- | --- |
/// | `IteratorAge` | milliseconds | the age of the oldest record when the invocation began; not written where no record tells its time |
/// | `Duration` | milliseconds | from when the event was taken until the answer |
/// | `BatchSize` | count | records of the event |
/// | `Processed` | count | records that the function succeeded on, with their writes committed |
/// | `Failed` | count | records that failed, those that do not decode among them |
/// | `DecodeErrors` | count | records, and messages of a queue, that do not decode |
/// | `Filtered` | count | records that no arm of `on(…)` takes; what a filter of the mapping dropped is not among them |
/// | `Duplicates` | count | records that had been done before |
/// | `Superseded` | count | records that came after a later change of their item was done |
/// | `NotStarted` | count | records that are delivered again because of one before them, or of the deadline |
/// | `Skipped` | count | records that failed and are left out for good |
/// | `Parked` | count | records that were put into the parking table |
/// | `ParkedItems` | count | items of which a first record was |
/// | `ParkThreshold` | count | records that wait, since as many items were parked in the hour as may be |
/// | `RejectedEvents` | count | events that cannot be taken apart into records: the only metric of such an invocation, with `Duration` |
///
/// All have the dimensions `Subscriber` and `Topic`, which are the subscriber's id and the name of its table in `#[read_model]`.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use statetopic::prelude::*;
/// use statetopic::{Clock, Connections, Function, Metrics};
/// # #[derive(Clone, Default)] struct Lines(Arc<Mutex<Vec<u8>>>);
/// # impl std::io::Write for Lines {
/// #     fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> { self.0.lock().unwrap().write(bytes) }
/// #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
/// # }
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String }
/// # #[subscriber(id = "shop/print", on(Removed))]
/// # fn print(_change: StateChange<Level>) {}
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let lines = Lines::default();
/// let metrics = Metrics::new("shop", Clock::wall(), lines.clone());
/// let function = Function::<PrintSubscriber>::connect(&Connections::from_env()).await?.with_metrics(metrics);
/// function.invoke(br#"{"Records": []}"#, None).await?;
///
/// let line: serde_json::Value = serde_json::from_slice(&lines.0.lock().unwrap())?;
/// assert_eq!((&line["Subscriber"], &line["BatchSize"]), (&"shop/print".into(), &0.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
pub struct Metrics {
    clock: Clock,
    writer: Mutex<Writer>,
}

struct Writer {
    format: Emf,
    lines: Box<dyn Write + Send>,
}

/// What is measured of an invocation.
pub(super) struct Measured {
    subscriber: &'static str,
    topic: &'static str,
    began: Duration,
    counts: Counts,
}

/// `None` where the event is not taken apart.
#[derive(Default)]
struct Counts {
    batch_size: Option<u64>,
    oldest: Option<Timestamp>,
    processed: u64,
    failed: u64,
    decode_errors: u64,
    filtered: u64,
    duplicates: u64,
    superseded: u64,
    not_started: u64,
    skipped: u64,
    parked: u64,
    parked_items: u64,
    park_threshold: u64,
}

impl Metrics {
    /// Metrics of a namespace, on a clock, written as lines. A line that cannot be written is lost, with a warning in the log.
    ///
    /// CloudWatch takes namespaces of 1 to 256 letters, digits and `.-_/#:` and spaces.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>
    #[must_use]
    pub fn new(namespace: impl Into<String>, clock: Clock, lines: impl Write + Send + 'static) -> Self {
        let dimensions = vec![DIMENSIONS.map(str::to_owned).to_vec()];
        let format = Emf::no_validations(namespace.into(), dimensions);
        Self { clock, writer: Mutex::new(Writer { format, lines: Box::new(lines) }) }
    }

    /// An invocation begins.
    pub(super) fn begin(&self, subscriber: &'static str, topic: &'static str) -> Measured {
        Measured { subscriber, topic, began: self.clock.now(), counts: Counts::default() }
    }

    /// An invocation ended.
    pub(super) fn write(&self, measured: &Measured) {
        let now = self.clock.now();
        let line = Line { measured, now };
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Writer { format, lines } = &mut *writer;
        let mut bytes = Vec::new();
        let written = format.format(&line, &mut bytes).map_err(io::Error::other);
        // One write, so that no line of the log is within it.
        if written.and_then(|()| lines.write_all(&bytes).and_then(|()| lines.flush())).is_err() {
            tracing::warn!(subscriber = measured.subscriber, "the metrics of an invocation could not be written");
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Measured {
    /// The event is taken apart into records of these times, where they tell one.
    pub(super) fn of_records(&mut self, times: impl ExactSizeIterator<Item = Option<Timestamp>>) {
        self.counts.batch_size = Some(times.len() as u64);
        self.counts.oldest = times.flatten().min();
    }

    /// What became of a record.
    pub(super) fn count(&mut self, event: &OutcomeEvent<'_>) {
        let counts = &mut self.counts;
        let counted = match event.outcome {
            RecordOutcome::Done => &mut counts.processed,
            RecordOutcome::Duplicate => &mut counts.duplicates,
            RecordOutcome::NotTaken | RecordOutcome::Foreign => &mut counts.filtered,
            RecordOutcome::Superseded => &mut counts.superseded,
            RecordOutcome::Failed(failure) => {
                counts.decode_errors += u64::from(failure.kind() == FailureKind::Decode);
                counts.park_threshold += u64::from(*failure.next() == NextStep::Waits);
                &mut counts.failed
            }
            RecordOutcome::Skipped(failure) => {
                counts.decode_errors += u64::from(failure.kind() == FailureKind::Decode);
                counts.failed += 1;
                &mut counts.skipped
            }
            RecordOutcome::Parked(Some(failure)) => {
                counts.decode_errors += u64::from(failure.kind() == FailureKind::Decode);
                counts.failed += 1;
                counts.parked_items += 1;
                &mut counts.parked
            }
            RecordOutcome::Parked(None) => &mut counts.parked,
            RecordOutcome::HandedBack | RecordOutcome::NotStarted => &mut counts.not_started,
        };
        *counted += 1;
    }
}

/// The line of an invocation.
struct Line<'m> {
    measured: &'m Measured,
    now: Duration,
}

impl Entry for Line<'_> {
    fn write<'a>(&'a self, writer: &mut impl EntryWriter<'a>) {
        let Measured { subscriber, topic, began, counts } = self.measured;
        writer.timestamp(SystemTime::UNIX_EPOCH + self.now);
        writer.value(DIMENSIONS[0], *subscriber);
        writer.value(DIMENSIONS[1], *topic);
        writer.value("Duration", &self.now.saturating_sub(*began));
        let Some(batch_size) = counts.batch_size else {
            writer.value("RejectedEvents", &AsCount::from(1_u64));
            return;
        };
        if let Some(oldest) = counts.oldest {
            let oldest = Duration::from_millis(oldest.epoch_millis());
            writer.value("IteratorAge", &began.saturating_sub(oldest));
        }
        for (name, count) in [
            ("BatchSize", batch_size),
            ("Processed", counts.processed),
            ("Failed", counts.failed),
            ("DecodeErrors", counts.decode_errors),
            ("Filtered", counts.filtered),
            ("Duplicates", counts.duplicates),
            ("Superseded", counts.superseded),
            ("NotStarted", counts.not_started),
            ("Skipped", counts.skipped),
            ("Parked", counts.parked),
            ("ParkedItems", counts.parked_items),
            ("ParkThreshold", counts.park_threshold),
        ] {
            writer.value(name, &AsCount::from(count));
        }
    }
}
