//! What `Table<M>` says when DynamoDB refuses or does not answer: which operation and table, never a key or a value.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use statetopic::environment::Environment;
use statetopic::prelude::*;
use statetopic::table::TableError;
use statetopic::{Connections, Resource as _};
use statetopic_local::{FaultAction, FaultKind, Local};
use tokio::net::TcpListener;

/// In every key and value here.
const SECRET: &str = "XyzzySecret";

#[read_model(table = "people")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Person {
    #[partition_key]
    name: String,
    #[sort_key]
    born: String,
    note: String,
    #[serde(default)]
    visits: u8,
}

fn person() -> Person {
    let secret = || SECRET.to_owned();
    Person { name: secret(), born: secret(), note: secret(), visits: 3 }
}

fn key() -> PersonKey {
    PersonKey { name: SECRET.to_owned(), born: SECRET.to_owned() }
}

/// What each operation answers that goes to this table.
async fn failures(people: &Table<Person>) -> Vec<(&'static str, TableError)> {
    let update = || key().update_existing().set(|a| a.note, SECRET.to_owned()).add(|a| a.visits, 1);
    let query = people.query(SECRET.to_owned()).sort_begins_with(SECRET);
    vec![
        ("GetItem", people.get(&key()).await.unwrap_err()),
        ("GetItem", people.get(&key()).consistent().await.unwrap_err()),
        ("PutItem", people.put(&person()).await.unwrap_err()),
        ("UpdateItem", people.update(update()).await.unwrap_err()),
        ("DeleteItem", people.delete(&key()).await.unwrap_err()),
        ("Query", query.unlimited().rows().await.unwrap_err()),
    ]
}

/// The error names its operation and table, and nothing of the row, in any of its forms.
fn assert_secret(error: &TableError) {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.extend([cause.to_string(), format!("{cause:?}")]);
        source = cause.source();
    }
    assert!(!text.contains(SECRET), "{text}");
}

async fn people() -> (Local, Table<Person>) {
    let local = Local::start().unwrap();
    let people = local.table::<Person>().await.unwrap();
    (local, people)
}

#[tokio::test]
async fn a_missing_table_is_told_apart() {
    let local = Local::start().unwrap();
    local.set_variable("STATETOPIC_TABLE_PEOPLE", "prod-people");
    let people = Table::<Person>::connect(&local.connections()).await.unwrap();
    for (operation, error) in failures(&people).await {
        assert!(error.is_missing_table() && !error.is_unreachable() && !error.is_decode(), "{error}");
        let expected = format!("{operation} on `prod-people` failed: ResourceNotFoundException");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_secret(&error);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_apart() {
    let (local, people) = people().await;
    for kind in [FaultKind::ConnectionReset, FaultKind::Timeout, FaultKind::Crash] {
        local.engine().inject(move |_| FaultAction::FailBefore(kind));
        for (operation, error) in failures(&people).await {
            assert!(error.is_unreachable() && !error.is_missing_table(), "{kind:?}: {error}");
            assert!(error.to_string().starts_with(&format!("{operation} on `people` failed: no answer")), "{error}");
            assert_secret(&error);
        }
    }
}

#[tokio::test]
async fn an_endpoint_that_nobody_serves_is_unreachable() {
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(format!("http://{address}"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let environment = Environment::new([("STATETOPIC_TABLE_PEOPLE", "people")]);
    let connections = Connections::new(environment, Client::from_conf(config));
    let people = Table::<Person>::connect(&connections).await.unwrap();
    let error = people.get(&key()).await.unwrap_err();
    assert!(error.is_unreachable(), "{error}");
    assert_secret(&error);

    // Nothing was sent: that is known, and it is tried again.
    for done in [people.update(key().update_existing().add(|a| a.visits, 1)).await, people.put(&person()).await] {
        let error = done.unwrap_err();
        assert!(error.is_unreachable() && !error.is_outcome_unknown(), "{error}");
    }
}

#[tokio::test]
async fn throttling_and_refusals_are_told_apart_by_their_codes() {
    let (local, people) = people().await;
    for (kind, code, throttled) in [
        (FaultKind::Throttling, "ThrottlingException", true),
        (FaultKind::AccessDenied, "AccessDeniedException", false),
        (FaultKind::ServerError, "InternalServerError", false),
    ] {
        local.engine().inject(move |_| FaultAction::FailBefore(kind));
        for (_, error) in failures(&people).await {
            assert_eq!((error.code(), error.is_throttled()), (Some(code), throttled));
            assert!(!error.is_unreachable(), "{error}");
            assert_secret(&error);
        }
    }
}

#[tokio::test]
async fn what_dynamodb_refuses_is_an_error_without_the_row() {
    let (local, people) = people().await;
    let large = Person { note: SECRET.repeat(50_000), ..person() };
    let error = people.put(&large).await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert_secret(&error);
    let empty_key = Person { born: String::new(), ..person() };
    let error = people.put(&empty_key).await.unwrap_err();
    assert!(error.is_invalid_key() && error.code().is_none(), "it is not sent");
    assert_secret(&error);

    people.put(&person()).await.unwrap();
    let error = people.update(key().update_existing().add(|a| a.visits, -4)).await.unwrap_err();
    assert!(error.is_condition(), "{error}");
    assert_secret(&error);

    let request = local.client().update_item().table_name("people").update_expression("SET visits = :v");
    let request = request.key("name", person_attribute()).key("born", person_attribute());
    let request = request.expression_attribute_values(":v", person_attribute());
    Box::pin(request.send()).await.unwrap();
    let error = people.get(&key()).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("`Person.visits`"), "{error}");
    assert_secret(&error);
}

fn person_attribute() -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(SECRET.to_owned())
}

#[tokio::test]
async fn a_table_whose_name_is_not_set_cannot_be_connected() {
    let local = Local::start().unwrap();
    let error = Table::<Person>::connect(&local.connections()).await.unwrap_err();
    assert!(error.is_environment());
    assert!(error.to_string().contains("`STATETOPIC_TABLE_PEOPLE` is not set"), "{error}");
}
