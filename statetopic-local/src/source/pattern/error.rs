//! Why Lambda would refuse filters.

use std::fmt;

use super::Filters;

/// What is wrong with a rule, and what to do.
pub(super) type Wrong = String;

/// Filters that Lambda would refuse. It names paths and operators, never the values that a pattern compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    TooMany {
        found: usize,
        max: usize,
    },
    /// The pattern with this index, from 0.
    Pattern(usize, Fault),
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooLong(usize),
    NotJson,
    NotObject,
    /// At a path.
    At(String, Wrong),
    TooManyBranches(usize),
}

impl Fault {
    pub(super) fn rule(path: &str, wrong: Wrong) -> Self {
        Self::At(path.to_owned(), wrong)
    }

    pub(super) fn empty_object(path: &str) -> Self {
        Self::rule(path, "names nothing; leave it out, or name a leaf".to_owned())
    }

    pub(super) fn bare_value(path: &str) -> Self {
        Self::rule(path, "has a value without brackets; write `[…]` around it".to_owned())
    }

    pub(super) fn twice(path: &str) -> Self {
        Self::rule(path, "is named twice in one pattern; write all its values into one pair of brackets".to_owned())
    }

    pub(super) fn or(path: &str) -> Self {
        Self::rule(path, "has `$or` without an array of two objects or more".to_owned())
    }

    pub(super) fn operator_in_or(path: &str, operator: &str) -> Self {
        Self::rule(path, format!("has the operator `{operator}` in `$or`, where names of leaves stand"))
    }

    pub(super) fn too_many_branches(max: usize) -> Self {
        Self::TooManyBranches(max)
    }
}

impl FilterError {
    pub(super) fn too_many(found: usize, max: usize) -> Self {
        Self(Kind::TooMany { found, max })
    }

    pub(super) fn of(index: usize, fault: Fault) -> Self {
        Self(Kind::Pattern(index, fault))
    }

    /// Whether there are more filters, or more characters in one, than a mapping may have.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.0, Kind::TooMany { .. } | Kind::Pattern(_, Fault::TooLong(_) | Fault::TooManyBranches(_)))
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, fault) = match &self.0 {
            Kind::TooMany { found, max } => {
                return write!(f, "{found} filter patterns, and a mapping has at most {max}; combine some");
            }
            Kind::Pattern(index, fault) => (index, fault),
        };
        write!(f, "filter pattern {}: ", index + 1)?;
        match fault {
            Fault::TooLong(characters) => {
                write!(f, "{characters} characters, and the limit is {}; name fewer values", Filters::MAX_CHARACTERS)
            }
            Fault::NotJson => f.write_str("is not JSON, or is nested too deeply"),
            Fault::NotObject => f.write_str("is not an object; write `{\"name\": [value]}`"),
            Fault::At(path, wrong) if path.is_empty() => write!(f, "the pattern {wrong}"),
            Fault::At(path, wrong) => write!(f, "`{path}` {wrong}"),
            Fault::TooManyBranches(max) => write!(f, "`$or` makes more than {max} combinations; name fewer"),
        }
    }
}

impl std::error::Error for FilterError {}
