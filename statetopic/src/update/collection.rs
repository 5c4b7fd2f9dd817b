//! Elements of lists and sets, and what is set where it is missing.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::AttributeValue;

use super::error::Fault;
use super::settable::{FormOf, has_value};
use super::{Assignment, IsTyped, UpdatableAttribute, Update};
use crate::absent::SetAttribute;
use crate::attribute::{Attribute, AttributePath, DocumentPath, ListAttribute, Name};
use crate::encode::to_set_value;
use crate::model::ReadModel;
use crate::rows::{Action, Collected, How};

/// The place of an attribute of the row itself.
#[diagnostic::on_unimplemented(
    message = "DynamoDB changes the elements of sets of the row itself alone, and this one is at a `{Self}` place",
    label = "this set is within a map or a list",
    note = "read the row, and `set` the set whole"
)]
pub trait OfRow: AttributePath {}

impl OfRow for Name {}

impl<M: ReadModel> Update<M> {
    /// Sets an attribute that the row lacks, and leaves one that it has, as DynamoDB's `if_not_exists` does. A `None` and a set without
    /// elements set nothing.
    ///
    /// It asks for the attribute, and not for what it means: `put` writes a `None` as `NULL`, which is there and stays. A row
    /// that has the attribute under another name, by `#[serde(alias = …)]`, fails as with [`add`](Self::add). An element of a list
    /// is never missing: that is an error.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "visitors")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Visitor {
    ///     #[partition_key]
    ///     id: String,
    ///     first_seen: Option<EpochSeconds>,
    ///     #[serde(default)]
    ///     visits: u32,
    /// }
    ///
    /// fn seen(key: VisitorKey, at: EpochSeconds) -> Update<Visitor> {
    ///     key.update().set_if_not_exists(|a| a.first_seen, Some(at)).add(|a| a.visits, 1)
    /// }
    /// # let _ = seen(VisitorKey { id: "7".to_owned() }, EpochSeconds(3));
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn set_if_not_exists<V, A, T>(self, attribute: impl FnOnce(&M::Attributes) -> A, value: T) -> Self
    where
        A: UpdatableAttribute<M, Value = V>,
        Assignment<T, V>: IsTyped<T, V>,
    {
        let attribute = attribute(&M::ATTRIBUTES).into_attribute();
        let path = attribute.place();
        if DocumentPath::from(&path).is_element() {
            return self.failed_at(&path, Fault::Element);
        }
        match to_set_value::<FormOf<T, V>>(&value, false) {
            Ok(None) => self,
            Ok(Some(value)) => match Self::check_index_keys(&path, &value) {
                Ok(()) => self.collect(&attribute, How::IfMissing, value),
                Err(error) => self.failed_at(&path, Fault::Encode(error)),
            },
            Err(error) => self.failed_at(&path, Fault::Encode(error)),
        }
    }

    /// Puts elements behind those of a list; a missing one is the field's default, or empty. No elements change nothing.
    ///
    /// A row whose attribute is not a list fails as a condition, and so does one that has it under another name, as with
    /// [`add`](Self::add). A table does not send the request again where its answer is lost: the elements would be there twice.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "journals")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Journal {
    ///     #[partition_key]
    ///     id: String,
    ///     #[serde(default)]
    ///     notes: Vec<String>,
    /// }
    ///
    /// fn note(key: JournalKey, text: &str) -> Update<Journal> {
    ///     key.update().append(|a| a.notes, vec![text.to_owned()])
    /// }
    /// # let _ = note(JournalKey { id: "7".to_owned() }, "a");
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn append<V, A>(self, attribute: impl FnOnce(&M::Attributes) -> A, elements: V) -> Self
    where
        A: UpdatableAttribute<M, Value = V>,
        V: ListAttribute + Serialize + DeserializeOwned,
    {
        let attribute = attribute(&M::ATTRIBUTES).into_attribute();
        let list = |value: &V| match to_set_value::<FormOf<V, V>>(value, false) {
            Ok(Some(list @ AttributeValue::L(_))) => Ok(list),
            Ok(None) => Ok(AttributeValue::L(Vec::new())),
            Ok(Some(_)) => Err(Fault::NotAList),
            Err(error) => Err(Fault::Encode(error)),
        };
        let start = attribute.default().map_or(Ok(AttributeValue::L(Vec::new())), |default| list(&default()));
        match (list(&elements), start) {
            (Ok(AttributeValue::L(elements)), Ok(_)) if elements.is_empty() => self,
            (Ok(elements), Ok(start)) => self.collect(&attribute, How::Append { start }, elements),
            (Err(fault), _) | (_, Err(fault)) => self.failed_at(&attribute.place(), fault),
        }
    }

