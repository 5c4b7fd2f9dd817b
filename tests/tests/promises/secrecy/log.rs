//! What stands in an event's items stays out of a process's log, whatever the log is asked for.

use serde_json::json;
use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::{DynamoDbEndpoint, sdk_variables};
use statetopic_tests::event::{Change, checkpoint, done, event, event_id};
use statetopic_tests::message::{Message, kept, message_id, messages};
use statetopic_tests::process::LambdaProcess;
use statetopic_tests::runtime_api::Answer;

/// In every key and value of the events here, and nowhere else.
const SECRET: &str = "XyzzySecret";
/// The same as a number.
const SECRET_NUMBER: &str = "918273645546372819";

const TRACE: (&str, &str) = ("RUST_LOG", "trace");

fn secret(what: &str) -> String {
    format!("{what}-{SECRET}-{what}")
}

/// A record of a probe, with secrets in every place. `what` says what the function does.
fn insert(sequence_number: u32, what: &str) -> Change {
    let image = json!({
        "note": { "S": secret("note") },
        "amount": { "N": "7" },
        SECRET: { "M": { SECRET: { "SS": [secret("set")] } } },
        "number": { "N": SECRET_NUMBER },
    });
    Change::insert(sequence_number, &secret(what), image)
}

fn assert_secret(text: &str) {
    for secret in [SECRET, SECRET_NUMBER] {
        assert!(!text.contains(secret), "{text}");
        // As `Debug` writes bytes, which is how a body gets into a log.
        let bytes = format!("{:?}", secret.as_bytes());
        assert!(!text.contains(bytes.trim_matches(['[', ']'])), "{text}");
    }
}

/// The message of a failed invocation.
async fn failure(process: &mut LambdaProcess, event: impl Into<Vec<u8>>) -> String {
    match process.invoke(event).await {
        Answer::Error { error_type, message } => format!("{error_type}: {message}"),
        Answer::Response(response) => panic!("the invocation is to fail, not to answer {response}"),
    }
}

#[tokio::test]
async fn keys_and_values_are_never_logged() {
    let mut probe = LambdaProcess::start(env!("CARGO_BIN_EXE_probe"), &[TRACE]).await;
    assert_eq!(probe.invoke(event([insert(1, "ok"), insert(2, "panic")])).await, checkpoint(2));
    assert_eq!(probe.invoke(event([insert(3, "ok"), insert(4, "error")])).await, checkpoint(4));
    let undecoded = [
        ("/dynamodb/NewImage/amount", json!({ "S": secret("amount") })),
        ("/dynamodb/NewImage/amount", json!({ "N": SECRET_NUMBER })),
        ("/dynamodb/NewImage/amount", json!({ SECRET: "7" })),
        ("/dynamodb/NewImage/note", json!({ "M": { SECRET: { "N": "1" } } })),
        ("/eventName", json!(SECRET)),
        ("/dynamodb/Keys", json!({ "id": { "N": SECRET_NUMBER } })),
    ];
    for (number, (place, value)) in (5..).zip(undecoded) {
        let bad = insert(number, "ok").with(place, value);
        assert_eq!(probe.invoke(event([bad])).await, checkpoint(number), "{place}");
    }
    let output = probe.kill().await.all();
    assert_secret(&output);
    assert!(output.contains("DEBUG"), "the log tells as much as it can: {output}");
    for number in [2, 4, 5, 6, 7, 8, 9, 10] {
        assert!(output.contains(&event_id(number)), "failures are named by their event ids: {output}");
    }
    for own_words in ["the panic of event-2", "the error of event-4"] {
        assert_eq!(output.matches(own_words).count(), 1, "the user's own words stand there once: {output}");
    }
}

