//! The filter patterns of an event source mapping, as Lambda evaluates them.
//!
//! Written from the documentation alone, and knowing nothing of how `#[subscriber]` makes patterns: each is a check of the
//! other.
//!
//! ```text
//! pattern ─▶ json.rs ─▶ rule.rs ─▶ test.rs      what must hold of which leaf
//! record  ─▶ json.rs ─▶ leaves.rs               the record's leaves by their paths
//! ```
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html>,
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>,
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html> and
//! <https://github.com/aws/event-ruler>, the engine that AWS publishes.

mod error;
mod json;
mod leaves;
mod numeric;
mod rule;
mod test;

pub use error::FilterError;

use std::collections::BTreeSet;

use error::Fault;
use leaves::Leaves;
use rule::Branch;

/// The filters of a mapping.
///
/// A record passes that one of them passes; without any, every record does.
///
/// What Lambda's documentation leaves open or forbids is refused: an empty pattern, one leaf that is named twice, and the
/// operators that EventBridge has and Lambda does not list.
///
/// # Example: which records a function gets
/// ```
/// use statetopic_local::Filters;
///
/// let pattern = r#"{"eventName": ["INSERT"], "dynamodb": {"NewImage": {"shelf": {"S": [{"prefix": "a-"}]}}}}"#;
/// let filters = Filters::new(&[pattern])?;
/// assert!(filters.passes(r#"{"eventName": "INSERT", "dynamodb": {"NewImage": {"shelf": {"S": "a-7"}}}}"#));
/// assert!(!filters.passes(r#"{"eventName": "INSERT", "dynamodb": {"NewImage": {"shelf": {"S": "b-7"}}}}"#));
/// # Ok::<(), statetopic_local::FilterError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// One of these must hold. `None` where there is no filter.
    branches: Option<Vec<Branch>>,
    /// The leaves that they name.
    named: BTreeSet<String>,
}

impl Filters {
    /// Maximum number of filters of a mapping.
    pub const MAX: usize = 5;
    /// Maximum number of filters of a mapping in an account whose quota is raised as far as it can be.
    pub const MAX_WITH_RAISED_QUOTA: usize = 10;
    /// Maximum length of a pattern, in characters.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html>
    pub const MAX_CHARACTERS: usize = 4096;

    /// The filters with these patterns, at most five.
    ///
    /// # Errors
    /// [`FilterError`] where Lambda would refuse to make the mapping.
    pub fn new<P: AsRef<str>>(patterns: &[P]) -> Result<Self, FilterError> {
        Self::at_most(Self::MAX, patterns)
    }

    /// The same with at most ten patterns, for an account whose quota is raised.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn with_raised_quota<P: AsRef<str>>(patterns: &[P]) -> Result<Self, FilterError> {
        Self::at_most(Self::MAX_WITH_RAISED_QUOTA, patterns)
    }

    /// No filter.
    pub(crate) const fn none() -> Self {
        Self { branches: None, named: BTreeSet::new() }
    }

    fn at_most<P: AsRef<str>>(most: usize, patterns: &[P]) -> Result<Self, FilterError> {
        if patterns.is_empty() {
            return Ok(Self::default());
        }
        if patterns.len() > most {
            return Err(FilterError::too_many(patterns.len(), most));
        }
        let mut branches = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let read = read(pattern.as_ref()).map_err(|fault| FilterError::of(index, fault))?;
            branches.extend(read);
        }
        let named = branches.iter().flat_map(Branch::paths).cloned().collect();
        Ok(Self { branches: Some(branches), named })
    }

    /// Whether there is none, so that every record passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.branches.is_none()
    }

    /// Whether a record, given as JSON, passes. What is not a JSON object does not.
    #[must_use]
    pub fn passes(&self, record: &str) -> bool {
        let Some(branches) = &self.branches else { return true };
        let Ok(record) = json::read(record) else { return false };
        let Some(leaves) = Leaves::of(&record, &self.named) else { return false };
        branches.iter().any(|branch| branch.passes(&leaves))
    }
}

fn read(pattern: &str) -> Result<Vec<Branch>, Fault> {
    let characters = pattern.chars().count();
    if characters > Filters::MAX_CHARACTERS {
        return Err(Fault::TooLong(characters));
    }
    let pattern = json::read(pattern).map_err(|_| Fault::NotJson)?;
    rule::read(&pattern)
}
