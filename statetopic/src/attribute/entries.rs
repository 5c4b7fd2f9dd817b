//! The types whose values stand in a row as maps by keys, whose entries an update changes one by one.

use std::collections::{BTreeMap, HashMap};

use crate::sensitive::Sensitive;

/// A type that stands in a row as a map whose keys are data: a `BTreeMap`, a `HashMap`, or an `Option` of one.
///
/// Updates [set](crate::Update::set_entry) and [remove](crate::Update::remove_entry) its entries one by one. A newtype of a map gets
/// this by its own `impl`; serde must write it as the map. The attributes of a struct have typed names instead: that is a
/// [`MapAttribute`](crate::MapAttribute).
///
/// ```
/// use std::collections::BTreeMap;
///
/// use statetopic::EntriesAttribute;
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Labels(BTreeMap<String, String>);
///
/// impl EntriesAttribute for Labels {
///     type Key = String;
///     type Value = String;
/// }
///
/// #[read_model(table = "articles")]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct Article {
///     #[partition_key]
///     sku: String,
///     labels: Labels,
/// }
///
/// let key = ArticleKey { sku: "bolt".to_owned() };
/// let _ = key.update_existing().set_entry(|a| a.labels, "color", "red".to_owned());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map whose keys are data",
    label = "it has no entries that a key could name",
    note = "make the field a `BTreeMap` or a `HashMap`; what is in a struct has a path, e.g. `|a| a.address.at(|a| a.city)`"
)]
pub trait EntriesAttribute {
    /// What an entry is found by.
    type Key;

    /// What an entry holds.
    type Value;
}

impl<K, V> EntriesAttribute for BTreeMap<K, V> {
    type Key = K;
    type Value = V;
}

impl<K, V, S> EntriesAttribute for HashMap<K, V, S> {
    type Key = K;
    type Value = V;
}

macro_rules! as_what_is_in_it {
    ($($outer:ident)*) => { $(
        impl<E: EntriesAttribute> EntriesAttribute for $outer<E> {
            type Key = E::Key;
            type Value = E::Value;
        }
    )* };
}

as_what_is_in_it!(Option Box Sensitive);
