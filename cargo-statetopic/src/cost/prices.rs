//! The prices: a dated file with its sources, or a file of the user in the same format.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The prices of this version.
const BUILT_IN: &str = include_str!("../../data/prices.json");

/// Prices in `currency`, each for the unit in the name of its field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prices {
    pub(super) date: String,
    pub(super) region: String,
    pub(super) currency: String,
    pub(super) sources: Vec<String>,
    pub(super) note: String,
    /// Write request units; a write in a transaction takes two for each KB.
    pub(super) dynamodb_write_million: f64,
    /// Reads of a stream by readers other than Lambda.
    pub(super) stream_read_million: f64,
    pub(super) lambda_request_million: f64,
    pub(super) lambda_gb_second_x86_64: f64,
    pub(super) lambda_gb_second_arm64: f64,
    /// One request for each 64 KB.
    pub(super) pipe_request_million: f64,
    /// One request for each 64 KB.
    pub(super) sqs_fifo_request_million: f64,
}

impl Prices {
    /// The built-in prices.
    pub(crate) fn built_in() -> Result<Self, Error> {
        serde_json::from_str(BUILT_IN)
            .map_err(|error| Error::workspace(format!("cannot read the built-in prices: {error}")))
    }

    /// Reads prices from a file.
    ///
    /// # Errors
    /// Where the file cannot be read or does not hold prices.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let prices: Self = serde_json::from_str(&text).map_err(|error| {
            Error::file(path, format!("this is not a file of prices: {error}; use the format that `--json` prints"))
        })?;
        prices.check().map_err(|name| {
            Error::file(path, format!("`{name}` is not a valid price; expected a number, 0 or more"))
        })?;
        Ok(prices)
    }

    /// Fails with the name of a price that is not valid.
    fn check(&self) -> Result<(), &'static str> {
        let all = [
            ("dynamodb_write_million", self.dynamodb_write_million),
            ("stream_read_million", self.stream_read_million),
            ("lambda_request_million", self.lambda_request_million),
            ("lambda_gb_second_x86_64", self.lambda_gb_second_x86_64),
            ("lambda_gb_second_arm64", self.lambda_gb_second_arm64),
            ("pipe_request_million", self.pipe_request_million),
            ("sqs_fifo_request_million", self.sqs_fifo_request_million),
        ];
        match all.into_iter().find(|(_, price)| !(price.is_finite() && *price >= 0.0)) {
            Some((name, _)) => Err(name),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_prices_have_a_date_and_sources() {
        let prices = Prices::built_in().unwrap();
        assert_eq!(prices.check(), Ok(()));
        assert_eq!(prices.date.len(), "2026-01-01".len());
        assert!(prices.sources.iter().all(|source| source.starts_with("https://aws.amazon.com/")));
    }

    #[test]
    fn a_file_that_is_not_one_of_prices_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.json");
        for (text, problem) in [
            ("{", "not a file of prices"),
            ("{}", "missing field"),
            (&BUILT_IN.replace("0.625", "-1"), "`dynamodb_write_million` is not a valid price"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Prices::read(&path).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
