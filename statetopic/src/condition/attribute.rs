//! What can be asked of an attribute.

use std::cmp::Ordering;

use serde_dynamo::AttributeValue;

use super::absent::{Absent, lacks, or_absent};
use super::kinds::{ContainsAttribute, OrderedAttribute, TextAttribute};
use super::limits::MAX_OPERANDS;
use super::value::{ComparedAttribute, Encoded};
use super::{Condition, Fault, at};
use crate::attribute::{Attribute, AttributePath, DocumentPath, KeyAttributeName};
use crate::decode::Descriptor;
use crate::rows::{self, Comparison};

#[expect(clippy::needless_pass_by_value, reason = "a condition is written with the value itself: `a.total.lt(10)`")]
impl<M, V, P: AttributePath> Attribute<M, V, P> {
    /// The field is equal to a value. A missing attribute is what the field then is: `None`, an empty set, its default.
    ///
    /// A set of Rust's that serde does not convert is a list in the row, and lists are equal in one order only: of a `HashSet`,
    /// whose order is another each time, ask [`contains`](Self::contains), or make it a [`StringSet`](crate::StringSet).
    ///
    /// ```
    /// # use statetopic::prelude::*;
    /// # use statetopic::ReadModel as _;
    /// # #[read_model(table = "levels")]
    /// # #[derive(Serialize, Deserialize)]
    /// # struct Level { #[partition_key] sku: String, shelf: Option<String>, #[added(default = 0)] reserved: u32 }
    /// let a = Level::ATTRIBUTES;
    /// // Also where a row from before `reserved` was added lacks it.
    /// let unreserved = a.reserved.eq(0) & !a.shelf.eq(None);
    /// # let _ = unreserved;
    /// ```
    pub fn eq(self, value: V::Value) -> Condition<M>
    where
        V: ComparedAttribute,
    {
        at(&self, |path| self.equals(path, &value))
    }

    /// The field is not equal to a value: `!eq(value)`.
    pub fn ne(self, value: V::Value) -> Condition<M>
    where
        V: ComparedAttribute,
    {
        !self.eq(value)
    }

    /// The field is equal to one of these values, of which there may be 100.
    pub fn is_in(self, values: impl IntoIterator<Item = V::Value>) -> Condition<M>
    where
        V: ComparedAttribute,
    {
        at(&self, |path| {
            let (mut operands, mut others) = (Vec::new(), Vec::new());
            for value in values {
                match self.equals(path.clone(), &value)? {
                    rows::Condition::Compare(_, Comparison::Equal, value) => operands.push(value),
                    other => others.push(other),
                }
            }
            if operands.len() > MAX_OPERANDS {
                return Err(Fault::Operands(operands.len()));
            }
            if !operands.is_empty() {
                others.insert(0, rows::Condition::In(path, operands));
            }
            Ok(if others.len() == 1 { others.remove(0) } else { rows::Condition::Or(others) })
        })
    }

    /// The field is less than a value.
    pub fn lt(self, value: V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        self.compared(Comparison::Below, &value)
    }

    /// The field is less than a value or equal to it.
    pub fn le(self, value: V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        self.compared(Comparison::AtMost, &value)
    }

    /// The field is greater than a value.
    pub fn gt(self, value: V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        self.compared(Comparison::Above, &value)
    }

    /// The field is greater than a value or equal to it.
    pub fn ge(self, value: V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        self.compared(Comparison::AtLeast, &value)
    }

    /// The field is not less than `low` and not greater than `high`. Where `low` is above `high`, nothing is.
    pub fn between(self, low: V::Ordered, high: V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        at(&self, |path| {
            let (low, high) = (present(V::encode_ordered(&low))?, present(V::encode_ordered(&high))?);
            // DynamoDB refuses the request then.
            if rows::order(&low, &high).is_some_and(Ordering::is_gt) {
                return Ok(rows::Condition::Or(Vec::new()));
            }
            self.or_default(&path, rows::Condition::Between(path.clone(), low, high))
        })
    }

    /// The text begins with another, or bytes with others.
    pub fn begins_with(self, beginning: impl AsRef<V::Text>) -> Condition<M>
    where
        V: TextAttribute + ComparedAttribute,
    {
        let beginning = V::beginning(beginning.as_ref());
        at(&self, |path| self.or_default(&path, rows::Condition::BeginsWith(path.clone(), beginning)))
    }