#[tokio::test]
async fn an_invocation_that_fails_says_nothing_of_its_event() {
    let mut probe = LambdaProcess::start(env!("CARGO_BIN_EXE_probe"), &[TRACE]).await;
    let sqs = json!({ "Records": [{ "eventSource": "aws:sqs", "messageId": SECRET, "body": SECRET }] });
    let broken_keys = insert(1, "ok").with("/dynamodb/Keys", json!({ "id": { "BOOL": SECRET } }));
    let foreign_keys = insert(1, "ok").with("/dynamodb/Keys", json!({ SECRET: { "S": SECRET } }));
    let broken_number = insert(1, "ok").with("/dynamodb/SequenceNumber", json!(SECRET));
    let mut cut = event([insert(1, "ok")]);
    cut.truncate(cut.len() - 3);
    let mut said = String::new();
    for bad in [
        cut,
        format!("{SECRET} {SECRET_NUMBER}").into_bytes(),
        format!(r#"{{"Records": "{SECRET}"}}"#).into_bytes(),
        format!(r#""{SECRET}""#).into_bytes(),
        sqs.to_string().into_bytes(),
        event([broken_keys]),
        event([foreign_keys]),
        event([broken_number]),
    ] {
        said += &failure(&mut probe, bad).await;
    }
    assert_secret(&said);
    assert_secret(&probe.kill().await.all());
}

#[tokio::test]
async fn bodies_and_groups_of_messages_are_never_logged() {
    let mut probe = LambdaProcess::start(env!("CARGO_BIN_EXE_probe"), &[TRACE]).await;
    let undecoded = insert(3, "ok").with("/dynamodb/NewImage/amount", json!({ "S": secret("amount") }));
    let other_keys = insert(4, "ok").with("/dynamodb/Keys", json!({ SECRET: { "N": SECRET_NUMBER } }));
    let of_groups = [
        Message::of(1, &secret("first"), insert(1, "ok")),
        Message::of(2, &secret("second"), insert(2, "error")),
        Message::of(3, &secret("third"), undecoded),
        Message::of(4, &secret("fourth"), other_keys),
        Message::with_body(5, &secret("fifth"), SECRET),
        Message::with_body(6, &secret("sixth"), &format!(r#"{{"{SECRET}": {SECRET_NUMBER}"#)),
    ];
    assert_eq!(probe.invoke(messages(of_groups)).await, kept(2..=6));
    let without_group = Message::with_body(7, SECRET, SECRET).without("MessageGroupId");
    let said = failure(&mut probe, messages([without_group])).await;
    let output = probe.kill().await.all();
    assert_secret(&said);
    assert_secret(&output);
    for number in 4..=6 {
        assert_eq!(output.matches(&message_id(number)).count(), 1, "failures are named by their messages: {output}");
    }
}

#[tokio::test]
async fn what_is_written_is_never_logged() {
    let engine = Engine::memory().unwrap();
    let endpoint = DynamoDbEndpoint::start(engine).await;
    endpoint.create_table("teams-1", "name").await;
    endpoint.create_table("ledger-1", "entry").await;
    let url = endpoint.url();
    let tables = [("STATETOPIC_TABLE_TEAMS", "teams-1"), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", "ledger-1")];
    // The SDK's own switch for bodies in its log.
    let logs = [TRACE, ("LOG_SIGNABLE_BODY", "true")];
    let variables: Vec<_> = sdk_variables(&url).into_iter().chain(tables).chain(logs).collect();
    let mut tally = LambdaProcess::start(env!("CARGO_BIN_EXE_tally"), &variables).await;

    let member = |points: &str| json!({ "team": { "S": secret("team") }, "points": { "N": points } });
    let change = |number, points: &str| Change::insert(number, &secret("member"), member(points));
    assert_eq!(tally.invoke(event([change(1, "918273645")])).await, done());
    assert_eq!(tally.invoke(event([change(1, "918273645")])).await, done(), "a duplicate");
    // One member fewer than none, in a team that has none: the addition leaves its field's range.
    let other = json!({ "team": { "S": secret("other") }, "points": { "N": "1" } });
    let gone = Change::remove(2, &secret("member"), other);
    assert_eq!(tally.invoke(event([gone])).await, checkpoint(2));

    let output = tally.kill().await.all();
    assert_secret(&output);
    assert!(!output.contains("918273645"), "{output}");
    for credential in ["local-secret-access-key", "local-session-token"] {
        assert!(!output.contains(credential), "{output}");
    }
    assert!(output.contains("DEBUG"), "the log tells as much as it can: {output}");
    assert!(output.contains("an addition to `Team` would leave its field's range"), "{output}");
    assert!(output.contains(&event_id(2)), "{output}");
}
