//! What is wrong with an attribute, while the way back to the image is still being noted.

use std::fmt;

use super::cursor::Syntax;
use super::descriptor::Descriptor;

/// serde's error type in here. It keeps where and what kind, and drops every message of a `Deserialize`, which may
/// quote the attribute's value.
#[derive(Debug)]
pub(crate) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    found: Option<Descriptor>,
    /// From the attribute to the image.
    steps: Vec<Step>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Another descriptor than the field's type needs.
    Expected(&'static str),
    /// The right descriptor, and a value that the field's type cannot hold.
    Unfit(&'static str),
    /// An integer beyond 64 bits, or a fraction that an `f64` would round, where serde buffers values.
    TooWideToBuffer,
    /// An attribute that must be there.
    Missing(&'static str),
    /// An attribute that stands there twice.
    Duplicate(&'static str),
    /// A name that is not a variant of the enum.
    UnknownVariant(&'static [&'static str]),
    /// A name that a struct with `deny_unknown_fields` does not have.
    UnknownField,
    /// The field's own `Deserialize` refused it.
    Refused,
    /// The image's `Deserialize` panicked.
    Panicked,
    /// Levels beyond what DynamoDB allows.
    TooDeep,
    /// No attribute value of DynamoDB's JSON.
    Malformed(&'static str),
}

/// One step from an image to an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A field that a struct declares.
    Field(&'static str),
    /// An element of a list or set.
    Index(usize),
    /// An entry of a map whose names are data: its name is not shown.
    Entry,
}

impl Fault {
    #[cold]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, found: None, steps: Vec::new() }))
    }

    /// Notes the step that led here.
    #[cold]
    pub(crate) fn under(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    /// Notes the descriptor that was found; the innermost counts. Of what is missing there is none.
    #[cold]
    pub(crate) fn found(mut self, descriptor: Descriptor) -> Self {
        if self.0.steps.is_empty() && !matches!(self.0.problem, Problem::Missing(_) | Problem::Duplicate(_)) {
            self.0.found.get_or_insert(descriptor);
        }
        self
    }

    pub(crate) const fn problem(&self) -> Problem {
        self.0.problem
    }

    pub(crate) fn found_descriptor(&self) -> Option<Descriptor> {
        self.0.found
    }

    /// The attribute's path from the image, such as `lines[2].qty`.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        let missing = match self.0.problem {
            Problem::Missing(name) | Problem::Duplicate(name) => Some(Step::Field(name)),
            _ => None,
        };
        for step in self.0.steps.iter().rev().copied().chain(missing) {
            match step {
                Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
                Step::Field(name) => {
                    path.push_str(if path.is_empty() { "" } else { "." });
                    path.push_str(name);
                }
                Step::Entry => path.push_str(if path.is_empty() { "*" } else { ".*" }),
            }
        }
        path
    }
}

impl From<Syntax> for Fault {
    #[cold]
    fn from(syntax: Syntax) -> Self {
        Self::new(Problem::Malformed(syntax.expected))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = |f: &mut fmt::Formatter<'_>| match self.0.found {
            Some(descriptor) => write!(f, ", found {descriptor}"),
            None => Ok(()),
        };
        match self.0.problem {
            Problem::Expected(expected) => {
                write!(f, "expected {expected}")?;
                found(f)
            }
            Problem::Unfit(fitting) => write!(f, "expected {fitting}, found one out of its range or form"),
            Problem::TooWideToBuffer => {
                f.write_str("expected N that 64 bits hold exactly, since serde buffers this value, found a wider N")
            }
            Problem::Missing(_) => f.write_str("expected an attribute, found none"),
            Problem::Duplicate(_) => f.write_str("expected one attribute, found two"),
            Problem::UnknownVariant(variants) => {
                f.write_str("expected one of ")?;
                for (place, variant) in variants.iter().enumerate() {
                    write!(f, "{}`{variant}`", if place == 0 { "" } else { ", " })?;
                }
                f.write_str(", found another name")
            }
            Problem::UnknownField => f.write_str("expected no further attribute, found one"),
            Problem::Refused => {
                f.write_str("expected what the field's type can be read from")?;
                found(f)
            }
            Problem::Panicked => f.write_str("expected a `Deserialize` that returns, found one that panics"),
            Problem::TooDeep => f.write_str("expected at most 32 levels, found more"),
            Problem::Malformed(expected) => write!(f, "expected {expected} of an attribute value"),
        }
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(Problem::Refused)
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::new(Problem::Refused)
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::new(Problem::Refused)
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self::new(Problem::Unfit("a list of the type's length"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownVariant(expected))
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownField)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Problem::Duplicate(field))
    }
}
