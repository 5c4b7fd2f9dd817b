//! A subscriber behind its filters is called as one without them is, and as often: random histories. What it fails on is
//! isolated and discarded alike.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use statetopic::manifest::describe;
use statetopic::plan::SubscriberPlan;
use statetopic::prelude::*;
use statetopic::subscriber::Destination;
use statetopic::{ConnectError, Connections, Resource, Subscriber};
use statetopic_local::simulate::Random;
use statetopic_local::{FailureDestination, Filters, InProcess, Local, MappingSettings};

/// Histories that each subscriber is tried on.
const SEEDS: u64 = 25;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Stored,
    OnLoan,
    Hidden,
}

#[read_model(table = "exhibits")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Exhibit {
    #[partition_key]
    id: String,
    room: String,
    status: Status,
    note: Option<String>,
    value: u32,
}

/// A sequence number for each call.
type Noted = Arc<Mutex<Vec<String>>>;

/// What the calls of a subscriber were, by the name in the variable `CALLS`.
struct Calls(Noted);

static CALLS: LazyLock<Mutex<BTreeMap<String, Noted>>> = LazyLock::new(Mutex::default);

impl Calls {
    fn named(name: &str) -> Self {
        Self(CALLS.lock().unwrap().entry(name.to_owned()).or_default().clone())
    }

    /// Notes a call; one of eleven exhibits' values cannot be borne.
    fn note(&self, record: &Record<Exhibit>) -> Result<()> {
        self.0.lock().unwrap().push(record.sequence_number().unwrap().to_string());
        let value = match record.change() {
            StateChange::Inserted { new, .. } | StateChange::Modified { new, .. } => new.value,
            StateChange::Removed { old, .. } => old.value,
        };
        if value.is_multiple_of(11) { Err("too precious".into()) } else { Ok(()) }
    }
}

impl Resource for Calls {
    const VARIABLES: &'static [&'static str] = &["CALLS"];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        Ok(Self::named(&connections.environment().var("CALLS")?))
    }
}

/// An event's name, and a text that a filter compares.
#[subscriber(library, batch_size = 7, max_retries = 1, bisect, on(Inserted { new } if new.room.starts_with("east")))]
fn new_in_the_east(record: Record<Exhibit>, calls: &Calls) -> Result<()> {
    calls.note(&record)
}

/// Absent and present attributes, unit variants, and what no filter says.
#[subscriber(
    library, batch_size = 3, max_retries = 1, bisect,
    on(
        Modified { old, new } if old.note.is_none() && new.note.is_some(),
        Modified { old, new } if old.status != new.status && new.status != Status::Hidden,
        Inserted { new } if new.status == Status::OnLoan && new.value > 500,
    ),
)]
fn noteworthy(record: Record<Exhibit>, calls: &Calls) -> Result<()> {
    calls.note(&record)
}

/// Whole events.
#[subscriber(library, batch_size = 5, max_retries = 1, bisect, on(Removed))]
fn gone(record: Record<Exhibit>, calls: &Calls) -> Result<()> {
    calls.note(&record)
}

/// Each record.
#[subscriber(library, batch_size = 5, max_retries = 1, bisect)]
fn everything(record: Record<Exhibit>, calls: &Calls) -> Result<()> {
    calls.note(&record)
}

async fn write(exhibits: &Table<Exhibit>, random: &mut Random) {
    for _ in 0..60 {
        let id = format!("exhibit-{}", random.below(8));
        if random.percent(25) {
            exhibits.delete(&ExhibitKey { id }).await.unwrap();
            continue;
        }
        let exhibit = Exhibit {
            id,
            room: (*random.choose(&["east", "east-2", "west", "eas", "south-east"])).to_owned(),
            status: *random.choose(&[Status::Stored, Status::OnLoan, Status::Hidden]),
            note: random.percent(50).then(|| "fragile".to_owned()),
            value: random.below(1000),
        };
        exhibits.put(&exhibit).await.unwrap();
    }
}

/// What a subscriber did: each record that it was called with, in the order of the first calls, and those discarded.
#[derive(Debug, PartialEq)]
struct Did {
    called: Vec<String>,
    discarded: Vec<(String, String)>,
}

impl Did {
    fn new(calls: &str, failures: &FailureDestination) -> Self {
        let mut called: Vec<String> = Vec::new();
        for call in Calls::named(calls).0.lock().unwrap().iter() {
            if !called.contains(call) {
                called.push(call.clone());
            }
        }
        let pair = |(first, last): (&str, &str)| (first.to_owned(), last.to_owned());
        let discarded = failures.discarded().iter().map(|discarded| pair(discarded.sequence_numbers())).collect();
        Self { called, discarded }
    }
}

/// Runs a subscriber behind its filters and without, on the same histories. Returns how many records the filters kept away.
async fn compare<S: Subscriber>() -> u64 {
    let (mut kept_away, mut called, mut discarded) = (0, 0, 0);
    for seed in 0..SEEDS {
        let local = Local::start().unwrap();
        let name = |kind: &str| format!("{}, {kind}, {seed}", S::DEFINITION.id);
        local.set_variable("CALLS", &name("filtered"));
        let filtered = local.subscribe::<S>().await.unwrap();

        local.set_variable("CALLS", &name("plain"));
        let failures = FailureDestination::new(Destination::S3("plain-failures".to_owned()));
        let planned = SubscriberPlan::new(&describe::<S>()).unwrap();
        let settings = MappingSettings::planned(planned.source.reader()).unwrap();
        let settings = settings.with_filters(Filters::default()).with_on_failure(failures.clone());
        let function = InProcess::<S>::connect(&local.connections()).await.unwrap();
        let plain = local.attach(local.stream::<S::Topic>().unwrap(), function, settings).unwrap();

        let exhibits = local.table::<Exhibit>().await.unwrap();
        let mut random = Random::seeded(seed);
        for _ in 0..2 {
            write(&exhibits, &mut random).await;
            local.settle().await.unwrap();
        }
        let did = Did::new(&name("filtered"), &filtered.destination().await.unwrap());
        assert_eq!(did, Did::new(&name("plain"), &failures), "{}, seed {seed}", S::DEFINITION.id);
        assert!(did.called.is_sorted(), "the calls are in the order of the stream");
        assert!(did.discarded.iter().all(|(first, last)| first == last), "what fails is isolated");
        kept_away += plain.total().await.records - filtered.total().await.records;
        (called, discarded) = (called + did.called.len(), discarded + did.discarded.len());
    }
    assert!(called > 100 && discarded > 10, "{}: {called} calls, {discarded} discarded", S::DEFINITION.id);
    kept_away
}

#[tokio::test]
async fn filters_keep_away_what_no_arm_takes_and_nothing_else() {
    assert!(compare::<NewInTheEastSubscriber>().await > 1000);
    assert!(compare::<NoteworthySubscriber>().await > 100);
    assert!(compare::<GoneSubscriber>().await > 1000);
}

#[tokio::test]
async fn a_subscriber_without_filters_is_called_with_everything() {
    assert_eq!(compare::<EverythingSubscriber>().await, 0);
}
