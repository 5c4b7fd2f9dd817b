//! Compiled subscribers: a record that ends its process, whatever way it does, is found and parked without being run again.

use serde_json::json;
use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::{DynamoDbEndpoint, sdk_variables};
use statetopic_tests::event::{Change, event, sequence_number};
use statetopic_tests::process::LambdaProcess;
use statetopic_tests::recount::{number, scan, text};
use statetopic_tests::runtime_api::Answer;

const POISON: &str = env!("CARGO_BIN_EXE_poison");

const TEAMS: &str = "prod.Teams_1";
const LEDGER: &str = "prod.Ledger_1";
const PARKING: &str = "prod.Parking_1";

/// How long an invocation has, in milliseconds.
const TIME: u64 = 2_000;

/// Delivers a batch as a mapping does, to a process that is started anew whenever it ends, until all is done. Returns how often it was
/// delivered.
async fn deliver(endpoint: &DynamoDbEndpoint, changes: &[Change]) -> usize {
    let url = endpoint.url();
    let tables = [
        ("STATETOPIC_TABLE_POISON_TEAMS", TEAMS),
        ("STATETOPIC_TABLE_STATETOPIC_LEDGER", LEDGER),
        ("STATETOPIC_TABLE_STATETOPIC_PARKING", PARKING),
    ];
    let variables: Vec<_> = sdk_variables(&url).into_iter().chain(tables).collect();
    let mut process = LambdaProcess::start(POISON, &variables).await;
    let mut first = 0;
    for delivery in 1..=20 {
        let batch = event(changes[first..].iter().cloned());
        match process.try_invoke(batch, std::time::Duration::from_millis(TIME)).await {
            // It ended: Lambda starts another, and the mapping delivers the same batch.
            None => process = LambdaProcess::start(POISON, &variables).await,
            Some(Answer::Response(response)) => match response["batchItemFailures"][0]["itemIdentifier"].as_str() {
                None => return delivery,
                Some(checkpoint) => {
                    let at = (1..=5).find(|number| sequence_number(*number) == checkpoint).unwrap();
                    first = usize::try_from(at).unwrap() - 1;
                }
            },
            Some(other) => panic!("{other:?}"),
        }
    }
    panic!("not done after 20 deliveries")
}

async fn a_poison_is_parked(poison: &str) {
    let engine = Engine::memory().unwrap();
    let endpoint = DynamoDbEndpoint::start(engine.clone()).await;
    endpoint.create_table(TEAMS, "name").await;
    endpoint.create_table(LEDGER, "entry").await;
    endpoint.create_sorted_table(PARKING, "entry", "part").await;
    let member = |number: u32, id: &str| Change::insert(number, id, json!({ "team": { "S": "red" } }));
    let changes = [member(1, "ada"), member(2, poison), member(3, "bob"), member(4, poison), member(5, "eve")];
    let deliveries = deliver(&endpoint, &changes).await;
    let client = engine.client();
    let teams = scan(&client, TEAMS).await;
    let members: Vec<_> = teams.iter().map(|team| (text(team, "name"), number(team, "members"))).collect();
    assert_eq!(members, [("red".to_owned(), 3)], "{poison}: the others, each once, in {deliveries} deliveries");
    let parked = scan(&client, PARKING).await;
    let kept = parked.iter().filter(|row| row.contains_key("payload")).count();
    assert_eq!(kept, 2, "{poison}: the record and the one behind it");
    let attempts: Vec<_> =
        parked.iter().filter(|row| row.contains_key("failure")).map(|row| number(row, "attempts")).collect();
    assert_eq!(attempts, [2], "{poison}: attempts are counted in the table");
}

#[tokio::test]
async fn a_record_that_aborts_its_process_is_parked() {
    a_poison_is_parked("abort-1").await;
}

#[tokio::test]
async fn a_record_that_exhausts_memory_is_parked() {
    a_poison_is_parked("memory-1").await;
}

#[tokio::test]
async fn a_record_that_blocks_its_thread_is_parked() {
    a_poison_is_parked("block-1").await;
}

#[tokio::test]
async fn a_record_that_waits_for_ever_is_parked() {
    a_poison_is_parked("hang-1").await;
}
