//! Lists, maps and structs, and the enum variants that carry one.

use std::collections::HashMap;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde_dynamo::AttributeValue;

use super::error::{EncodeError, Problem, Step};
use super::map_key::MapKeySerializer;
use super::value::{ValueSerializer, wrap};

type Done = Result<(), EncodeError>;
type Value = Result<AttributeValue, EncodeError>;

/// An `L`.
pub(super) struct List(Vec<AttributeValue>);

impl List {
    pub(super) fn with_capacity(length: usize) -> Self {
        Self(Vec::with_capacity(length))
    }

    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        let element = element.serialize(ValueSerializer::IN_PLACE);
        self.0.push(element.map_err(|error| error.under(Step::Index(self.0.len())))?);
        Ok(())
    }

    fn finish(self) -> AttributeValue {
        AttributeValue::L(self.0)
    }
}

impl SerializeSeq for List {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.push(element)
    }

    fn end(self) -> Value {
        Ok(self.finish())
    }
}

impl SerializeTuple for List {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.push(element)
    }

    fn end(self) -> Value {
        Ok(self.finish())
    }
}

impl SerializeTupleStruct for List {
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
pub(super) struct Fields(HashMap<String, AttributeValue>);

impl Fields {
    pub(super) fn with_capacity(length: usize) -> Self {
        Self(HashMap::with_capacity(length))
    }

    fn insert<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        match value.serialize(ValueSerializer::IN_PLACE) {
            Ok(value) => {
                self.0.insert(name.to_owned(), value);
                Ok(())
            }
            // To DynamoDB an empty set is a missing attribute.
            Err(error) if error.is_missing() => Ok(()),
            Err(error) => Err(error.under(Step::Field(name))),
        }
    }
}

impl SerializeStruct for Fields {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.insert(name, value)
    }

    fn end(self) -> Value {
        Ok(AttributeValue::M(self.0))
    }
}

/// An `M` whose names are data.
pub(super) struct Map {
    entries: HashMap<String, AttributeValue>,
    name: Option<String>,
}

impl Map {
    pub(super) fn with_capacity(length: usize) -> Self {
        Self { entries: HashMap::with_capacity(length), name: None }
    }
}

impl SerializeMap for Map {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.name = Some(key.serialize(MapKeySerializer).map_err(|error| error.under(Step::Entry))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let value = value.serialize(ValueSerializer::IN_PLACE).map_err(|error| error.under(Step::Entry))?;
        let name = self.name.take().ok_or(EncodeError::new(Problem::Refused))?;
        self.entries.insert(name, value);
        Ok(())
    }

    fn end(self) -> Value {
        Ok(AttributeValue::M(self.entries))
    }
}

/// An enum variant that carries a list or fields: `{variant: …}`.
pub(super) struct Wrapped<T> {
    pub(super) variant: &'static str,
    pub(super) inner: T,
}

impl SerializeTupleVariant for Wrapped<List> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, element: &T) -> Done {
        self.inner.push(element).map_err(|error| error.under(Step::Field(self.variant)))
    }

    fn end(self) -> Value {
        Ok(wrap(self.variant, self.inner.finish()))
    }
}

impl SerializeStructVariant for Wrapped<Fields> {
    type Ok = AttributeValue;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.inner.insert(name, value).map_err(|error| error.under(Step::Field(self.variant)))
    }

    fn end(self) -> Value {
        Ok(wrap(self.variant, AttributeValue::M(self.inner.0)))
    }
}
