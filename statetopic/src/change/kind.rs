//! What a change did to its item, without its images.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a change did to its item: the variant of a [`StateChange`](crate::StateChange).
///
/// It is shown as the variant's name. serde writes it as DynamoDB does, which is [`event_name`](Self::event_name).
///
/// ```
/// use statetopic::ChangeKind;
///
/// assert_eq!(ChangeKind::Inserted.to_string(), "Inserted");
/// assert_eq!(ChangeKind::Inserted.event_name(), "INSERT");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum ChangeKind {
    /// The item was not there before.
    #[serde(rename = "INSERT")]
    Inserted,
    /// The item was there and is another now.
    #[serde(rename = "MODIFY")]
    Modified,
    /// The item is gone.
    #[serde(rename = "REMOVE")]
    Removed,
}

impl ChangeKind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Inserted, Self::Modified, Self::Removed];

    /// The name of the variant: `Inserted`, `Modified` or `Removed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inserted => "Inserted",
            Self::Modified => "Modified",
            Self::Removed => "Removed",
        }
    }

    /// DynamoDB's name of it, the `eventName` of a record: `INSERT`, `MODIFY` or `REMOVE`.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html>
    #[must_use]
    pub const fn event_name(self) -> &'static str {
        match self {
            Self::Inserted => "INSERT",
            Self::Modified => "MODIFY",
            Self::Removed => "REMOVE",
        }
    }

    /// The kind with DynamoDB's name; `None` where there is no such name.
    ///
    /// ```
    /// use statetopic::ChangeKind;
    ///
    /// assert_eq!(ChangeKind::from_event_name("REMOVE"), Some(ChangeKind::Removed));
    /// assert_eq!(ChangeKind::from_event_name("Removed"), None);
    /// ```
    #[must_use]
    pub fn from_event_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.event_name() == name)
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_has_the_names_of_dynamodb() {
        for kind in ChangeKind::ALL {
            let json = serde_json::to_value(kind).unwrap();
            assert_eq!(json, kind.event_name());
            assert_eq!(serde_json::from_value::<ChangeKind>(json).unwrap(), kind);
        }
    }
}
