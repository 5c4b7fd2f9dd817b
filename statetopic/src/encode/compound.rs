//! Lists, maps and structs, and the enum variants that carry one.

use std::collections::HashMap;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde_dynamo::AttributeValue;

use super::doubt::{Doubt, Doubts};
use super::error::{EncodeError, Problem, Step};
use super::map_key::MapKeySerializer;
use super::value::{ValueSerializer, wrap};

type Done = Result<(), EncodeError>;
type Value = Result<AttributeValue, EncodeError>;

/// An `L`.
pub(super) struct List<'a> {
    elements: Vec<AttributeValue>,
    doubts: &'a Doubts,
}

impl<'a> List<'a> {
    pub(super) fn with_capacity(length: usize, doubts: &'a Doubts) -> Self {
        Self { elements: Vec::with_capacity(length), doubts }
    }

    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        let element = element.serialize(ValueSerializer::in_place(self.doubts));
        self.elements.push(element.map_err(|error| error.under(Step::Index(self.elements.len())))?);
        Ok(())
    }

    fn finish(self) -> AttributeValue {
        AttributeValue::L(self.elements)
    }
}

impl SerializeSeq for List<'_> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.push(element)
    }

    fn end(self) -> Value {
        Ok(self.finish())
    }
}

impl SerializeTuple for List<'_> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.push(element)
    }

    fn end(self) -> Value {
        Ok(self.finish())
    }
}

impl SerializeTupleStruct for List<'_> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.push(element)
    }

    fn end(self) -> Value {
        Ok(self.finish())
    }
}

/// An `M` whose names a struct declares.
pub(super) struct Fields<'a> {
    fields: HashMap<String, AttributeValue>,
    doubts: &'a Doubts,
}

impl<'a> Fields<'a> {
    pub(super) fn with_capacity(length: usize, doubts: &'a Doubts) -> Self {
        Self { fields: HashMap::with_capacity(length), doubts }
    }

    fn insert<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        let done = match value.serialize(ValueSerializer::in_place(self.doubts)) {
            Ok(value) => self.add(name, value),
            // To DynamoDB an empty set is a missing attribute.
            Err(error) if error.is_missing() => self.doubts.note(Doubt::NoElements, name.to_owned()),
            Err(error) => Err(error),
        };
        done.map_err(|error| error.under(Step::Field(name)))
    }

    fn add(&mut self, name: &str, value: AttributeValue) -> Done {
        match self.fields.insert(name.to_owned(), value) {
            None => Ok(()),
            Some(_) => Err(EncodeError::new(Problem::Twice)),
        }
    }

    /// A field is left out: it may have no default, or another one.
    fn leave_out(&self, name: &'static str) -> Done {
        self.doubts.note(Doubt::LeftOut, name.to_owned()).map_err(|error| error.under(Step::Field(name)))
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.insert(name, value)
    }

    fn skip_field(&mut self, name: &'static str) -> Done {
        self.leave_out(name)
    }

    fn end(self) -> Value {
        Ok(AttributeValue::M(self.fields))
    }
}

/// An `M` whose names are data.
pub(super) struct Map<'a> {
    entries: HashMap<String, AttributeValue>,
    name: Option<String>,
    /// Whether it is one of a struct that flattens, which does not know its length.
    is_flattening: bool,
    doubts: &'a Doubts,
}

impl<'a> Map<'a> {
    pub(super) fn new(length: Option<usize>, doubts: &'a Doubts) -> Self {
        let entries = HashMap::with_capacity(length.unwrap_or(0));
        Self { entries, name: None, is_flattening: length.is_none(), doubts }
    }
}

impl SerializeMap for Map<'_> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let name = key.serialize(MapKeySerializer { doubts: self.doubts });
        self.name = Some(name.map_err(|error| error.under(Step::Entry))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let name = self.name.take().ok_or(EncodeError::new(Problem::Refused))?;
        let done = match value.serialize(ValueSerializer::in_place(self.doubts)) {
            Ok(value) => self.entries.insert(name, value).map_or(Ok(()), |_| Err(EncodeError::new(Problem::Twice))),
            // It is a field of a struct that flattens, or an entry that is not there when the map is read.
            Err(error) if error.is_missing() => self.doubts.note(Doubt::NoElements, name),
            Err(error) => Err(error),
        };
        done.map_err(|error| error.under(Step::Entry))
    }

    fn end(self) -> Value {
        let may_have_tag = self.is_flattening || self.entries.len() == 1;
        if may_have_tag && self.entries.values().any(|value| matches!(value, AttributeValue::S(_))) {
            self.doubts.note(Doubt::TagAlone, self.entries.len().to_string())?;
        }
        Ok(AttributeValue::M(self.entries))
    }
}

/// An enum variant that carries a list or fields: `{variant: …}`.
pub(super) struct Wrapped<T> {
    pub(super) variant: &'static str,
    pub(super) inner: T,
}

impl SerializeTupleVariant for Wrapped<List<'_>> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.inner.push(element).map_err(|error| error.under(Step::Field(self.variant)))
    }

    fn end(self) -> Value {
        Ok(wrap(self.variant, self.inner.finish()))
    }
}

impl SerializeStructVariant for Wrapped<Fields<'_>> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.inner.insert(name, value).map_err(|error| error.under(Step::Field(self.variant)))
    }

    fn skip_field(&mut self, name: &'static str) -> Done {
        self.inner.leave_out(name).map_err(|error| error.under(Step::Field(self.variant)))
    }

    fn end(self) -> Value {
        Ok(wrap(self.variant, AttributeValue::M(self.inner.fields)))
    }
}
