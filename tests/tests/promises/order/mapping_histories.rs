//! The local mapping on random histories: writes, a clock that goes on, a function that fails in every way, and retries,
//! cuts, ages and filters in every combination. What must hold is said here with sets and numbers alone.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::subscriber::{Destination, StartingPosition};
use statetopic_local::simulate::Random;
use statetopic_local::stream::Stream;
use statetopic_local::{
    Clock, DiscardReason, Discarded, FailureDestination, Filters, Invoke, InvokeError, Local, Mapping, MappingError,
    MappingSettings,
};

/// Histories that each property is tried on.
const SEEDS: u64 = 60;

const BEGINNING: Duration = Duration::from_secs(1_700_000_000);

#[read_model(table = "things")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Thing {
    #[partition_key]
    id: String,
    number: u32,
}

/// Which parts of a mapping a history has.
#[derive(Clone, Copy, Debug)]
struct Shape {
    retries: Option<u16>,
    bisects: bool,
    max_age: Option<u32>,
    filters: bool,
    /// Of a hundred deliveries, how many fail although no record of them is bad.
    moods: u32,
    /// Of a hundred records, how many fail whenever they come.
    bad: u32,
}

impl Shape {
    fn random(random: &mut Random) -> Self {
        let retries = *random.choose(&[None, Some(0), Some(1), Some(3)]);
        let max_age = if random.percent(50) { Some(60) } else { None };
        let ends = retries.is_some() || max_age.is_some();
        Self {
            retries,
            bisects: random.percent(50),
            max_age,
            filters: random.percent(50),
            moods: *random.choose(&[0, 20]),
            // A bad record that is never discarded would block its shard for ever.
            bad: if ends { 10 } else { 0 },
        }
    }

