//! How long records have been parked: a process looks now and then, and says so once that is too long.

use std::fmt::Write as _;
use std::sync::Arc;

use super::prelude::*;

#[subscriber(library, id = "poison/age", on_error = park, max_attempts = 1)]
fn fails(_change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    Err("bad".into())
}

/// The messages of warnings, and nothing else of what is logged.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = String::new();
        let mut visit = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            let _ = write!(text, "{}={value:?} ", field.name());
        };
        event.record(&mut visit);
        self.0.lock().unwrap().push(text);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

impl Warnings {
    /// How often it was said that records are old, and nothing else is warned of.
    fn old(&self) -> usize {
        self.0.lock().unwrap().drain(..).filter(|text| text.contains(statetopic::parking::OLD)).count()
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_said_every_quarter_of_an_hour_that_records_have_been_parked_for_more_than_a_day() {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(warnings.clone());
    let world = World::of::<FailsSubscriber>();
    let function = world.function::<FailsSubscriber>().await;
    run(&function, &event([change(1, "a", 1)]), TIME).await;
    let mut said = Vec::new();
    // Nothing comes but what invokes the function without records.
    for minutes in [23 * 60, 59, 16, 5, 15] {
        tokio::time::advance(Duration::from_mins(minutes)).await;
        run(&function, &event([]), TIME).await;
        said.push(warnings.old());
    }
    assert_eq!(said, [0, 0, 1, 0, 1]);

    let parked = world.parked::<FailsSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!(parked.discard(&items[0]).await.unwrap(), 1);
    tokio::time::advance(Duration::from_mins(30)).await;
    run(&function, &event([]), TIME).await;
    assert_eq!(warnings.old(), 0, "there is none");
}

/// A look makes nothing late, and nothing fail.
#[tokio::test(start_paused = true)]
async fn a_look_that_is_not_answered_keeps_nothing_waiting() {
    let world = World::of::<FailsSubscriber>();
    let tables = world.tables.clone().with_faults(|call| match call.operation {
        "Query" => MemoryFault::Unanswered(None),
        _ => MemoryFault::None,
    });
    let function = function_of::<FailsSubscriber>(&tables).await;
    let began = tokio::time::Instant::now();
    let (outcomes, checkpoint) = run(&function, &event([change(1, "a", 1)]), TIME).await;
    assert_eq!((outcomes, checkpoint), (vec!["Parked 1/1".to_owned()], None));
    assert!(began.elapsed() <= Duration::from_secs(1));
}
