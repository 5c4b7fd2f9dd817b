//! A record's identity.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// As many bytes as the identities of DynamoDB's records have.
const SHORT: usize = 32;

/// A record's identity (`eventID`): a text, which DynamoDB makes of 32 hexadecimal digits. It is a `str` wherever one is
/// wanted.
///
/// A text of up to 32 bytes is kept in place: a batch of records allocates nothing for them.
///
/// ```
/// use statetopic::EventId;
///
/// let id = EventId::from("c4ca4238a0b923820dcc509a6f75849b");
/// assert!(id.starts_with("c4ca") && id == "c4ca4238a0b923820dcc509a6f75849b");
/// ```
#[derive(Clone)]
pub struct EventId(Text);

#[derive(Clone)]
enum Text {
    /// The first `length` bytes, which are a text.
    Short {
        length: u8,
        bytes: [u8; SHORT],
    },
    Long(Box<str>),
}

impl EventId {
    /// The identity as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // They were copied from a text, so they are one.
            Text::Short { length, bytes } => std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default(),
            Text::Long(text) => text,
        }
    }
}

impl From<&str> for EventId {
    #[inline]
    fn from(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        // Nearly all have this length, and are copied without a call.
        if let Ok(whole) = <&[u8; SHORT]>::try_from(text.as_bytes()) {
            bytes = *whole;
        } else {
            match bytes.get_mut(..text.len()) {
                Some(short) => short.copy_from_slice(text.as_bytes()),
                None => return Self(Text::Long(text.into())),
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most `SHORT`")]
        Self(Text::Short { length: text.len() as u8, bytes })
    }
}

impl From<String> for EventId {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        match id.0 {
            Text::Long(text) => text.into(),
            Text::Short { .. } => id.as_str().to_owned(),
        }
    }
}

impl FromStr for EventId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = EventId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the identity of a record")
    }

    fn visit_str<E>(self, text: &str) -> Result<EventId, E> {
        Ok(text.into())
    }
}

impl Default for EventId {
    /// That of a record which has none.
    fn default() -> Self {
        Self::from("")
    }
}

impl Deref for EventId {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for EventId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for EventId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for EventId {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for EventId {}

impl PartialOrd for EventId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EventId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialEq<str> for EventId {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for EventId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Hash for EventId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_text_of_any_length_is_kept_as_it_is() {
        for length in 0..70 {
            for text in ["a".repeat(length), "é".repeat(length)] {
                let id = EventId::from(&*text);
                assert_eq!((id.as_str(), id.to_string()), (&*text, text.clone()));
                assert_eq!(id, EventId::from(text.clone()));
                assert_eq!((text.parse(), String::from(id.clone())), (Ok(id.clone()), text.clone()));
                let json = serde_json::to_value(&id).unwrap();
                assert_eq!(json, *text);
                assert_eq!(serde_json::from_value::<EventId>(json).unwrap(), id);
                assert_ne!(id, EventId::from(text + "b"));
            }
        }
    }

    #[test]
    fn it_is_found_by_its_text() {
        let ids: HashSet<EventId> = ["7f3".into(), "c4ca4238a0b923820dcc509a6f75849b-2".into()].into();
        assert!(ids.contains("7f3") && ids.contains("c4ca4238a0b923820dcc509a6f75849b-2") && !ids.contains("7f4"));
        assert_eq!((format!("{:?}", EventId::from("7f3")), EventId::default()), ("\"7f3\"".to_owned(), "".into()));
        let sorted = ["7", "7f3", "7f4", "c4ca4238a0b923820dcc509a6f75849b-2"].map(EventId::from);
        assert!(sorted.is_sorted());
    }
}
