//! The embedded engine behind HTTP on loopback, for subscribers in processes of their own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, StreamSpecification,
    StreamViewType,
};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use statetopic_local::{Engine, REGION};
use tokio::net::TcpListener;
use tokio::sync::{Barrier, Notify};

/// An endpoint of DynamoDB's JSON protocol.
pub struct DynamoDbEndpoint {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    /// The operation whose answers are withheld.
    withheld: Mutex<Option<&'static str>>,
    has_withheld: Notify,
    /// The operation whose requests are executed only once so many of them have come.
    gathered: Mutex<Option<(&'static str, Arc<Barrier>)>>,
    /// The most operations of a transaction, and the answer to one of more.
    refusal: Mutex<Option<(usize, u16, String)>>,
}

impl DynamoDbEndpoint {
    /// Serves the engine on a free port until the runtime of the test ends.
    pub async fn start(engine: Engine) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            engine,
            withheld: Mutex::default(),
            has_withheld: Notify::new(),
            gathered: Mutex::default(),
            refusal: Mutex::default(),
        });
        // A batch has 16 MB.
        let routes = Router::new().route("/", post(execute)).layer(DefaultBodyLimit::disable());
        let routes = routes.with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, shared }
    }

    /// Its URL, as `AWS_ENDPOINT_URL_DYNAMODB` has it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Executes the next request of an operation without ever answering it, and waits until it has been executed.
    pub async fn withhold_answer(&self, operation: &'static str) {
        *self.shared.withheld.lock().unwrap_or_else(PoisonError::into_inner) = Some(operation);
        crate::patiently("the request whose answer is withheld", self.shared.has_withheld.notified()).await;
    }

    /// From now on a request of an operation is executed when so many of them have come, all of them then.
    pub fn gather(&self, operation: &'static str, requests: usize) {
        let barrier = Arc::new(Barrier::new(requests));
        *self.shared.gathered.lock().unwrap_or_else(PoisonError::into_inner) = Some((operation, barrier));
    }

    /// From now on a transaction of more operations than this is refused, with this status and body.
    pub fn refuse_more_operations_than(&self, most: usize, status: u16, body: &str) {
        *self.shared.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some((most, status, body.to_owned()));
    }

    /// Makes a table with this physical name, whose partition key is a string.
    pub async fn create_table(&self, name: &str, partition_key: &str) {
        self.create(name, &[(partition_key, KeyType::Hash)]).await;
    }

    /// Creates a table whose partition key and sort key are texts.
    pub async fn create_sorted_table(&self, name: &str, partition_key: &str, sort_key: &str) {
        self.create(name, &[(partition_key, KeyType::Hash), (sort_key, KeyType::Range)]).await;
    }

    async fn create(&self, name: &str, keys: &[(&str, KeyType)]) {
        let of_key = |(name, kind): &(&str, KeyType)| {
            let key = KeySchemaElement::builder().attribute_name(*name).key_type(kind.clone()).build();
            let attribute =
                AttributeDefinition::builder().attribute_name(*name).attribute_type(ScalarAttributeType::S).build();
            (key.expect("a key"), attribute.expect("an attribute"))
        };
        let (keys, attributes): (Vec<_>, Vec<_>) = keys.iter().map(of_key).unzip();
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewAndOldImages)
            .build();
        let client = self.shared.engine.client();
        let request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
        let request = request.set_key_schema(Some(keys)).set_attribute_definitions(Some(attributes));
        let request = request.stream_specification(stream.expect("a stream"));
        Box::pin(request.send()).await.expect("a table");
    }
}

impl Shared {
    /// The status and the body of the answer to a request that is refused.
    fn refusal(&self, request: &[u8]) -> Option<(u16, Vec<u8>)> {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (most, status, body) = refusal?;
        let request: serde_json::Value = serde_json::from_slice(request).ok()?;
        (request["TransactItems"].as_array()?.len() > most).then(|| (status, body.into_bytes()))
    }
}

/// The variables with which the AWS SDK of a process finds an endpoint.
#[must_use]
pub fn sdk_variables(url: &str) -> [(&str, &str); 6] {
    [
        ("AWS_ENDPOINT_URL_DYNAMODB", url),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local-secret-access-key"),
        ("AWS_SESSION_TOKEN", "local-session-token"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
}

async fn execute(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.strip_prefix("DynamoDB_20120810.").unwrap_or(target);
    let gathered = shared.gathered.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, barrier)) = gathered.filter(|(gathered, _)| *gathered == operation) {
        barrier.wait().await;
    }
    let (status, body) = shared.refusal(&body).unwrap_or_else(|| {
        let answer = shared.engine.execute(operation, &body);
        (answer.status, answer.body)
    });
    let is_withheld = {
        let mut withheld = shared.withheld.lock().unwrap_or_else(PoisonError::into_inner);
        withheld.take_if(|withheld| *withheld == operation).is_some()
    };
    if is_withheld {
        shared.has_withheld.notify_one();
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}
