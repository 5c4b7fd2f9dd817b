//! What an update does to lists and sets, and to what is missing.

use std::fmt;

use serde_dynamo::AttributeValue;

use super::condition::Condition;
use crate::attribute::DocumentPath;
use crate::decode::Descriptor;

/// A change of a list or a set, or of what is missing.
#[derive(Clone, PartialEq)]
pub(crate) struct Collected {
    pub(crate) how: How,
    /// What is set, or the elements: a list, or a set.
    pub(crate) value: AttributeValue,
    /// The names that the attribute had: it is not under one of them.
    pub(crate) aliases: &'static [&'static str],
}

/// What happens with the value.
#[derive(Clone, PartialEq)]
pub(crate) enum How {
    /// It is set where the row lacks the attribute.
    IfMissing,
    /// It comes behind the elements of the list, or of this one where the row lacks it.
    Append { start: AttributeValue },
    /// Its elements are put into the set.
    Include,
    /// Its elements are taken out of the set.
    Exclude,
}

impl Collected {
    /// What it asks of its row. DynamoDB refuses a request whose attribute is of another type, and a list has no gaps.
    pub(crate) fn conditions(&self, path: &DocumentPath) -> impl Iterator<Item = Condition> {
        let descriptor = match (&self.how, &self.value) {
            (How::IfMissing, _) => None,
            (How::Append { .. }, _) => Some(Descriptor::L),
            (_, AttributeValue::Ns(_)) => Some(Descriptor::Ns),
            (_, AttributeValue::Bs(_)) => Some(Descriptor::Bs),
            (How::Include | How::Exclude, _) => Some(Descriptor::Ss),
        };
        let of_type = descriptor.map(|descriptor| {
            let is_one = Condition::HasType(path.clone(), descriptor);
            match path.is_element() {
                true => is_one,
                false => Condition::Or(vec![Condition::Missing(path.clone()), is_one]),
            }
        });
        let of_names = self.aliases.iter().map(|alias| Condition::Missing(path.renamed(alias)));
        of_type.into_iter().chain(of_names)
    }

    /// Whether the same request does more once more.
    pub(crate) const fn is_more_each_time(&self) -> bool {
        matches!(self.how, How::Append { .. })
    }
}

impl fmt::Debug for Collected {
    /// A value may be one that must not be seen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.how {
            How::IfMissing => "SetIfNotExists(..)",
            How::Append { .. } => "Append(..)",
            How::Include => "AddElements(..)",
            How::Exclude => "DeleteElements(..)",
        })
    }
}
