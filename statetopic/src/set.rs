//! Sets as DynamoDB has them: strings, numbers or bytes.

use std::collections::{BTreeSet, btree_set};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::absent::SetAttribute;
use crate::bytes::Bytes;
use crate::number::Number;

macro_rules! sets {
    ($($(#[$doc:meta])* $set:ident<$default:ident> by $form:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $set<T = $default>(BTreeSet<T>);

        impl<T> $set<T> {
            /// A set without elements.
            #[must_use]
            pub const fn new() -> Self {
                Self(BTreeSet::new())
            }
        }

        impl<T> Default for $set<T> {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<T> Deref for $set<T> {
            type Target = BTreeSet<T>;

            fn deref(&self) -> &BTreeSet<T> {
                &self.0
            }
        }

        impl<T> DerefMut for $set<T> {
            fn deref_mut(&mut self) -> &mut BTreeSet<T> {
                &mut self.0
            }
        }

        impl<T> From<BTreeSet<T>> for $set<T> {
            fn from(elements: BTreeSet<T>) -> Self {
                Self(elements)
            }
        }

        impl<T: Ord, const N: usize> From<[T; N]> for $set<T> {
            fn from(elements: [T; N]) -> Self {
                Self(elements.into())
            }
        }

        impl<T> From<$set<T>> for BTreeSet<T> {
            fn from(set: $set<T>) -> Self {
                set.0
            }
        }

        impl<T: Ord> FromIterator<T> for $set<T> {
            fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
                Self(elements.into_iter().collect())
            }
        }

        impl<T: Ord> Extend<T> for $set<T> {
            fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
                self.0.extend(elements);
            }
        }

        impl<T> IntoIterator for $set<T> {
            type Item = T;
            type IntoIter = btree_set::IntoIter<T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, T> IntoIterator for &'a $set<T> {
            type Item = &'a T;
            type IntoIter = btree_set::Iter<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl<T: fmt::Debug> fmt::Debug for $set<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<T: Serialize> Serialize for $set<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde_dynamo::$form::serialize(&self.0, serializer)
            }
        }

        impl<'de, T: Deserialize<'de> + Ord> Deserialize<'de> for $set<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_newtype_struct(stringify!($set), Elements(PhantomData)).map(Self)
            }
        }

        impl<T> SetAttribute for $set<T> {}
    )* };
}

sets! {
    /// A set of strings, stored as an `SS`: `String`s, enums of unit variants, or whatever else serde writes as strings.
    ///
    /// serde writes a `BTreeSet<String>` as a list. This is a `BTreeSet` that is a set in the table too, in [`put`], in an update
    /// and in `serde_dynamo`'s items. DynamoDB has no empty set: one without elements is a missing attribute, and a missing
    /// attribute is read as one. A list of strings is read as well.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[state_topic(view = NEW_IMAGE)]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     labels: StringSet,
    ///     colours: StringSet<Colour>,
    /// }
    ///
    /// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    /// enum Colour {
    ///     Black,
    ///     White,
    /// }
    ///
    /// let mut labels = StringSet::from(["steel".to_owned()]);
    /// labels.insert("m8".to_owned());
    /// let key = ArticleKey { sku: "bolt".to_owned() };
    /// let update = key.update().set(|a| a.labels, labels).set(|a| a.colours, [Colour::Black].into());
    /// # let _: Update<Article> = update;
    ///
    /// let image: ArticleNewImage = serde_json::from_str(r#"{"sku": "bolt", "labels": ["m8"]}"#).unwrap();
    /// assert!(image.labels.contains("m8") && image.colours.is_empty());
    /// ```
    ///
    /// # Errors
    /// An element that is not a string, and two elements that serde writes alike, are errors where the row is written.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
    ///
    /// [`put`]: crate::Table
    StringSet<String> by string_set;

    /// A set of numbers, stored as an `NS`: [`Number`]s, which keep every digit, or integers. For the rest it is like
    /// [`StringSet`].
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     sizes: NumberSet<u32>,
    ///     prices: NumberSet,
    /// }
    ///
    /// let bolt = Article { sku: "bolt".to_owned(), sizes: [8, 10].into(), prices: ["0.10".parse().unwrap()].into() };
    /// assert_eq!(bolt.sizes.iter().sum::<u32>(), 18);
    /// ```
    NumberSet<Number> by number_set;

    /// A set of bytes, stored as a `BS`: [`Bytes`], or whatever else serde writes as bytes. For the rest it is like
    /// [`StringSet`].
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     digests: BinarySet,
    /// }
    ///
    /// let digests = [Bytes::from(vec![0xca, 0xfe])].into();
    /// let bolt = Article { sku: "bolt".to_owned(), digests };
    /// assert_eq!(bolt.digests.len(), 1);
    /// ```
    BinarySet<Bytes> by binary_set;
}

/// Reads the elements of a set.
struct Elements<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Ord> Visitor<'de> for Elements<T> {
    type Value = BTreeSet<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<BTreeSet<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<BTreeSet<T>, A::Error> {
        let mut set = BTreeSet::new();
        while let Some(element) = elements.next_element()? {
            set.insert(element);
        }
        Ok(set)
    }
}
