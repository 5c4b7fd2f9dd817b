//! One entry of a map, by its key.

use std::borrow::Borrow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Fault;
use super::settable::FormOf;
use super::{Assignment, IsTyped, UpdatableAttribute, Update};
use crate::attribute::{DocumentPath, EntriesAttribute, MAX_NAME, Nested};
use crate::encode::{to_entry_name, to_set_value};
use crate::model::ReadModel;
use crate::rows::Action;

/// What is taken as the key of an entry, of a map whose keys are of type `K`: a `K`, a reference to one, and a `&str` for a `String`.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
/// #[serde(rename_all = "lowercase")]
/// enum Size {
///     Small,
///     Large,
/// }
///
/// #[read_model(table = "articles")]
/// #[derive(Serialize, Deserialize)]
/// struct Article {
///     #[partition_key]
///     sku: String,
///     pieces: BTreeMap<Size, u32>,
///     prices: BTreeMap<u32, u64>,
/// }
///
/// let key = ArticleKey { sku: "bolt".to_owned() };
/// let _ = key.update_existing().set_entry(|a| a.pieces, Size::Large, 7).remove_entry(|a| a.prices, &100);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the key of an entry, in a map by `{K}`",
    label = "expected a key of the map",
    note = "pass the map's own key, or a reference to one; for a `String` also a `&str`"
)]
pub trait EntryKey<K> {
    /// The key as the map has it.
    #[doc(hidden)]
    fn as_entry_key(&self) -> impl Borrow<K>;
}

#[diagnostic::do_not_recommend]
impl<K> EntryKey<K> for K {
    fn as_entry_key(&self) -> impl Borrow<K> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K> EntryKey<K> for &K {
    fn as_entry_key(&self) -> impl Borrow<K> {
        *self
    }
}

#[diagnostic::do_not_recommend]
impl EntryKey<String> for &str {
    fn as_entry_key(&self) -> impl Borrow<String> {
        (*self).to_owned()
    }
}

impl<M: ReadModel> Update<M> {
    /// Sets one entry of a map, and leaves the others: a `BTreeMap`, a `HashMap`, or an `Option` of one. A `None` is `NULL`, as `put`
    /// writes it in a map.
    ///
    /// The row must have the map, though it be one without entries: where it is missing or `NULL`, or where the row is, the
    /// update changes nothing and fails, and `TableError::is_condition` holds; [`set`](Self::set) it or
    /// [set it if it does not exist](Self::set_if_not_exists) by an update before this one. A key is written as `put` writes it, and may
    /// have any characters; it has 1 to 65535 bytes, as every name in DynamoDB, and they count to the size of the row. Entries of one map
    /// may be set and removed in one update, each of them once, and the map itself not with them. DynamoDB takes an expression of at most
    /// 4 KB, in which keys and values are placeholders: that is some 200 entries in an update.
    ///
    /// A map with `#[serde(alias = …)]` is an error, since a row may have it under either name: `set` it whole.
    ///
    /// No error and no `Debug` shows the key: it stands there as `labels.*`.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     labels: BTreeMap<String, String>,
    /// }
    ///
    /// fn paint(key: ArticleKey, color: String) -> Update<Article> {
    ///     key.update_existing().set_entry(|a| a.labels, "color", color).remove_entry(|a| a.labels, "colour")
    /// }
    /// # let _ = paint(ArticleKey { sku: "bolt".to_owned() }, "red".to_owned());
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn set_entry<E, A, T>(self, map: impl FnOnce(&M::Attributes) -> A, key: impl EntryKey<E::Key>, value: T) -> Self
    where
        A: UpdatableAttribute<M, Value = E>,
        E: EntriesAttribute<Key: Serialize + DeserializeOwned>,
        Assignment<T, E::Value>: IsTyped<T, E::Value>,
    {
        let map = map(&M::ATTRIBUTES).into_attribute().way();
        match to_set_value::<FormOf<T, E::Value>>(&value, true) {
            Ok(Some(value)) => self.entry(&map, key.as_entry_key().borrow(), Action::Set(value)),
            Ok(None) => self.failed_at(&in_map(&map), Fault::EmptyEntry),
            Err(error) => self.failed_at(&in_map(&map), Fault::Encode(error)),
        }
    }

