//! A Lambda Runtime API on loopback: it hands events to one process and collects the answers.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// What a process answers to an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// What the function returned.
    Response(Value),
    /// The invocation failed.
    Error {
        /// The error's type.
        error_type: String,
        /// The error's message.
        message: String,
    },
}

/// An answer, and how long before the deadline it came; `None` where it came too late.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// The time that was left.
    pub left: Option<Duration>,
}

/// The Runtime API of one process.
#[derive(Clone)]
pub struct RuntimeApi {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    events: mpsc::UnboundedSender<Invocation>,
    queue: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    waiting: Mutex<HashMap<String, Waiting>>,
    invocations: AtomicU64,
    withholds: AtomicBool,
    first_asked: OnceLock<Instant>,
}

struct Invocation {
    id: String,
    deadline: Duration,
    event: Vec<u8>,
}

/// A test that waits for an answer.
struct Waiting {
    deadline: Duration,
    answer: oneshot::Sender<Answered>,
}

impl RuntimeApi {
    /// Serves on a free port until the runtime of the test ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (events, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            events,
            queue: tokio::sync::Mutex::new(queue),
            waiting: Mutex::default(),
            invocations: AtomicU64::new(0),
            withholds: AtomicBool::new(false),
            first_asked: OnceLock::new(),
        });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(StatusCode::ACCEPTED))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, shared }
    }

    /// `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// When the process asked for its first event.
    #[must_use]
    pub fn first_asked(&self) -> Option<Instant> {
        self.shared.first_asked.get().copied()
    }

    /// Hands the process an event that is to be answered within this time. The receiver gets the answer.
    #[must_use]
    pub fn send(&self, event: Vec<u8>, time: Duration) -> oneshot::Receiver<Answered> {
        let id = format!("invocation-{}", self.shared.invocations.fetch_add(1, Ordering::Relaxed));
        let (answer, receiver) = oneshot::channel();
        let deadline = now() + time;
        self.shared.waiting().insert(id.clone(), Waiting { deadline, answer });
        self.shared.events.send(Invocation { id, deadline, event }).expect("the queue is part of the API");
        receiver
    }

    /// Leaves the process without a reply from the next answer on: as far as it can tell, its answer never arrives.
    pub fn withhold_replies(&self) {
        self.shared.withholds.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, HashMap<String, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, id: &str, answer: Answer) -> StatusCode {
        let Some(waiting) = self.waiting().remove(id) else { return StatusCode::BAD_REQUEST };
        let left = waiting.deadline.checked_sub(now());
        // A test that no longer waits does not care.
        let _ = waiting.answer.send(Answered { answer, left });
        if self.withholds.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        StatusCode::ACCEPTED
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    shared.first_asked.get_or_init(Instant::now);
    let Some(invocation) = shared.queue.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let headers = [
        ("lambda-runtime-aws-request-id", invocation.id),
        ("lambda-runtime-deadline-ms", invocation.deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-north-1:123456789012:function:probe".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, invocation.event).into_response()
}

async fn response(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    match serde_json::from_slice(&body) {
        Ok(response) => shared.take(&id, Answer::Response(response)).await,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

async fn error(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    let text = |name| body[name].as_str().unwrap_or_default().to_owned();
    shared.take(&id, Answer::Error { error_type: text("errorType"), message: text("errorMessage") }).await
}

/// The time of day since 1970, which deadlines are in.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
