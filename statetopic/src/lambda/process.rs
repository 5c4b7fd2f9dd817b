//! The loop over the Lambda Runtime API.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde_json::value::RawValue;

use super::log;
use crate::clock::Clock;
use crate::connections::{ConnectError, Connections};
use crate::environment::Environment;
use crate::invoke::{Function, InvocationError};
use crate::subscriber::Subscriber;

/// What `sysexits.h` calls a configuration error.
const EXIT_CONFIG: u8 = 78;

/// What Lambda sets for every function. `lambda_runtime` panics where one is missing.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const NEEDED: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// How many events a process gets at once, on Lambda Managed Instances.
const MAX_CONCURRENCY: &str = "AWS_LAMBDA_MAX_CONCURRENCY";

/// The namespace of the metrics, instead of `statetopic`.
#[cfg(feature = "metrics")]
const METRICS_NAMESPACE: &str = "STATETOPIC_METRICS_NAMESPACE";

/// Runs a subscriber on AWS Lambda until Lambda ends the process.
///
/// It connects the resources, then handles one event after the other. On Lambda Managed Instances, for which the feature
/// `managed-instances` is, it handles as many at once as `AWS_LAMBDA_MAX_CONCURRENCY` says, on as many threads as there are
/// processors. It returns an exit code where it cannot begin: 78 for an environment or a resource that is not as it should be,
/// 1 where the Runtime API cannot be reached. The reason is in the log.
#[must_use]
pub fn run<S: Subscriber>() -> ExitCode {
    #[cfg(feature = "manifest")]
    if let Some(file) = std::env::var_os(crate::manifest::REQUEST) {
        return super::manifest::write::<S>(std::path::Path::new(&file));
    }
    log::init();
    if let Err(message) = check_environment(&Environment::process()) {
        tracing::error!(subscriber = S::DEFINITION.id, "{message}");
        return ExitCode::from(EXIT_CONFIG);
    }
    let tokio = match threads(&Environment::process()).enable_all().build() {
        Ok(tokio) => tokio,
        Err(error) => {
            tracing::error!(subscriber = S::DEFINITION.id, "cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    tokio.block_on(serve::<S>())
}

/// One thread, or several where several events come at once: then one function that computes for long holds up no other.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-runtimes.html>
fn threads(environment: &Environment) -> tokio::runtime::Builder {
    #[cfg(feature = "managed-instances")]
    if has_several_at_once(environment) {
        return tokio::runtime::Builder::new_multi_thread();
    }
    let _ = environment;
    tokio::runtime::Builder::new_current_thread()
}

/// Whether Lambda sends several events at once.
fn has_several_at_once(environment: &Environment) -> bool {
    let concurrency = environment.var(MAX_CONCURRENCY).ok().and_then(|value| value.parse::<u32>().ok());
    concurrency.is_some_and(|concurrency| concurrency > 1)
}

async fn serve<S: Subscriber>() -> ExitCode {
    let connections = Connections::from_env();
    let function = match connect::<S>(&connections).await {
        Ok(function) => Arc::new(function),
        Err(error) => {
            tracing::error!(subscriber = S::DEFINITION.id, "{error}");
            return ExitCode::from(EXIT_CONFIG);
        }
    };
    let clock = connections.clock().clone();
    // The payload is kept as it came: it is decoded once, straight into the topic's types.
    let handler = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let function = Arc::clone(&function);
        let left = time_left(event.context.deadline, &clock);
        async move { Box::pin(function.invoke(event.payload.get().as_bytes(), Some(left))).await.map_err(Rejected) }
    });
    let runtime = Runtime::new(handler);
    #[cfg(feature = "managed-instances")]
    let ended = runtime.run_concurrent().await;
    #[cfg(not(feature = "managed-instances"))]
    let ended = runtime.run().await;
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(subscriber = S::DEFINITION.id, "the Lambda Runtime API failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Connects the function. Its metrics go to the standard output, which Lambda keeps in the function's log.
async fn connect<S: Subscriber>(connections: &Connections) -> Result<Function<S>, ConnectError> {
    let function = Function::<S>::connect(connections).await?;
    #[cfg(feature = "metrics")]
    let function = {
        let namespace = connections.environment().optional(METRICS_NAMESPACE)?;
        let namespace = namespace.unwrap_or_else(|| "statetopic".to_owned());
        function.with_metrics(crate::Metrics::new(namespace, connections.clock().clone(), std::io::stdout()))
    };
    Ok(function)
}

/// The variables that `lambda_runtime` takes for granted.
fn check_environment(environment: &Environment) -> Result<(), String> {
    let outside = "this program is a Lambda function: Lambda starts it, or `cargo lambda watch` on this machine; a test runs it with \
                   `statetopic-local`";
    if let Some(name) = NEEDED.into_iter().find(|name| environment.var(name).is_err()) {
        return Err(format!("{outside} (Lambda itself sets `{name}`, which is not set)"));
    }
    if !cfg!(feature = "managed-instances") && has_several_at_once(environment) {
        return Err(format!(
            "environment variable `{MAX_CONCURRENCY}` asks for several events at once, as Lambda Managed Instances do; build the \
             function with the feature `managed-instances` of `statetopic`"
        ));
    }
    let memory = environment.var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").ok();
    match memory.and_then(|memory| memory.parse::<i32>().ok()) {
        Some(_) => Ok(()),
        None => Err(format!(
            "{outside} (Lambda itself sets `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, which is not a number of MB)"
        )),
    }
}

/// How long it is to Lambda's deadline, which is a time of day in milliseconds.
fn time_left(deadline_millis: u64, clock: &Clock) -> Duration {
    Duration::from_millis(deadline_millis).saturating_sub(clock.now())
}

/// An invocation of which nothing is done, for the Runtime API's error report.
#[derive(Debug)]
struct Rejected(InvocationError);

impl From<Rejected> for Diagnostic {
    fn from(Rejected(error): Rejected) -> Self {
        tracing::error!("{error}");
        Self { error_type: "statetopic::InvocationError".to_owned(), error_message: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_named_with_what_to_do() {
        let complete = NEEDED.map(|name| (name, "128"));
        assert_eq!(check_environment(&Environment::new(complete)), Ok(()));
        for missing in NEEDED {
            let rest = complete.into_iter().filter(|(name, _)| *name != missing);
            let message = check_environment(&Environment::new(rest)).unwrap_err();
            assert!(message.contains(&format!("(Lambda itself sets `{missing}`, which is not set)")), "{message}");
            assert!(message.contains("`cargo lambda watch`") && !message.contains("set it"), "{message}");
        }
    }

    #[test]
    fn a_memory_size_that_is_no_number_is_refused() {
        let environment = NEEDED.map(|name| (name, "much"));
        assert!(check_environment(&Environment::new(environment)).is_err());
    }

    #[test]
    fn several_events_at_once_are_taken_where_the_process_can() {
        for (value, several) in [("1", false), ("4", true), ("many", false)] {
            let environment = NEEDED.map(|name| (name, "128")).into_iter().chain([(MAX_CONCURRENCY, value)]);
            let checked = check_environment(&Environment::new(environment));
            let refused = several && !cfg!(feature = "managed-instances");
            assert_eq!(checked.is_err(), refused, "{value}");
            assert!(checked.err().is_none_or(|message| message.contains("the feature `managed-instances`")));
        }
    }

    #[test]
    fn a_deadline_that_has_passed_is_now() {
        assert_eq!(time_left(0, &Clock::wall()), Duration::ZERO);
    }
}
