//! The ledger on tables in memory and on the embedded engine. `cargo run -p xtask -- verify` tries the same on an emulator.

use statetopic_local::Engine;
use statetopic_tests::ledger_conformance::{Place, cases};

async fn try_all(place: Place) {
    for case in cases() {
        if let Err(error) = case.run(&place).await {
            panic!("{}: {error}", case.name);
        }
    }
}

#[tokio::test]
async fn the_ledger_keeps_its_promises_in_memory() {
    try_all(Place::memory()).await;
}

#[tokio::test]
async fn the_ledger_keeps_its_promises_on_the_engine() {
    let engine = Engine::memory().unwrap();
    try_all(Place::dynamo_db(engine.client()).await.unwrap()).await;
}
