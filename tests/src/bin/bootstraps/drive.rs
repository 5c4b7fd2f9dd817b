//! One start of a bootstrap: an event, its answer, and what was written.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use statetopic_local::Engine;
use statetopic_tests::dynamodb_endpoint::{DynamoDbEndpoint, sdk_variables};
use statetopic_tests::event::done;
use statetopic_tests::process::LambdaProcess;

use crate::functions::{Function, Table};

/// All root certificates in one file, as a function finds them on Amazon Linux. Debian's directory has each once more.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How long a process took from its start on.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    /// To its first request for an event.
    pub(crate) asked: Duration,
    /// To its first answer.
    pub(crate) answered: Duration,
}

/// Starts a bootstrap with tables of its own, hands it one event, and checks the answer and the row.
pub(crate) async fn drive(function: &Function, bootstrap: &Path) -> Result<Start, String> {
    let engine = Engine::memory().map_err(|error| error.to_string())?;
    let endpoint = DynamoDbEndpoint::start(engine.clone()).await;
    for table in function.tables {
        create(&engine, table)?;
    }
    let url = endpoint.url();
    let tables = function.tables.iter().map(|table| (table.variable, table.name));
    let certificates = Path::new(CERTIFICATES).exists().then_some(("SSL_CERT_FILE", CERTIFICATES));
    let variables: Vec<_> = sdk_variables(&url).into_iter().chain(tables).chain(certificates).collect();
    let program = bootstrap.to_str().ok_or("a path that is not Unicode")?;

    let mut process = LambdaProcess::start(program, &variables).await;
    let answer = process.invoke(function.event()).await;
    let answered = process.age();
    let asked = process.asked_after().ok_or("it answered without having asked")?;
    let output = process.kill().await;
    if answer != done() {
        return Err(format!("it answered {answer:?}\n{}", output.all()));
    }
    if let Some(table) = function.tables.first() {
        let rows = execute(&engine, "Scan", &json!({ "TableName": table.name }))?["Items"].take();
        if rows != function.rows() {
            return Err(format!("it wrote {rows} and not {}\n{}", function.rows(), output.all()));
        }
    }
    Ok(Start { asked, answered })
}

fn create(engine: &Engine, table: &Table) -> Result<(), String> {
    let attributes = table.keys.iter().map(|key| json!({ "AttributeName": key, "AttributeType": "S" }));
    let keys = table.keys.iter().zip(["HASH", "RANGE"]);
    let keys = keys.map(|(key, kind)| json!({ "AttributeName": key, "KeyType": kind }));
    let request = json!({
        "TableName": table.name, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes.collect::<Value>(), "KeySchema": keys.collect::<Value>(),
    });
    execute(engine, "CreateTable", &request).map(drop)
}

fn execute(engine: &Engine, operation: &str, request: &Value) -> Result<Value, String> {
    let answer = engine.execute(operation, request.to_string().as_bytes());
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|error| error.to_string()),
        _ => Err(format!("{operation}: {}", String::from_utf8_lossy(&answer.body))),
    }
}
