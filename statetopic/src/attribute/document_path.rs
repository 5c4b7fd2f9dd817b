//! A path as an update and a condition keep it: its last step may be the key of a map's entry.

use std::borrow::Cow;
use std::fmt;

use super::path::{Nested, Segment, write_segments};

/// The most bytes of a name on the way, of which there is at least one. DynamoDB takes the key of an entry as a name.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
pub(crate) const MAX_NAME: usize = 64 * 1024 - 1;

/// A path as an update keeps it.
///
/// A name that a struct declares is borrowed. One that is owned is the key of an entry, which is data: it is compared and sent, and
/// never shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DocumentPath(Box<[Step]>);

/// A step on the way.
pub(crate) type Step = Segment<Cow<'static, str>>;

/// What stands in place of a key.
const ANY_KEY: &str = "*";

impl DocumentPath {
    /// An attribute of the row itself.
    pub(crate) fn named(name: &'static str) -> Self {
        Self([declared(name)].into())
    }

    /// The entry with this key, of the map that is here.
    pub(crate) fn entry(self, key: String) -> Self {
        let mut steps = self.0.into_vec();
        steps.push(Segment::Name(Cow::Owned(key)));
        Self(steps.into())
    }

    pub(crate) fn segments(&self) -> &[Step] {
        &self.0
    }

    /// The map or list that the attribute is in, unless that is the row, and the last step.
    pub(crate) fn parent(&self) -> Option<(Self, &Step)> {
        let (last, parent) = self.0.split_last()?;
        (!parent.is_empty()).then(|| (Self(parent.into()), last))
    }

    /// The same place under another name.
    pub(crate) fn renamed(&self, name: &'static str) -> Self {
        let mut segments = self.0.clone();
        if let Some(last) = segments.last_mut() {
            *last = declared(name);
        }
        Self(segments)
    }

    /// The name, of an attribute of the row itself.
    pub(crate) fn name(&self) -> Option<&'static str> {
        match *self.0 {
            [Segment::Name(Cow::Borrowed(name))] => Some(name),
            _ => None,
        }
    }

    /// Whether it is an element of a list.
    pub(crate) fn is_element(&self) -> bool {
        matches!(self.0.last(), Some(Segment::Index(_)))
    }

    /// Whether one is the other, or within it.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

const fn declared(name: &'static str) -> Step {
    Segment::Name(Cow::Borrowed(name))
}

impl From<&Nested> for DocumentPath {
    fn from(path: &Nested) -> Self {
        let steps = path.kept().iter().map(|segment| match segment {
            Segment::Name(name) => declared(name),
            Segment::Index(index) => Segment::Index(*index),
        });
        Self(steps.collect())
    }
}

impl fmt::Debug for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|step| match step {
            Segment::Name(Cow::Borrowed(name)) => Segment::Name(*name),
            Segment::Name(Cow::Owned(_)) => Segment::Name(ANY_KEY),
            Segment::Index(index) => Segment::Index(*index),
        });
        write_segments(shown, f)
    }
}

#[cfg(test)]
mod tests {
    use super::super::path::{AttributePath as _, Name};
    use super::*;

    fn of(path: &Nested) -> DocumentPath {
        DocumentPath::from(path)
    }

    #[test]
    fn paths_overlap_where_one_is_within_the_other() {
        let address = Name("address").path();
        let (city, zip) = (address.then(Name("city").path()), address.then(Name("zip").path()));
        assert!(
            of(&address).overlaps(&of(&city)) && of(&city).overlaps(&of(&address)) && of(&city).overlaps(&of(&city))
        );
        assert!(!of(&city).overlaps(&of(&zip)) && !of(&Name("addressee").path()).overlaps(&of(&address)));
    }

    #[test]
    fn an_entry_overlaps_what_has_its_name_and_no_other_entry() {
        let labels = || DocumentPath::named("labels");
        let color = || labels().entry("color".to_owned());
        assert!(color().overlaps(&labels()) && labels().overlaps(&color()) && color().overlaps(&color()));
        assert!(!color().overlaps(&labels().entry("colour".to_owned())));
        assert!(!labels().entry("a.b".to_owned()).overlaps(&labels().entry("a".to_owned())));
        // A struct and a map may be of one attribute, in two models of a table.
        assert!(color().overlaps(&of(&Name("labels").path().then(Name("color").path()))));
    }

    #[test]
    fn the_key_of_an_entry_is_not_shown() {
        let entry = of(&Name("bins").path().element(2)).entry("secret".to_owned());
        assert_eq!((entry.to_string(), format!("{entry:?}")), ("bins[2].*".to_owned(), r#""bins[2].*""#.to_owned()));
        assert_eq!(DocumentPath::named("secret").entry("a".to_owned()).name(), None);
    }
}
