//! A package that DynamoDB refuses without saying for which record: its halves are tried.

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use serde_json::json;
use statetopic::environment::{Environment, table_variable};
use statetopic::prelude::*;
use statetopic::{Connections, Function};
use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::DynamoDbEndpoint;
use statetopic_tests::event::{Change, event};

#[read_model(table = "refused-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    amount: i64,
}

#[read_model(table = "refused-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    name: String,
    #[serde(default)]
    sum: u32,
}

#[subscriber(library, on(Inserted))]
fn total(change: StateChange<Order>) -> Writes<Total> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    Writes::new().update(TotalKey { name: key.id }.update().add(|a| a.sum, new.amount))
}

fn connections(endpoint: &DynamoDbEndpoint) -> Connections {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(statetopic_local::REGION))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint.url());
    let environment = Environment::new([
        (table_variable("refused-totals"), "totals"),
        (table_variable("statetopic-ledger"), "ledger"),
    ]);
    Connections::new(environment, aws_sdk_dynamodb::Client::from_conf(config.build()))
}

/// The cancellation of a transaction of ten operations, the first for this reason.
fn cancelled(code: &str) -> String {
    let reasons: Vec<_> = (0..10).map(|place| json!({ "Code": if place == 0 { code } else { "None" } })).collect();
    let exception = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    json!({ "__type": exception, "Message": "cancelled", "CancellationReasons": reasons }).to_string()
}

/// DynamoDB refuses more than 4 MB in one transaction, and counts the rows as they are, which nobody sees before.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
#[tokio::test]
async fn what_is_too_large_together_is_committed_in_parts() {
    let exception = |name: &str| json!({ "__type": name, "message": "too large" }).to_string();
    for (status, refusal) in [
        (400, exception("com.amazon.coral.validate#ValidationException")),
        (413, exception("com.amazon.coral.service#RequestEntityTooLargeException")),
        (400, cancelled("None")),
        (400, cancelled("Unheard")),
        // The first operation is a row of the ledger.
        (400, cancelled("ValidationError")),
    ] {
        let endpoint = DynamoDbEndpoint::start(Engine::memory().unwrap()).await;
        endpoint.create_table("totals", "name").await;
        endpoint.create_table("ledger", "entry").await;
        endpoint.refuse_more_operations_than(4, status, &refusal);
        let function = Function::<TotalSubscriber>::connect(&connections(&endpoint)).await.unwrap();
        let insert = |number| Change::insert(number, &format!("item-{number}"), json!({ "amount": { "N": "1" } }));
        let response = function.invoke(&event((1..=5).map(insert)), None).await.unwrap();
        assert_eq!(response.checkpoint(), None, "{refusal}");
    }
}
