//! The log of a Lambda process: lines on standard output, which Lambda takes. Never a value of a record.

use std::str::FromStr as _;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

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
pub(super) fn init() {
    let format = tracing_subscriber::fmt::layer().with_ansi(false).without_time();
    // Whoever set a subscriber up before has decided where to write.
    let _ =
        tracing_subscriber::registry().with(filter(std::env::var("RUST_LOG").ok().as_deref())).with(format).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("a panic without a text");
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "the function panicked: {text}");
    }));
}

/// `RUST_LOG`, or everything from INFO on. What could carry a record's values, or the name of a
/// credential, is held at WARN whatever is asked for.
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

    #[test]
    fn the_users_own_crates_log_what_is_asked_for() {
        let everything = filter(Some("trace"));
        assert!(everything.would_enable("orders", &Level::TRACE));
        let default = filter(None);
        assert!(default.would_enable("orders", &Level::INFO) && !default.would_enable("orders", &Level::DEBUG));
    }
}
