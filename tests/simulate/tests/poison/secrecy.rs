//! What is parked is shown without what is sensitive, and errors hold no value.

use super::event::{Change, event};
use statetopic::prelude::*;

use super::harness::{Parcel, Sum, World, run};

#[subscriber(library, id = "poison/secrecy", on_error = park, max_attempts = 1)]
fn secretive(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    Err(format!("the secret of {} is plover", change.key().id).into())
}

#[tokio::test(start_paused = true)]
async fn what_is_sensitive_is_shown_nowhere() {
    let world = World::of::<SecretiveSubscriber>();
    let function = world.function::<SecretiveSubscriber>().await;
    let insert = |number: u32, amount: serde_json::Value| {
        Change::insert(number, "a", serde_json::json!({ "amount": amount, "note": { "S": "plover" } }))
    };
    let batch = [insert(1, serde_json::json!({ "N": "1" })), insert(2, serde_json::json!({ "S": "plover" }))];
    run(&function, &event(batch), None).await;
    let parked = world.parked::<SecretiveSubscriber>().await;
    let items = parked.items().await.unwrap();
    let records = parked.records(&items[0]).await.unwrap();
    assert_eq!(records.len(), 2);
    let each: Vec<_> = records.iter().map(|record| (&record.failure, &record.record)).collect();
    let shown = format!("{items:?} {records:?} {parked:?} {function:?} {each:?}");
    assert!(!shown.contains("plover"), "{shown}");
    let redriven = parked.redrive(&items[0]).await.unwrap();
    assert!(!format!("{redriven:?} {}", redriven.failure.as_ref().unwrap()).contains("plover"));
}
