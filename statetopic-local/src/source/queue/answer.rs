//! What a function's answer means for the messages of its event.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use std::collections::BTreeSet;

use serde::Deserialize;

#[derive(Default, Deserialize)]
struct Answer {
    #[serde(rename = "batchItemFailures", default)]
    failures: Option<Vec<Failure>>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "itemIdentifier")]
    message_id: String,
}

/// The ids of the messages that failed, of those with these ids; `None` where it is not a batch response, or names a message that
/// is not among them: then all failed.
pub(super) fn failed(answer: &[u8], ids: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    if answer.trim_ascii().is_empty() {
        return Some(BTreeSet::new());
    }
    let answer: Option<Answer> = serde_json::from_slice(answer).ok()?;
    let failures = answer.unwrap_or_default().failures.unwrap_or_default();
    let failed: BTreeSet<String> = failures.into_iter().map(|failure| failure.message_id).collect();
    failed.is_subset(ids).then_some(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &str) -> Option<Vec<String>> {
        let ids = ["a", "b"].map(str::to_owned).into();
        failed(answer.as_bytes(), &ids).map(|failed| failed.into_iter().collect())
    }

    #[test]
    fn an_answer_that_names_no_message_is_success() {
        for answer in ["", " ", "null", "{}", r#"{"batchItemFailures": null}"#, r#"{"batchItemFailures": []}"#] {
            assert_eq!(read(answer), Some(vec![]), "{answer}");
        }
    }

    #[test]
    fn the_messages_that_are_named_failed() {
        let named = r#"{"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "b"}]}"#;
        assert_eq!(read(named), Some(vec!["b".to_owned()]));
    }

    #[test]
    fn an_answer_that_cannot_be_understood_fails_all() {
        for failures in [r#"[{"itemIdentifier": "c"}]"#, r#"[{"itemIdentifier": ""}]"#, "[{}]", "[null]", r#""a""#] {
            assert_eq!(read(&format!(r#"{{"batchItemFailures": {failures}}}"#)), None, "{failures}");
        }
        assert_eq!(read("done"), None);
    }
}
