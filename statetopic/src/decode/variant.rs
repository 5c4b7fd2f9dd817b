//! An enum variant that carries something: an `M` of one member, named after the variant.

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::cursor::Cursor;
use super::described::Described;
use super::descriptor::Descriptor;
use super::fault::{Fault, Problem};
use super::value::next_value;

/// The one member of the map.
pub(crate) struct Variant<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    depth: usize,
}

impl<'a, 'de> Variant<'a, 'de> {
    pub(crate) fn read<V: Visitor<'de>>(
        cursor: &'a mut Cursor<'de>,
        depth: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if !cursor.begin_object()? {
            return Err(Fault::new(Problem::Unfit("M of one member, named after a variant")));
        }
        let value = visitor.visit_enum(Variant { cursor: &mut *cursor, depth: depth + 1 })?;
        match cursor.next_member()? {
            false => Ok(value),
            true => Err(Fault::new(Problem::Unfit("M of one member, named after a variant"))),
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name = self.cursor.member_name()?;
        let variant = seed.deserialize(serde::de::value::StrDeserializer::<Fault>::new(&name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    /// A variant that carries nothing is an `S`, in every row that was written, and so in every filter pattern.
    fn unit_variant(self) -> Result<(), Fault> {
        Err(Fault::new(Problem::Expected("S")).found(Descriptor::M))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        next_value(self.cursor, self.depth, seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        Described::begin(self.cursor, self.depth)?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        Described::begin(self.cursor, self.depth)?.deserialize_struct("", fields, visitor)
    }
}
