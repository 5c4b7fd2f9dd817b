//! The place of an attribute in a row: a name, or the way through maps and lists.

use std::fmt;

/// The most levels that a row's attributes can be nested in.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
pub(crate) const MAX_LEVELS: usize = 32;

/// Where an attribute of a model is: its [`Name`] in the row, or a [`Nested`] to one within.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the place of an attribute",
    label = "an attribute is at a `Name`, or `Nested` in a map or a list",
    note = "take it from the model, e.g. `|a| a.total` or `|a| a.address.at(|a| a.city)`"
)]
pub trait AttributePath: Copy + sealed::Sealed {
    /// The way.
    #[doc(hidden)]
    fn path(self) -> Nested;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Name {}
    impl Sealed for super::Nested {}
}

/// An attribute of the row itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name(pub(super) &'static str);

impl AttributePath for Name {
    fn path(self) -> Nested {
        Nested::EMPTY.with(Segment::Name(self.0))
    }
}

/// An attribute within a map or a list of the row: a document path, as DynamoDB calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nested {
    segments: [Segment<&'static str>; MAX_LEVELS],
    /// How many there are; more than fit are counted and not kept.
    length: usize,
    /// Whether the name of a map or list on the way is one of several, so that the row may have it under another.
    has_aliases: bool,
}

impl AttributePath for Nested {
    fn path(self) -> Nested {
        self
    }
}

/// A step on the way. It has no `Debug`: a name may be data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Segment<N> {
    /// Into a map.
    Name(N),
    /// Into a list.
    Index(u32),
}

impl Nested {
    const EMPTY: Self = Self { segments: [Segment::Index(0); MAX_LEVELS], length: 0, has_aliases: false };

    fn with(mut self, segment: Segment<&'static str>) -> Self {
        if let Some(place) = self.segments.get_mut(self.length) {
            *place = segment;
        }
        self.length = self.length.saturating_add(1);
        self
    }

    pub(super) fn then(self, within: Self) -> Self {
        let kept = within.kept().iter().fold(self, |path, segment| path.with(*segment));
        let has_aliases = self.has_aliases || within.has_aliases;
        Self { length: self.length.saturating_add(within.length), has_aliases, ..kept }
    }

    pub(super) fn element(self, place: u32) -> Self {
        self.with(Segment::Index(place))
    }

    pub(super) fn kept(&self) -> &[Segment<&'static str>] {
        &self.segments[..self.length.min(MAX_LEVELS)]
    }

    /// The way on through an attribute that had these names.
    pub(super) fn through(self, aliases: &[&str]) -> Self {
        Self { has_aliases: self.has_aliases || !aliases.is_empty(), ..self }
    }

    /// Whether a row may have a map or list on the way under another name.
    pub(crate) const fn has_aliases(&self) -> bool {
        self.has_aliases
    }

    /// Whether DynamoDB cannot have a row that is so deep.
    pub(crate) const fn is_too_deep(&self) -> bool {
        self.length > MAX_LEVELS
    }

    /// Whether DynamoDB cannot have a row with something within what is here.
    pub(crate) const fn has_no_room(&self) -> bool {
        self.length >= MAX_LEVELS
    }
}

impl fmt::Debug for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nested({self})")
    }
}

impl fmt::Display for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_segments(self.kept().iter().copied(), f)
    }
}

/// Writes a path as in Rust.
pub(super) fn write_segments<'a>(
    segments: impl Iterator<Item = Segment<&'a str>>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (place, segment) in segments.enumerate() {
        match segment {
            Segment::Name(name) if place == 0 => f.write_str(name)?,
            Segment::Name(name) => write!(f, ".{name}")?,
            Segment::Index(index) => write!(f, "[{index}]")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_in_rust() {
        let path = Name("lines").path().element(2).then(Name("part").path().then(Name("odd name").path()));
        assert_eq!(path.to_string(), "lines[2].part.odd name");
        assert_eq!(format!("{path:?}"), "Nested(lines[2].part.odd name)");
    }

    #[test]
    fn a_path_is_as_deep_as_a_row_can_be() {
        let deepest = (1..MAX_LEVELS).fold(Name("a").path(), |path, _| path.then(Name("b").path()));
        assert!(!deepest.is_too_deep() && deepest.has_no_room());
        assert!(deepest.element(0).is_too_deep());
        assert!(Name("a").path().then(deepest).is_too_deep());
    }
}
