//! Why a row cannot be written. No value and no name that is data.

use std::fmt;

use super::doubt::Doubt;
use crate::key::KeyError;

/// A row, or a value of an update, that cannot be written. Says where and what kind, and drops the message of a
/// `Serialize`, which may quote the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    problem: Problem,
    /// From the attribute to the row.
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Refused,
    NotAMap,
    Number,
    MapKey,
    Set,
    DuplicateElement,
    EmptySet,
    None,
    Key,
    InvalidKey(KeyError),
    /// Two values of one name.
    Twice,
    /// What would not be read as it is.
    Unread(Doubt),
    /// A version that has no next one.
    HighestVersion,
    /// A version that serde does not write.
    MissingVersion,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(&'static str),
    Index(usize),
    Entry,
    /// Several, as a path.
    Path(Box<str>),
}

impl EncodeError {
    #[cold]
    pub(super) const fn new(problem: Problem) -> Self {
        Self { problem, steps: Vec::new() }
    }

    /// A version that serde does not write.
    #[cold]
    pub(crate) fn missing_version(attribute: &'static str) -> Self {
        Self::new(Problem::MissingVersion).under(Step::Field(attribute))
    }

    /// A version that has no next one.
    #[cold]
    pub(crate) fn highest_version(attribute: &'static str) -> Self {
        Self::new(Problem::HighestVersion).under(Step::Field(attribute))
    }

    #[cold]
    pub(super) fn under(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Another problem at the same place.
    #[cold]
    pub(super) fn instead(self, problem: Problem) -> Self {
        Self { problem, ..self }
    }

    /// Whether the value itself, and nothing in it, is a missing attribute: a set without elements, or `None` where that
    /// is one.
    pub(super) const fn is_missing(&self) -> bool {
        matches!(self.problem, Problem::EmptySet | Problem::None) && self.steps.is_empty()
    }

    /// Whether it is a key, of the table or of an index, that cannot be written.
    #[must_use]
    pub const fn is_invalid_key(&self) -> bool {
        matches!(self.problem, Problem::InvalidKey(_))
    }

    /// The attribute's path from the row, such as `lines[2].qty`; names that no struct declares stand there as `*`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            let dot = if path.is_empty() { "" } else { "." };
            match step {
                Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
                Step::Field(name) => path.extend([dot, name]),
                Step::Entry => path.extend([dot, "*"]),
                Step::Path(more) => path.extend([dot, more]),
            }
        }
        path
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            path if path.is_empty() => f.write_str("cannot be written")?,
            path => write!(f, "cannot be written at `{path}`")?,
        }
        f.write_str(match self.problem {
            Problem::Refused => ": its `Serialize` fails",
            Problem::NotAMap => ": a row is a struct or a map",
            Problem::Number => ": DynamoDB holds numbers of at most 38 digits, from 1E-130 to below 1E+126",
            Problem::MapKey => ": a map's keys are strings, integers or names",
            Problem::None => ": the value is `None`; leave the attribute out",
            Problem::EmptySet => ": DynamoDB has no empty set; leave the attribute out",
            Problem::Key => ": serde writes the key in another form than its `KeyAttribute`; make the two agree",
            Problem::DuplicateElement => ": two elements of a set are written alike, and DynamoDB holds each once",
            Problem::InvalidKey(error) => return write!(f, ": {error}"),
            Problem::Twice => ": two values have this name, and a map holds one; rename one of the two",
            Problem::MissingVersion => {
                ": serde does not write the version, by which the row is compared; write it always"
            }
            Problem::HighestVersion => ": the version is the highest that its type holds; let it be a `u64`",
            Problem::Unread(doubt) => unread(doubt),
            Problem::Set => ": a set's elements are all strings, all numbers or all bytes",
        })
    }
}

/// What would become of a value, and what to do.
const fn unread(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Number => {
            ": it would not read back, because serde buffers what is tagged, untagged or flattened, and holds there no \
             integer of 128 bits, no decimal of more than 15 digits, and no integer beyond 2^53 where a float is tried first; \
             use an externally tagged enum without `flatten`, or store a string"
        }
        Doubt::Digits => {
            ": it would read back as a number, because a `Number` takes strings of digits where serde buffers what is tagged, \
             untagged or flattened; declare the variant of the string before that of the number"
        }
        Doubt::MapKey => {
            ": it would not read back, because serde buffers what is tagged, untagged or flattened, and reads there no key of \
             a map but a string; use `String` for the keys, or an externally tagged enum without `flatten`"
        }
        Doubt::Bytes => {
            ": it would read back as a string, because serde takes bytes that are UTF-8 for either where it buffers what is \
             tagged, untagged or flattened; use an externally tagged enum"
        }
        Doubt::TagAlone => {
            ": it would not read back, because an internally tagged variant has no content where that is an untagged variant \
             without any; write a unit variant instead"
        }
        Doubt::NoElements => {
            ": it would not read back, because DynamoDB has no empty set and serde misses the attribute; write \
             `#[serde(default)]` on the field"
        }
        Doubt::LeftOut => {
            ": it is left out by `skip_serializing_if`, and would not read back as it is; write `#[serde(default)]` on the field, with \
             a default that is left out too"
        }
        Doubt::NullKey => {
            ": the key of an index that is `None` is left out, because DynamoDB refuses `NULL` there, and it would read back as \
             the field's default; let the default be `None`"
        }
        Doubt::Another => {
            ": it would read back as another value, because serde buffers what is tagged, untagged or flattened, and guesses \
             its types; use an externally tagged enum without `flatten`"
        }
        Doubt::Unreadable => {
            ": it would not read back, because its `Deserialize` refuses what its `Serialize` writes; make the two agree"
        }
        Doubt::Nothing => {
            ": it would read back as `None`, because it is a `Some` of what is written as `NULL` or left out; use an enum \
             instead of the `Option`"
        }
    }
}

impl std::error::Error for EncodeError {}

impl serde::ser::Error for EncodeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(Problem::Refused)
    }
}
