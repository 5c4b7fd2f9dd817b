//! A compiled subscriber with `Writes` against an endpoint on loopback: it counts once, whatever happens to the process.

use serde_json::json;
use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::{DynamoDbEndpoint, sdk_variables};
use statetopic_tests::event::{Change, checkpoint, done, event, event_id};
use statetopic_tests::message::{Message, kept, messages};
use statetopic_tests::process::LambdaProcess;
use statetopic_tests::recount::{number, scan, text};
use statetopic_tests::{PATIENCE, patiently};

const TALLY: &str = env!("CARGO_BIN_EXE_tally");

/// Physical names, which are not the logical ones.
const TEAMS: &str = "prod.Teams_7f3a";
const LEDGER: &str = "prod.Ledger_7f3a";

struct Account {
    engine: Engine,
    endpoint: DynamoDbEndpoint,
}

impl Account {
    async fn open() -> Self {
        let engine = Engine::memory().unwrap();
        let endpoint = DynamoDbEndpoint::start(engine.clone()).await;
        endpoint.create_table(TEAMS, "name").await;
        endpoint.create_table(LEDGER, "entry").await;
        Self { engine, endpoint }
    }

    async fn tally(&self) -> LambdaProcess {
        self.tally_with(&[]).await
    }

    async fn tally_with(&self, more: &[(&str, &str)]) -> LambdaProcess {
        let url = self.endpoint.url();
        let tables = [("STATETOPIC_TABLE_TEAMS", TEAMS), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", LEDGER)];
        let variables: Vec<_> = sdk_variables(&url).into_iter().chain(tables).chain(more.iter().copied()).collect();
        LambdaProcess::start(TALLY, &variables).await
    }

    /// The teams with their members and points.
    async fn teams(&self) -> Vec<(String, i128, i128)> {
        let teams = scan(&self.engine.client(), TEAMS).await;
        let mut teams: Vec<_> =
            teams.iter().map(|team| (text(team, "name"), number(team, "members"), number(team, "points"))).collect();
        teams.sort();
        teams
    }
}

fn member(team: &str, points: u32) -> serde_json::Value {
    json!({ "team": { "S": team }, "points": { "N": points.to_string() } })
}

fn batch() -> Vec<u8> {
    event([
        Change::insert(1, "ada", member("red", 3)),
        Change::insert(2, "bob", member("red", 4)),
        Change::modify(3, "ada", member("red", 3), member("blue", 5)),
    ])
}

fn counted_once() -> Vec<(String, i128, i128)> {
    vec![("blue".to_owned(), 1, 5), ("red".to_owned(), 1, 4)]
}

#[tokio::test]
async fn an_event_that_is_delivered_three_times_counts_once() {
    let account = Account::open().await;
    let mut tally = account.tally().await;
    for _ in 0..3 {
        assert_eq!(tally.invoke(batch()).await, done());
        assert_eq!(account.teams().await, counted_once());
    }
    let ledger = scan(&account.engine.client(), LEDGER).await;
    assert_eq!(ledger.len(), 2, "one row for each item");
    for row in ledger {
        assert!(text(&row, "entry").starts_with("statetopic-tests/tally|arn:aws:dynamodb:"));
    }
}

#[tokio::test]
async fn a_process_that_dies_before_its_answer_arrives_has_counted() {
    let account = Account::open().await;
    let tally = account.tally().await;
    tally.api().withhold_replies();
    patiently("the answer", tally.api().send(batch(), PATIENCE)).await.unwrap();
    tally.kill().await;
    assert_eq!(account.teams().await, counted_once(), "it had committed");

    let mut second = account.tally().await;
    assert_eq!(second.invoke(batch()).await, done());
    assert_eq!(account.teams().await, counted_once());
}

#[tokio::test]
async fn a_process_that_dies_before_it_hears_of_its_commit_has_counted() {
    let account = Account::open().await;
    let tally = account.tally().await;
    let _answer = tally.api().send(batch(), PATIENCE);
    account.endpoint.withhold_answer("TransactWriteItems").await;
    tally.kill().await;
    assert_eq!(account.teams().await, counted_once(), "the package was committed");

    let mut second = account.tally().await;
    assert_eq!(second.invoke(batch()).await, done());
    assert_eq!(account.teams().await, counted_once());
}

#[tokio::test]
async fn two_processes_with_the_same_event_at_once_count_once() {
    let account = Account::open().await;
    let (mut left, mut right) = (account.tally().await, account.tally().await);
    let answers = tokio::join!(left.invoke(batch()), right.invoke(batch()));
    assert_eq!(answers, (done(), done()));
    assert_eq!(account.teams().await, counted_once());
}

/// As on Lambda Managed Instances. No commit is executed before four are there: they are in flight together, or never done.
#[tokio::test]
async fn four_events_at_once_in_one_process_count_once() {
    let account = Account::open().await;
    account.endpoint.gather("TransactWriteItems", 4);
    let tally = account.tally_with(&[("AWS_LAMBDA_MAX_CONCURRENCY", "4")]).await;
    let insert = |number, id: &str, points| event([Change::insert(number, id, member("red", points))]);
    // The second is the first once more, and so is the last: each is executed with the one that it repeats in flight.
    let events = [insert(1, "ada", 3), insert(1, "ada", 3), insert(2, "bob", 4), insert(2, "bob", 4)];
    let answers = events.map(|event| tally.api().send(event, PATIENCE));
    for answer in answers {
        let answered = patiently("an answer to each of the four", answer).await.unwrap();
        assert_eq!(answered.answer, done());
    }
    assert_eq!(account.teams().await, [("red".to_owned(), 2, 7)]);
    tally.kill().await;
}

#[tokio::test]
async fn an_addition_out_of_range_is_the_checkpoint() {
    let account = Account::open().await;
    let mut tally = account.tally().await;
    let changes = [
        Change::insert(1, "ada", member("red", 3)),
        Change::remove(2, "bob", member("blue", 1)),
        Change::insert(3, "eve", member("red", 9)),
    ];
    assert_eq!(tally.invoke(event(changes)).await, checkpoint(2));
    assert_eq!(account.teams().await, [("red".to_owned(), 1, 3)]);
}

#[tokio::test]
async fn an_endpoint_that_is_gone_hands_the_batch_back() {
    let tables = [("STATETOPIC_TABLE_TEAMS", TEAMS), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", LEDGER)];
    // Port 9 discards: nobody listens there.
    let variables: Vec<_> = sdk_variables("http://127.0.0.1:9").into_iter().chain(tables).collect();
    let mut tally = LambdaProcess::start(TALLY, &variables).await;
    assert_eq!(tally.invoke(batch()).await, checkpoint(1));
    let output = tally.kill().await.all();
    assert!(output.contains("TransactWriteItems failed: no answer from the endpoint"), "{output}");
}

#[tokio::test]
async fn a_message_that_is_delivered_again_counts_once() {
    let account = Account::open().await;
    let mut tally = account.tally().await;
    let change = |number, points| Message::of(number, "ada", Change::insert(number, "ada", member("red", points)));
    // The second time with a message that is new, as a queue does that lost the answer.
    assert_eq!(tally.invoke(messages([change(1, 3)])).await, done());
    assert_eq!(tally.invoke(messages([change(1, 3), change(2, 4)])).await, done());
    assert_eq!(account.teams().await, [("red".to_owned(), 2, 7)]);
    let entry = &scan(&account.engine.client(), LEDGER).await[0];
    assert!(text(entry, "applied").ends_with('2'));
}

#[tokio::test]
async fn a_message_that_comes_after_a_later_change_of_its_item_is_superseded() {
    let account = Account::open().await;
    let mut tally = account.tally().await;
    let late = [
        Message::of(1, "ada", Change::insert(7, "ada", member("red", 3))),
        Message::of(2, "ada", Change::insert(6, "ada", member("red", 500))),
        Message::of(3, "ada", Change::remove(5, "ada", member("blue", 500))),
        Message::of(4, "bob", Change::remove(4, "bob", member("blue", 1))),
    ];
    // The third could not be committed, were it not superseded: it would take from a team that has nothing.
    assert_eq!(tally.invoke(messages(late)).await, kept([4]));
    assert_eq!(account.teams().await, [("red".to_owned(), 1, 3)]);
    let output = tally.kill().await.all();
    assert_eq!(output.matches("record superseded").count(), 2, "{output}");
    for superseded in [6, 5] {
        assert!(output.contains(&event_id(superseded)), "{output}");
    }
}
