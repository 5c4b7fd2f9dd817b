//! What a function's answer means for its batch.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::source::error::Cause;

/// How much of a batch is done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    All,
    /// This many of its first records; the one after them failed.
    Until(usize),
    /// None of it.
    None(Cause),
}

/// What an answer is read for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// Whether it names records that failed.
    pub(super) reports: bool,
    /// Whether it has the state of a window.
    pub(super) state: bool,
}

/// What an answer says.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) extent: Extent,
    /// The state of a window, as JSON.
    pub(super) state: Option<String>,
}

impl From<Extent> for Heard {
    fn from(extent: Extent) -> Self {
        Self { extent, state: None }
    }
}

#[derive(Deserialize)]
struct WithState<'a> {
    #[serde(borrow)]
    state: &'a RawValue,
}

/// Reads the answer to a batch with these sequence numbers, which stand in order.
pub(super) fn read(answer: &[u8], numbers: &[&str], expected: Expected) -> Heard {
    let extent = if expected.reports { extent(answer, numbers) } else { Extent::All };
    if !expected.state || matches!(extent, Extent::None(_)) {
        return extent.into();
    }
    match serde_json::from_slice::<WithState<'_>>(answer) {
        Ok(WithState { state }) => Heard { extent, state: Some(state.get().to_owned()) },
        Err(_) => Extent::None(Cause::State).into(),
    }
}

fn extent(answer: &[u8], numbers: &[&str]) -> Extent {
    if answer.trim_ascii().is_empty() {
        return Extent::All;
    }
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else {
        return Extent::None(Cause::Answer);
    };
    let failures = match answer {
        Value::Null => return Extent::All,
        Value::Object(mut answer) => answer.remove("batchItemFailures").unwrap_or(Value::Null),
        _ => return Extent::None(Cause::Answer),
    };
    let failures = match failures {
        Value::Null => return Extent::All,
        Value::Array(failures) => failures,
        _ => return Extent::None(Cause::Answer),
    };
    let index_of = |failure: &Value| {
        let identifier = failure.get("itemIdentifier")?.as_str()?;
        // A longer number is a higher one.
        numbers.binary_search_by_key(&(identifier.len(), identifier), |number| (number.len(), number)).ok()
    };
    // One identifier that is not in the batch spoils the whole answer: what the function meant cannot be known.
    let indices: Option<Vec<usize>> = failures.iter().map(index_of).collect();
    match indices.map(|indices| indices.into_iter().min()) {
        None => Extent::None(Cause::Answer),
        Some(None) => Extent::All,
        Some(Some(0)) => Extent::None(Cause::Reported),
        Some(Some(index)) => Extent::Until(index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(answer: &str) -> Extent {
        read(answer.as_bytes(), &["11", "12", "13"], Expected { reports: true, state: false }).extent
    }

    #[test]
    fn an_answer_without_failures_is_success() {
        for answer in [
            "",
            "  \n",
            "null",
            "{}",
            r#"{"batchItemFailures": []}"#,
            r#"{"batchItemFailures": null}"#,
            r#"{"other": 1}"#,
        ] {
            assert_eq!(outcome(answer), Extent::All, "{answer}");
        }
    }

    #[test]
    fn the_lowest_failure_is_the_checkpoint() {
        let failed = |number: &u32| format!(r#"{{"itemIdentifier": "{number}"}}"#);
        let answer = |numbers: &[u32]| {
            let failures: Vec<_> = numbers.iter().map(failed).collect();
            outcome(&format!(r#"{{"batchItemFailures": [{}]}}"#, failures.join(",")))
        };
        assert_eq!(answer(&[13]), Extent::Until(2));
        assert_eq!(answer(&[13, 12]), Extent::Until(1));
        assert_eq!(answer(&[12, 12]), Extent::Until(1));
        assert_eq!(answer(&[13, 11]), Extent::None(Cause::Reported));
        assert_eq!(answer(&[13, 14]), Extent::None(Cause::Answer));
    }

    #[test]
    fn numbers_of_several_lengths_are_in_the_order_of_numbers() {
        let numbers = ["98", "99", "100", "101"];
        let answer = |number: &str| {
            extent(format!(r#"{{"batchItemFailures": [{{"itemIdentifier": "{number}"}}]}}"#).as_bytes(), &numbers)
        };
        for (done, number) in numbers.iter().enumerate().skip(1) {
            assert_eq!(answer(number), Extent::Until(done), "{number}");
        }
    }

    #[test]
    fn an_answer_that_names_no_record_fails_the_batch() {
        for answer in [
            r#"{"batchItemFailures": [{"itemIdentifier": ""}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": null}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": 11}]}"#,
            r#"{"batchItemFailures": [{"identifier": "11"}]}"#,
            r#"{"batchItemFailures": [null]}"#,
            r#"{"batchItemFailures": "11"}"#,
            r#""done""#,
            "[]",
            "{",
        ] {
            assert_eq!(outcome(answer), Extent::None(Cause::Answer), "{answer}");
        }
    }
}
