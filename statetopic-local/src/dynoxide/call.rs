//! A call of one of dynoxide's typed methods.

use dynoxide::DynoxideError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error;
use crate::engine::EngineResponse;

/// Reads the request, executes it and writes the answer.
pub(super) fn run<Q: DeserializeOwned, A: Serialize>(
    operation: &str,
    body: &[u8],
    method: impl FnOnce(Q) -> dynoxide::Result<A>,
) -> Result<Vec<u8>, EngineResponse> {
    let request = serde_json::from_slice(body).map_err(|error| error::of_body(operation, &error))?;
    let answer = method(request).map_err(|error| error::of_operation(operation, error))?;
    serde_json::to_vec(&answer).map_err(|error| {
        let error = DynoxideError::InternalServerError(format!("cannot write the answer: {error}"));
        error::of_operation(operation, error)
    })
}
