//! dynoxide's errors as DynamoDB's, and as this package's.

use dynoxide::DynoxideError;

use crate::engine::{EngineError, EngineResponse};

const VALIDATION: &str = "com.amazon.coral.validate#ValidationException";
const SERIALIZATION: &str = "com.amazon.coral.service#SerializationException";
const UNKNOWN_OPERATION: &str = "com.amazon.coral.service#UnknownOperationException";

/// What dynoxide writes before a message to say which exception it belongs to. DynamoDB writes no such thing.
const MARKERS: [(&str, &str); 5] = [
    ("VALIDATION_AS_READ:", VALIDATION),
    ("VALIDATION_REQUEST:", VALIDATION),
    ("VALIDATION:", VALIDATION),
    ("SERIALIZATION_AS_READ:", SERIALIZATION),
    ("SERIALIZATION:", SERIALIZATION),
];

/// The answer to an operation that DynamoDB does not have, or that the engine does not serve.
pub(super) fn unknown_operation(operation: &str) -> EngineResponse {
    let message = format!("the local engine does not serve the operation {operation}");
    EngineResponse::error(400, UNKNOWN_OPERATION, &message)
}

/// The answer to a request that is valid JSON but asks for what DynamoDB refuses.
pub(super) fn validation(message: &str) -> EngineResponse {
    EngineResponse::error(400, VALIDATION, message)
}

/// The answer to an operation that failed.
pub(super) fn of_operation(operation: &str, error: DynoxideError) -> EngineResponse {
    let enveloped = matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem");
    let error = match error {
        DynoxideError::EnvelopedValidation(message) if enveloped => {
            DynoxideError::ValidationException(format!("1 validation error detected: {message}"))
        }
        other => other,
    };
    let message = error.to_string();
    if let Some((kind, message)) = unmarked(&message) {
        return EngineResponse::error(error.status_code(), kind, message);
    }
    EngineResponse { status: error.status_code(), body: error.to_json().into_bytes() }
}

/// The answer to a body that the operation could not read.
///
/// Only a message that dynoxide's own checks wrote is passed on: serde's may quote the request's values.
pub(super) fn of_body(operation: &str, error: &serde_json::Error) -> EngineResponse {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    match unmarked(message) {
        Some((kind, message)) => EngineResponse::error(400, kind, message),
        None => EngineResponse::error(
            400,
            SERIALIZATION,
            &format!("the body is not a request that {operation} understands"),
        ),
    }
}

/// An engine's failure as this package's error. The text is dynoxide's about its storage, not about an item.
pub(super) fn of_engine(what: &str, error: &DynoxideError) -> EngineError {
    let message = error.to_string();
    let message = unmarked(&message).map_or(message.as_str(), |(_, message)| message);
    EngineError::new(format!("{what}: {message}"))
}

/// The exception that a marker stands for and the message without it, where there is a marker.
fn unmarked(message: &str) -> Option<(&'static str, &str)> {
    MARKERS.into_iter().find_map(|(marker, kind)| message.strip_prefix(marker).map(|rest| (kind, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_never_reach_the_message() {
        let error = DynoxideError::ValidationException("VALIDATION:the name is too short".into());
        let response = of_operation("PutItem", error);
        assert_eq!(response.status, 400);
        assert_eq!(
            String::from_utf8(response.body).unwrap(),
            format!(r#"{{"__type":"{VALIDATION}","message":"the name is too short"}}"#)
        );
    }

    #[test]
    fn a_write_that_fails_validation_is_reported_in_dynamodb_s_envelope() {
        let error = DynoxideError::EnvelopedValidation("no such type".into());
        let response = of_operation("UpdateItem", error);
        let body = String::from_utf8(response.body).unwrap();
        assert!(body.contains("1 validation error detected: no such type"), "{body}");
    }

    #[test]
    fn a_body_that_cannot_be_read_is_not_quoted() {
        let error = serde_json::from_str::<u8>(r#""secret""#).unwrap_err();
        assert!(error.to_string().contains("secret"));
        let response = of_body("PutItem", &error);
        let body = String::from_utf8(response.body).unwrap();
        assert!(!body.contains("secret"), "{body}");
        assert!(body.contains("SerializationException"), "{body}");
    }
}