    /// The text contains another, or the set or list an element.
    pub fn contains(self, part: V::Part) -> Condition<M>
    where
        V: ContainsAttribute + ComparedAttribute,
    {
        at(&self, |path| {
            let part = V::part(part).0?.ok_or(Fault::EmptyElement)?;
            self.or_default(&path, rows::Condition::Contains(path.clone(), part))
        })
    }

    /// The attribute is in the row, whatever its value is: a `NULL`, which is a `None`, is one too. Compare with
    /// [`eq(None)`](Self::eq) to ask what the field is.
    pub fn exists(self) -> Condition<M> {
        at(&self, |path| Ok(rows::Condition::Exists(path)))
    }

    /// The attribute is not in the row. A field that is `None` may be in it all the same, as a `NULL`, which `put` writes: compare
    /// with [`eq(None)`](Self::eq) to ask what the field is.
    pub fn is_missing(self) -> Condition<M> {
        at(&self, |path| Ok(rows::Condition::Missing(path)))
    }

    fn equals(&self, path: DocumentPath, value: &V::Value) -> Result<rows::Condition, Fault>
    where
        V: ComparedAttribute,
    {
        let default = self.default_value()?;
        let missing = match (V::encode(value, false).0?, V::encode(value, true).0?) {
            (Some(value), _) if !matches!(value, AttributeValue::Null(_)) => {
                let equal = rows::Condition::Compare(path.clone(), Comparison::Equal, value);
                return Ok(or_absent(&path, equal, &default));
            }
            // A set without elements.
            (_, None) => None,
            // A `None`, which some write as `NULL`.
            (_, Some(_)) => Some(rows::Condition::HasType(path.clone(), Descriptor::Null)),
        };
        // Missing is what was asked for, unless the field has another default.
        let counts = match (&default, &missing) {
            (Absent::Value(AttributeValue::Null(_)), Some(_)) | (Absent::Unsaid | Absent::Empty, _) => true,
            (Absent::Value(_), _) => false,
        };
        let lacks = counts.then(|| lacks(path));
        let conditions: Vec<_> = missing.into_iter().chain(lacks).collect();
        Ok(match <[_; 1]>::try_from(conditions) {
            Ok([one]) => one,
            Err(conditions) => rows::Condition::Or(conditions),
        })
    }

    fn compared(self, comparison: Comparison, value: &V::Ordered) -> Condition<M>
    where
        V: OrderedAttribute + ComparedAttribute,
    {
        at(&self, |path| {
            let value = present(V::encode_ordered(value))?;
            self.or_default(&path, rows::Condition::Compare(path.clone(), comparison, value))
        })
    }

    /// The condition, or the absence of the attribute where it holds of the field's default.
    fn or_default(&self, path: &DocumentPath, condition: rows::Condition) -> Result<rows::Condition, Fault>
    where
        V: ComparedAttribute,
    {
        Ok(or_absent(path, condition, &self.default_value()?))
    }

    fn default_value(&self) -> Result<Absent, Fault>
    where
        V: ComparedAttribute,
    {
        let Some(default) = V::default_value(self.default()) else { return Ok(Absent::Unsaid) };
        Ok(V::encode(&default, true).0?.map_or(Absent::Empty, Absent::Value))
    }
}

fn present(value: Encoded) -> Result<AttributeValue, Fault> {
    value.0?.ok_or(Fault::EmptyElement)
}

impl<M, V> KeyAttributeName<M, V> {
    /// The key attribute is there, and so is the row.
    pub fn exists(self) -> Condition<M> {
        Condition::new(rows::Condition::Exists(DocumentPath::named(self.name())))
    }

    /// The key attribute is not there: there is no row.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// fn raise(row: &Order) -> Put<Order> {
    ///     Put::new(row).only_if(|a| a.id.is_missing() | a.total.lt(row.total))
    /// }
    /// ```
    pub fn is_missing(self) -> Condition<M> {
        Condition::new(rows::Condition::Missing(DocumentPath::named(self.name())))
    }
}
