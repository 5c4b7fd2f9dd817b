//! The log of a Lambda process: lines on standard output, which Lambda takes. Never a value of a record.

mod json;

use std::fmt;
use std::str::FromStr as _;

use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{Format, FormatEvent, FormatFields, Full, Writer};
use tracing_subscriber::fmt::{FmtContext, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::environment::Environment;

/// What Lambda sets where the function's configuration has a format or a level of its log.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html>
const FORMAT: &str = "AWS_LAMBDA_LOG_FORMAT";
const LEVEL: &str = "AWS_LAMBDA_LOG_LEVEL";

/// Crates that log requests and events whole when they are asked for everything: `lambda_runtime` writes the raw event.
const CONFIDENTIAL: [&str; 9] = [
    "lambda_runtime",
    "lambda_runtime_api_client",
    "aws_config",
    "aws_runtime",
    "aws_sdk_dynamodb",
    // Writes bodies where `LOG_SIGNABLE_BODY` is set.
    "aws_sigv4",
    "aws_smithy_runtime",
    "aws_smithy_runtime_api",
    "hyper",
];

/// Repeats, as `Debug` writes them, failures and panics that stand in the log already.
const REPETITIVE: &str = "lambda_runtime::layers::panic";

/// Sets the log up, unless the program has done so, and writes panics to it once, as the user's own words.
///
/// Inlined, it is compiled with the function, for size: what decodes is compiled for speed.
#[inline]
pub(super) fn init() {
    // Whoever set a subscriber up before has decided where to write.
    let _ = subscriber(&Environment::process(), std::io::stdout).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("a panic without a text");
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "the function panicked: {text}");
    }));
}

/// What writes the log as the environment says.
#[inline]
fn subscriber<W>(environment: &Environment, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let is_json = environment.var(FORMAT).is_ok_and(|format| format.eq_ignore_ascii_case("json"));
    let text = || Format::default().with_ansi(false).without_time();
    let lines = if is_json { Lines::Json } else { Lines::Text(text()) };
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).event_format(lines).with_writer(writer);
    tracing_subscriber::registry().with(filter(asked(environment).as_deref())).with(layer)
}

/// Levels by target, of `RUST_LOG`; else the level that the function's configuration has.
fn asked(environment: &Environment) -> Option<String> {
    // Lambda's highest level is `FATAL`, and the highest one here is an error.
    let level = || environment.var(LEVEL).map(|level| if level == "FATAL" { "error".to_owned() } else { level });
    environment.var("RUST_LOG").or_else(|_| level()).ok()
}

/// The form of the log's lines.
enum Lines {
    Text(Format<Full, ()>),
    /// A JSON object each.
    Json,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        match self {
            Self::Text(format) => format.format_event(context, writer, event),
            Self::Json => json::write(writer, event),
        }
    }
}

/// `RUST_LOG`, or everything from INFO on. What could carry a record's values, or the name of a
/// credential, is held at WARN whatever is asked for.
#[inline]
fn filter(asked: Option<&str>) -> Targets {
    let filter = asked.and_then(|asked| Targets::from_str(asked).ok());
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let most = |target: &str| {
        let level =
            if filter.would_enable(target, &tracing::Level::INFO) { LevelFilter::WARN } else { LevelFilter::ERROR };
        (target.to_owned(), level)
    };
    let capped: Vec<_> = CONFIDENTIAL.iter().map(|target| most(target)).collect();
    // A more specific target would win over the cap, so targets below a confidential crate are dropped.
    let confidential = |target: &str| {
        CONFIDENTIAL
            .iter()
            .any(|name| target == *name || target.strip_prefix(name).is_some_and(|rest| rest.starts_with("::")))
    };
    let default = filter.default_level().unwrap_or(LevelFilter::OFF);
    let kept = filter.into_iter().filter(|(target, _)| !confidential(target));
    let capped = capped.into_iter().chain([(REPETITIVE.to_owned(), LevelFilter::OFF)]);
    Targets::new().with_default(default).with_targets(kept).with_targets(capped)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing::Level;

    use super::*;

    #[test]
    fn the_raw_event_is_never_logged_whatever_is_asked_for() {
        for asked in [
            "trace",
            "lambda_runtime=trace",
            "lambda_runtime::layers=trace",
            "debug,lambda_runtime::layers::api_response=trace",
        ] {
            let filter = filter(Some(asked));
            assert!(!filter.would_enable("lambda_runtime::layers::api_response", &Level::TRACE), "{asked}");
            assert!(!filter.would_enable("aws_smithy_runtime::client::http", &Level::TRACE), "{asked}");
            assert!(!filter.would_enable("aws_sigv4::http_request::sign", &Level::TRACE), "{asked}");
        }
    }

    /// What is written of two events in such an environment.
    fn written(variables: &[(&str, &str)]) -> String {
        let written = Written::default();
        let subscriber = subscriber(&Environment::new(variables.iter().copied()), written.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!("a detail");
            tracing::error!(subscriber = "shop/\"a\"", records = 3_u64, late = true, "two\nlines");
        });
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    /// Collects what is written.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Written {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[test]
    fn the_log_is_json_where_the_function_says_so() {
        for format in ["JSON", "json"] {
            let log = written(&[("AWS_LAMBDA_LOG_FORMAT", format)]);
            let [line] = *log.lines().collect::<Vec<_>>() else { panic!("{log}") };
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            let timestamp = line["timestamp"].take();
            assert!(
                timestamp.as_str().is_some_and(|time| time.starts_with("20") && time.ends_with('Z')),
                "{timestamp}"
            );
            let expected = serde_json::json!({
                "timestamp": null, "level": "ERROR", "target": module_path!(), "message": "two\nlines",
                "subscriber": "shop/\"a\"", "records": 3, "late": true,
            });
            assert_eq!(line, expected);
        }
        for variables in [&[][..], &[("AWS_LAMBDA_LOG_FORMAT", "Text")]] {
            let log = written(variables);
            assert!(log.starts_with("ERROR ") && log.contains("two\nlines"), "{log}");
        }
    }

    #[test]
    fn the_level_is_that_of_the_function_unless_rust_log_has_another() {
        let details = |variables: &[(&str, &str)]| written(variables).contains("a detail");
        assert!(!details(&[]) && details(&[("AWS_LAMBDA_LOG_LEVEL", "DEBUG")]) && details(&[("RUST_LOG", "debug")]));
        assert!(!details(&[("RUST_LOG", "info"), ("AWS_LAMBDA_LOG_LEVEL", "TRACE")]));
        let fatal = written(&[("AWS_LAMBDA_LOG_LEVEL", "FATAL")]);
        assert!(fatal.contains("ERROR") && !fatal.contains("a detail"), "{fatal}");
        assert_eq!(written(&[("RUST_LOG", "off")]), "");
    }

    #[test]
    fn the_users_own_crates_log_what_is_asked_for() {
        let everything = filter(Some("trace"));
        assert!(everything.would_enable("orders", &Level::TRACE));
        let default = filter(None);
        assert!(default.would_enable("orders", &Level::INFO) && !default.would_enable("orders", &Level::DEBUG));
    }
}