    /// Puts elements into a set of DynamoDB's: a [`StringSet`](crate::StringSet), a [`NumberSet`](crate::NumberSet) or a
    /// [`BinarySet`](crate::BinarySet). Those that are there stay, and a missing set is one without elements. No elements change
    /// nothing.
    ///
    /// A row whose attribute is not such a set, as a list that is read as one, fails as a condition, and so does one that has it
    /// under another name, as with [`add`](Self::add).
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     labels: StringSet,
    ///     shelves: StringSet,
    /// }
    ///
    /// fn sort(key: ArticleKey, label: String, shelf: String) -> Update<Article> {
    ///     key.update().add_elements(|a| a.labels, [label].into()).delete_elements(|a| a.shelves, [shelf].into())
    /// }
    /// # let _ = sort(ArticleKey { sku: "bolt".to_owned() }, "a".to_owned(), "b".to_owned());
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn add_elements<V, A>(self, attribute: impl FnOnce(&M::Attributes) -> A, elements: V) -> Self
    where
        A: UpdatableAttribute<M, Value = V, Path: OfRow>,
        V: SetAttribute + Serialize + DeserializeOwned,
    {
        self.elements(attribute(&M::ATTRIBUTES).into_attribute(), How::Include, &elements)
    }

    /// Takes elements out of a set of DynamoDB's; those that are not in it, and a set that is missing, are left alone. For the rest it
    /// is like [`add_elements`](Self::add_elements).
    ///
    /// Elements are told apart by what serde writes: one that the set has under another name, by `#[serde(alias = …)]` on a variant,
    /// stays. `set` the set whole there.
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn delete_elements<V, A>(self, attribute: impl FnOnce(&M::Attributes) -> A, elements: V) -> Self
    where
        A: UpdatableAttribute<M, Value = V, Path: OfRow>,
        V: SetAttribute + Serialize + DeserializeOwned,
    {
        self.elements(attribute(&M::ATTRIBUTES).into_attribute(), How::Exclude, &elements)
    }

    fn elements<V, P>(self, attribute: Attribute<M, V, P>, how: How, elements: &V) -> Self
    where
        V: SetAttribute + Serialize + DeserializeOwned,
        P: AttributePath,
    {
        let path = attribute.place();
        let set = match to_set_value::<FormOf<V, V>>(elements, false) {
            Ok(None) => return self,
            Ok(Some(set @ (AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_)))) => set,
            Ok(Some(_)) => return self.failed_at(&path, Fault::NotASet),
            Err(error) => return self.failed_at(&path, Fault::Encode(error)),
        };
        match has_value(attribute.default()) {
            Ok(false) => self.collect(&attribute, how, set),
            Ok(true) => self.failed_at(&path, Fault::DefaultElements),
            Err(error) => self.failed_at(&path, Fault::Encode(error)),
        }
    }

    fn collect<V, P: AttributePath>(self, attribute: &Attribute<M, V, P>, how: How, value: AttributeValue) -> Self {
        let collected = Collected { how, value, aliases: attribute.aliases() };
        self.with(&attribute.place(), Action::Collect(Box::new(collected)))
    }
}
