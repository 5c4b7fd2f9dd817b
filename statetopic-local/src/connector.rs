//! The SDK's HTTP connector without HTTP: requests go to the engine in this process.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use crate::REGION;
use crate::engine::{DynamoEngine, EngineResponse};
use crate::fault::{Call, FaultAction, FaultKind, Faults};
use crate::permission::Seen;

/// What `x-amz-target` puts before the operation.
const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// Requests of one client, on their way to the engine.
#[derive(Clone)]
struct InProcess {
    engine: Arc<dyn DynamoEngine>,
    faults: Faults,
    client: Arc<str>,
    seen: Seen,
}

/// A client of the engine that a fault policy knows by this name.
pub(crate) fn client(engine: Arc<dyn DynamoEngine>, faults: Faults, seen: Seen, name: &str) -> Client {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    // The SDK counts failures per partition and stops retrying in one that had many: clients must not share theirs,
    // or the faults of one test would be felt in another.
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let partition = RetryPartition::new(format!("statetopic-local-{number}"));
    // Retries as in production, but without their seconds of waiting.
    let retries = RetryConfig::standard()
        .with_initial_backoff(Duration::from_millis(1))
        .with_max_backoff(Duration::from_millis(5));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(Credentials::new("local", "local", None, None, "statetopic-local"))
        .http_client(InProcess { engine, faults, client: Arc::from(name), seen })
        .retry_config(retries)
        .retry_partition(partition)
        // Answers are in memory already: there is no stream that could stall.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build();
    Client::from_conf(config)
}

impl InProcess {
    /// How long a request takes, where that was said.
    fn latency(&self, request: &HttpRequest) -> Option<Duration> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.strip_prefix(TARGET_PREFIX).unwrap_or(target);
        let body = request.body().bytes().unwrap_or_default();
        self.faults.latency(&Call::new(&self.client, operation, attempt(request), body))
    }

    /// Runs one request, or lets it fail where the fault policy says so.
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.strip_prefix(TARGET_PREFIX).unwrap_or(target);
        let body = request.body().bytes().unwrap_or_default();
        self.seen.note(&self.client, operation, body);
        let call = Call::new(&self.client, operation, attempt(request), body);
        match self.faults.decide(&call) {
            FaultAction::Pass => http(self.engine.execute(operation, body)),
            FaultAction::FailBefore(kind) => fail(kind, body),
            FaultAction::FailAfter(kind) => {
                self.engine.execute(operation, body);
                fail(kind, body)
            }
        }
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move {
            // The operation itself runs on this thread: it takes some ten microseconds, and a test's order of events
            // does not depend on a pool of threads. Other tasks get their turn before and after, as they would while
            // a network is waited for.
            match connector.latency(&request) {
                Some(time) => tokio::time::sleep(time).await,
                None => tokio::task::yield_now().await,
            }
            let answer = connector.answer(&request);
            tokio::task::yield_now().await;
            answer
        })
    }
}

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").field("client", &self.client).finish_non_exhaustive()
    }
}

/// The SDK says in a header which attempt a request is: `attempt=2; max=3`.
fn attempt(request: &HttpRequest) -> u32 {
    let header = request.headers().get("amz-sdk-request").unwrap_or_default();
    header
        .split(';')
        .find_map(|part| part.trim().strip_prefix("attempt="))
        .and_then(|number| number.parse().ok())
        .unwrap_or(1)
}

fn http(answer: EngineResponse) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}

/// The failure of a request, as the SDK meets it.
fn fail(kind: FaultKind, request: &[u8]) -> Result<HttpResponse, ConnectorError> {
    let error = |status, kind| http(EngineResponse::error(status, kind, "injected fault"));
    match kind {
        FaultKind::Throttling => error(400, "com.amazon.coral.availability#ThrottlingException"),
        FaultKind::ServerError => error(500, "com.amazonaws.dynamodb.v20120810#InternalServerError"),
        FaultKind::AccessDenied => error(400, "com.amazon.coral.service#AccessDeniedException"),
        FaultKind::TransactionConflict => http(conflict(request)),
        FaultKind::ConnectionReset => Err(ConnectorError::io("injected fault: connection reset".into())),
        FaultKind::Timeout => Err(ConnectorError::timeout("injected fault: no answer in time".into())),
        FaultKind::Crash => Err(ConnectorError::other("injected fault: the caller is gone".into(), None)),
    }
}

/// Another transaction is on the row, or on that of a transaction's first operation.
fn conflict(request: &[u8]) -> EngineResponse {
    const PREFIX: &str = "com.amazonaws.dynamodb.v20120810#";
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let Some(operations) = request["TransactItems"].as_array() else {
        return EngineResponse::error(400, &format!("{PREFIX}TransactionConflictException"), "injected fault");
    };
    let code = |place| if place == 0 { "TransactionConflict" } else { "None" };
    let reasons: Vec<Value> = (0..operations.len()).map(|place| json!({ "Code": code(place) })).collect();
    let body = json!({
        "__type": format!("{PREFIX}TransactionCanceledException"),
        "Message": "injected fault",
        "CancellationReasons": reasons,
    });
    EngineResponse { status: 400, body: body.to_string().into_bytes() }
}