    /// Removes one entry of a map, and leaves the others; one that is not there stays so. For the rest it is like
    /// [`set_entry`](Self::set_entry): the map must be there.
    #[expect(clippy::needless_pass_by_value, reason = "as `set_entry` takes it")]
    pub fn remove_entry<E, A>(self, map: impl FnOnce(&M::Attributes) -> A, key: impl EntryKey<E::Key>) -> Self
    where
        A: UpdatableAttribute<M, Value = E>,
        E: EntriesAttribute<Key: Serialize + DeserializeOwned>,
    {
        let map = map(&M::ATTRIBUTES).into_attribute().way();
        self.entry(&map, key.as_entry_key().borrow(), Action::Remove)
    }

    fn entry<K: Serialize + DeserializeOwned>(self, map: &Nested, key: &K, action: Action) -> Self {
        match to_entry_name(key) {
            Ok(name) if name.is_empty() || name.len() > MAX_NAME => self.failed_at(map, Fault::KeyLength),
            Ok(name) => self.with_at(map, map.has_no_room(), DocumentPath::from(map).entry(name), action),
            Err(error) => self.failed_at(map, Fault::Key(error)),
        }
    }
}

/// The place of an entry, for an error.
fn in_map(map: &Nested) -> DocumentPath {
    DocumentPath::from(map).entry(String::new())
}

#[cfg(all(test, feature = "memory"))]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use crate::prelude::*;

    #[derive(Serialize, Deserialize, MapAttribute)]
    struct Bin {
        labels: BTreeMap<String, String>,
        #[serde(default, alias = "measures")]
        sizes: BTreeMap<u32, Option<u8>>,
    }

    #[crate::read_model(table = "articles")]
    #[derive(Serialize, Deserialize)]
    struct Article {
        #[partition_key]
        sku: u32,
        labels: BTreeMap<String, String>,
        sets: Option<HashMap<String, StringSet>>,
        bins: Vec<Bin>,
    }

    fn update() -> Update<Article> {
        ArticleKey { sku: 1 }.update_existing()
    }

    fn secret() -> String {
        "secret".to_owned()
    }

    #[test]
    fn neither_a_key_nor_a_value_is_shown() {
        let change = || update().set_entry(|a| a.labels, "secret", secret());
        let twice = change().remove_entry(|a| a.labels, secret()).remove_entry(|a| a.labels, "other");
        let whole = change().set(|a| a.labels, BTreeMap::new());
        let long = update().remove_entry(|a| a.labels, "secret".repeat(11_000));
        let no_set = update().set_entry(|a| a.sets, "secret", StringSet::new());
        let alias = update().set_entry(|a| a.bins.index(0).at(|a| a.sizes), 7, None);
        for (update, said) in [
            (twice, "two actions on `Article.labels.*` in one update"),
            (whole, "`Article.labels` and `Article.labels.*` overlap in one update"),
            (long, "the key of an entry of `Article.labels` has 1 to 65535 bytes"),
            (update().set_entry(|a| a.labels, "", secret()), "the key of an entry of `Article.labels` has 1 to 65535"),
            (no_set, "`Article.sets.*` cannot be a set without elements, which DynamoDB has not; `remove_entry`"),
            (alias, "`Article.bins[0].sizes.*` is within a field with `#[serde(alias = …)]`"),
        ] {
            let shown = format!("{update:?} {update:#?}");
            let error = update.into_actions().unwrap_err();
            let all = format!("{shown} {error} {error:?} {error:#?}");
            assert!(error.to_string().contains(said) && !all.contains("secret"), "{all}");
        }
        let change = change().remove_entry(|a| a.bins.index(0).at(|a| a.labels), secret());
        let (shown, write) = (format!("{change:?}"), change.into_write().unwrap().ok().unwrap());
        let all = format!("{shown} {write:?} {:?}", write.condition());
        assert!(
            !all.contains("secret") && shown.contains(r#"{"bins[0].labels.*": Remove, "labels.*": Set(..)}"#),
            "{all}"
        );
    }
}