    fn settings(self, batch_size: u16, failures: &FailureDestination) -> MappingSettings {
        let mut settings =
            MappingSettings::new(batch_size, StartingPosition::TrimHorizon).with_on_failure(failures.clone());
        settings.max_retries = self.retries;
        settings.max_age = self.max_age;
        settings.bisect = self.bisects;
        if self.filters {
            settings.filters = Filters::new(&[r#"{"dynamodb": {"Keys": {"id": {"S": [{"prefix": "a"}]}}}}"#]).unwrap();
        }
        settings
    }
}

/// What a record has to do with the function: its number in the stream, whether it is the function's, when it was made.
#[derive(Clone, Debug)]
struct Known {
    number: String,
    wanted: bool,
    created: Duration,
}

/// A function that knows the whole stream and all that became of it, and checks each event against that.
struct Checking {
    stream: Stream,
    clock: Clock,
    shape: Shape,
    batch_size: usize,
    failures: FailureDestination,
    random: Mutex<Random>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    deliveries: Vec<Vec<String>>,
    done: BTreeSet<String>,
}

impl Checking {
    fn whole(&self) -> Vec<Known> {
        known(&self.stream, self.shape.filters)
    }

    /// What is to come next: in order, what is the function's and neither done nor discarded.
    fn to_come(&self) -> Vec<Known> {
        let done = self.told.lock().unwrap().done.clone();
        let discarded = self.failures.discarded();
        let mut to_come = self.whole();
        to_come.retain(|known| known.wanted && !done.contains(&known.number));
        to_come.retain(|known| !discarded.iter().any(|group| is_in(&known.number, group)));
        to_come
    }

    /// Whether a record fails whenever it comes: a matter of its number.
    fn is_bad(&self, number: &str) -> bool {
        let digits: u64 = number[1..].parse().unwrap();
        Random::seeded(digits).percent(self.shape.bad)
    }
}

fn is_in(number: &str, discarded: &Discarded) -> bool {
    let (first, last) = discarded.sequence_numbers();
    (first..=last).contains(&number)
}

fn known(stream: &Stream, filtered: bool) -> Vec<Known> {
    let records = stream.whole().unwrap().records.into_iter();
    records
        .map(|record| Known {
            wanted: !filtered || record.dynamodb.keys["id"]["S"].as_str().unwrap().starts_with('a'),
            number: record.dynamodb.sequence_number,
            created: Duration::from_secs(record.dynamodb.approximate_creation_date_time),
        })
        .collect()
}

fn numbers(event: &str) -> Vec<String> {
    let event: Value = serde_json::from_str(event).unwrap();
    let records = event["Records"].as_array().unwrap().iter();
    records.map(|record| record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()).collect()
}

impl Invoke for Checking {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event = numbers(std::str::from_utf8(event).unwrap());
        let (to_come, now) = (self.to_come(), self.clock.now());
        assert!((1..=self.batch_size).contains(&event.len()), "{} records", event.len());
        let next: Vec<&String> = to_come.iter().map(|known| &known.number).take(event.len()).collect();
        assert_eq!(event.iter().collect::<Vec<_>>(), next, "what comes is what is due, in order and without a gap");
        if let Some(max_age) = self.shape.max_age {
            let limit = Duration::from_secs(max_age.into());
            assert!(to_come.iter().take(event.len()).all(|known| now <= known.created + limit), "too old to come");
        }

        let mut random = self.random.lock().unwrap();
        let moody =
            random.percent(self.shape.moods).then(|| random.below(u32::try_from(event.len()).unwrap()) as usize);
        let bad = event.iter().position(|number| self.is_bad(number));
        let failed = moody.into_iter().chain(bad).min();
        // A function takes its time.
        self.clock.advance(Duration::from_secs(random.below(3).into()));
        let mut told = self.told.lock().unwrap();
        told.deliveries.push(event.clone());
        let Some(failed) = failed else {
            told.done.extend(event);
            return Ok(b"{}".to_vec());
        };
        match random.below(4) {
            0 => Err(InvokeError::new("killed")),
            1 => Ok(b"no JSON".to_vec()),
            _ => {
                let answer = json!({ "batchItemFailures": [{ "itemIdentifier": event[failed] }] });
                told.done.extend(event.into_iter().take(failed));
                Ok(answer.to_string().into_bytes())
            }
        }
    }
}

/// A history, and the mapping when nothing is left for it.
async fn history(seed: u64) -> Mapping<Checking> {
    let mut random = Random::seeded(seed);
    let clock = Clock::stopped_at(BEGINNING);
    let local = Local::start_with_clock(clock.clone()).unwrap();
    local.create::<Thing>().await.unwrap();
    let stream = local.stream::<Thing>().unwrap();
    let (shape, batch_size) = (Shape::random(&mut random), 1 + u16::try_from(random.below(9)).unwrap());
    let failures = FailureDestination::new(Destination::S3("failures".to_owned()));
    let function = Checking {
        stream: stream.clone(),
        clock: clock.clone(),
        shape,
        batch_size: batch_size.into(),
        failures: failures.clone(),
        random: Mutex::new(random.clone()),
        told: Mutex::default(),
    };
    let mut mapping = Mapping::new(stream, function, shape.settings(batch_size, &failures)).unwrap();
    let things = local.table::<Thing>().await.unwrap();
    for _ in 0..40 {
        for _ in 0..random.below(4) {
            let id = format!("{}{}", random.choose(&["a", "b"]), random.below(4));
            // As many as never before, so that each write is a change.
            things.put(&Thing { id, number: random.below(u32::MAX) }).await.unwrap();
        }
        clock.advance(Duration::from_secs(random.below(15).into()));
        if random.percent(60) {
            only_blocked(mapping.deliver().await);
        }
    }
    for _ in 0..1000 {
        if only_blocked(mapping.run().await) {
            assert!(mapping.function().to_come().is_empty(), "{shape:?}: something was left");
            return mapping;
        }
        // Age ends what retries do not.
        clock.advance(Duration::from_secs(20));
    }
    panic!("seed {seed}, {shape:?}: not done");
}

/// Whether it went well; otherwise a record that is never discarded blocks.
fn only_blocked<T>(result: Result<T, MappingError>) -> bool {
    result.map(|_| ()).map_err(|error| assert!(error.is_blocked(), "{error}")).is_ok()
}

/// How often a record came.
fn deliveries_of(told: &Told, number: &str) -> usize {
    told.deliveries.iter().filter(|event| event.iter().any(|there| there == number)).count()
}

#[tokio::test]
async fn a_record_is_done_or_in_the_destination_and_never_comes_after_that() {
    let (mut done, mut discards, mut filtered) = (0, 0, 0);
    for seed in 0..SEEDS {
        let mapping = history(seed).await;
        let function = mapping.function();
        let (told, discarded) = (function.told.lock().unwrap(), function.failures.discarded());
        for known in function.whole() {
            let places = discarded.iter().filter(|discarded| is_in(&known.number, discarded)).count();
            let payloads = discarded.iter().filter_map(Discarded::payload);
            let in_payloads = payloads.filter(|event| numbers(event).contains(&known.number)).count();
            let was_done = usize::from(told.done.contains(&known.number));
            let expected = usize::from(known.wanted);
            assert_eq!(in_payloads + was_done, expected, "seed {seed}, {:?}: {known:?}", function.shape);
            assert!(places + was_done <= 1 || !known.wanted, "seed {seed}: discarded and done");
            (done, discards, filtered) = (done + was_done, discards + in_payloads, filtered + 1 - expected);
        }
        let total = mapping.total();
        assert_eq!(total.invocations, told.deliveries.len() as u64);
        assert_eq!(total.records, told.deliveries.iter().map(Vec::len).sum::<usize>() as u64);
        assert_eq!(total.discarded, discarded.iter().map(Discarded::records).sum::<usize>() as u64);
    }
    assert!(done > 1000 && discards > 300 && filtered > 300, "{done} done, {discards} discarded, {filtered} filtered");
}

#[tokio::test]
async fn retries_are_counted_exactly_and_ages_by_the_clock() {
    let (mut of_retries, mut of_age) = (0, 0);
    for seed in 0..SEEDS {
        let mapping = history(seed).await;
        let function = mapping.function();
        let (told, shape) = (function.told.lock().unwrap(), function.shape);
        for discarded in function.failures.discarded() {
            let body: Value = serde_json::from_str(discarded.body()).unwrap();
            let those = numbers(discarded.payload().unwrap());
            let info = &body["DDBStreamBatchInfo"];
            assert_eq!(info["batchSize"], those.len());
            assert_eq!(
                (&info["startSequenceNumber"], &info["endSequenceNumber"]),
                (&json!(those[0]), &json!(those.last()))
            );
            for number in &those {
                let came = deliveries_of(&told, number);
                assert_eq!(body["requestContext"]["approximateInvokeCount"], came, "seed {seed}, {shape:?}: {number}");
            }
            match discarded.reason() {
                DiscardReason::RetryAttemptsExhausted => {
                    of_retries += 1;
                    let attempts = usize::from(shape.retries.unwrap()) + 1;
                    if shape.bisects {
                        assert_eq!(those.len(), 1, "seed {seed}, {shape:?}: it was not isolated");
                        let alone = told.deliveries.iter().filter(|event| **event == those).count();
                        assert_eq!(alone, attempts, "seed {seed}, {shape:?}: a cut uses up no retry");
                    } else {
                        assert_eq!(deliveries_of(&told, &those[0]), attempts, "seed {seed}, {shape:?}");
                    }
                }
                _ => {
                    of_age += 1;
                    let known = function.whole().into_iter().filter(|known| those.contains(&known.number));
                    let arrivals: Vec<Duration> = known.map(|known| known.created).collect();
                    let at = body["timestamp"].as_str().unwrap();
                    let at = seconds(at) - f64::from(shape.max_age.unwrap());
                    assert!(arrivals.iter().all(|made| made.as_secs_f64() < at), "seed {seed}: not too old");
                }
            }
        }
    }
    assert!(of_retries > 100 && of_age > 30, "{of_retries} were discarded after retries, {of_age} for their age");
}

/// The seconds since 1970 of a time in the month that the histories are in.
fn seconds(text: &str) -> f64 {
    let (day, time) = text.trim_end_matches('Z').split_once('T').unwrap();
    let day: u32 = day.strip_prefix("2023-11-").unwrap().parse().unwrap();
    let [hours, minutes, seconds] = *time.split(':').collect::<Vec<_>>() else { panic!("{text}") };
    let [hours, minutes]: [f64; 2] = [hours, minutes].map(|part| part.parse().unwrap());
    // The first of November 2023.
    1_698_796_800.0 + f64::from(day - 1) * 86_400.0 + hours * 3600.0 + minutes * 60.0 + seconds.parse::<f64>().unwrap()
}

#[tokio::test]
async fn cuts_isolate_exactly_the_bad_records() {
    let mut isolated = 0;
    for seed in 0..SEEDS {
        let mapping = history(seed).await;
        let function = mapping.function();
        let shape = function.shape;
        if !shape.bisects || shape.retries.is_none() || shape.moods > 0 || shape.max_age.is_some() {
            continue;
        }
        let bad = function.whole().into_iter().filter(|known| known.wanted && function.is_bad(&known.number));
        let bad: Vec<String> = bad.map(|known| known.number).collect();
        let discarded = function.failures.discarded();
        let numbers: Vec<&str> = discarded.iter().map(|discarded| discarded.sequence_numbers().0).collect();
        assert_eq!(numbers, bad, "seed {seed}, {shape:?}");
        isolated += bad.len();
    }
    assert!(isolated > 10, "{isolated} bad records");
}
