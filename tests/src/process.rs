//! A compiled subscriber as a process, behind a Runtime API of its own.

use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::runtime_api::{Answer, Answered, RuntimeApi};
use crate::{PATIENCE, patiently};

/// What Lambda sets beside the address of its Runtime API.
pub const LAMBDA_VARIABLES: [(&str, &str); 3] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "probe"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
];

/// A running subscriber. The process is killed when this is dropped.
pub struct LambdaProcess {
    api: RuntimeApi,
    started: Instant,
    running: Running,
}

impl LambdaProcess {
    /// Starts a program with these variables, and with what Lambda sets.
    pub async fn start(program: &str, variables: &[(&str, &str)]) -> Self {
        let api = RuntimeApi::start().await;
        let address = api.address();
        let lambda = [("AWS_LAMBDA_RUNTIME_API", address.as_str())].into_iter().chain(LAMBDA_VARIABLES);
        let started = Instant::now();
        let running = Running::start(program, lambda.chain(variables.iter().copied()));
        Self { api, started, running }
    }

    /// Its Runtime API.
    #[must_use]
    pub const fn api(&self) -> &RuntimeApi {
        &self.api
    }

    /// The time since its start.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time from its start to its first request for an event.
    #[must_use]
    pub fn asked_after(&self) -> Option<Duration> {
        self.api.first_asked().map(|asked| asked - self.started)
    }

    /// Hands it an event and waits for the answer; there is time enough for it.
    pub async fn invoke(&mut self, event: impl Into<Vec<u8>>) -> Answer {
        self.invoke_within(event, PATIENCE).await.answer
    }

    /// The same with a deadline.
    pub async fn invoke_within(&mut self, event: impl Into<Vec<u8>>, time: Duration) -> Answered {
        let answer = self.api.send(event.into(), time);
        let ended = self.running.child.wait();
        let answered = patiently("an answer", async {
            tokio::select! {
                answered = answer => Ok(answered.expect("the API keeps the sender")),
                status = ended => Err(status.expect("a status")),
            }
        });
        match answered.await {
            Ok(answered) => answered,
            Err(status) => panic!("the process ended with {status}:\n{}", self.running.output().await.all()),
        }
    }

    /// The same as Lambda does it: a process whose time is over is killed. `None` where it has ended without an answer.
    pub async fn try_invoke(&mut self, event: impl Into<Vec<u8>>, time: Duration) -> Option<Answer> {
        let answer = self.api.send(event.into(), time);
        let child = &mut self.running.child;
        tokio::select! {
            answered = answer => Some(answered.expect("the API keeps the sender").answer),
            status = child.wait() => {
                status.expect("a status");
                None
            }
            () = tokio::time::sleep(time) => {
                child.kill().await.expect("the process still runs");
                None
            }
        }
    }

    /// Kills it as `kill -9` does and returns what it wrote.
    pub async fn kill(mut self) -> Output {
        self.running.child.kill().await.expect("the process still runs");
        self.running.output().await
    }
}

/// Runs a program with these variables and no others, and waits until it ends by itself.
pub async fn run_to_end(program: &str, variables: &[(&str, &str)]) -> (ExitStatus, Output) {
    let mut running = Running::start(program, variables.iter().copied());
    let status = patiently("the process's end", running.child.wait()).await.expect("a status");
    (status, running.output().await)
}

/// What a process wrote.
#[derive(Clone, Debug)]
pub struct Output {
    /// On standard output.
    pub stdout: String,
    /// On standard error.
    pub stderr: String,
}

impl Output {
    /// All of it.
    #[must_use]
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// What stands after this word in the lines of standard output that begin with it.
    #[must_use]
    pub fn lines_of(&self, word: &str) -> Vec<&str> {
        self.stdout.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).collect()
    }
}

struct Running {
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

impl Running {
    fn start<'a>(program: &str, variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut command = Command::new(program);
        command.env_clear().envs(variables).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().expect("a compiled subscriber");
        // Read all the time: a process whose pipe is full stands still.
        let stdout = tokio::spawn(read_to_end(child.stdout.take()));
        let stderr = tokio::spawn(read_to_end(child.stderr.take()));
        Self { child, stdout, stderr }
    }

    /// What the process wrote, once it has ended.
    async fn output(&mut self) -> Output {
        let stdout = patiently("the end of standard output", &mut self.stdout).await.expect("a reader");
        let stderr = patiently("the end of standard error", &mut self.stderr).await.expect("a reader");
        Output { stdout, stderr }
    }
}

async fn read_to_end(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    pipe.expect("a pipe").read_to_end(&mut bytes).await.expect("a readable pipe");
    String::from_utf8(bytes).expect("UTF-8")
}
