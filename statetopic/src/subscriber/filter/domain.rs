//! What values a field can have, asked of its type: the base of every pattern that names values.
//!
//! `#[subscriber]` knows a guard's tokens and not its types. Here rustc chooses by the type: an `Option`, a type that
//! serde reads, or neither, of which nothing is known.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

use super::leaf::Alternative;

/// The values of a type `F`, as attributes.
enum Domain<F> {
    /// Any text.
    Text,
    /// A number. Lambda compares the text of a number, so it can tell only whether there is one.
    Number,
    /// These values, each with what it is in a pattern.
    Values { descriptor: &'static str, values: Vec<(Alternative, F)>, rest: Rest },
    /// Nothing is known.
    Unknown,
}

impl<F> Domain<F> {
    /// The descriptor of the attribute, where it is a leaf whose presence can be told.
    const fn descriptor(&self) -> Option<&'static str> {
        match self {
            Self::Text => Some("S"),
            Self::Number => Some("N"),
            Self::Values { descriptor, .. } => Some(descriptor),
            Self::Unknown => None,
        }
    }
}

/// The type of a field.
pub struct Shape<I, F>(PhantomData<fn(&I) -> &F>);

impl<I, F> fmt::Debug for Shape<I, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shape")
    }
}

impl<I, F> Shape<I, F> {
    /// The type of what a path leads to, which is never followed.
    #[must_use]
    pub fn of(_: impl Fn(&I) -> &F) -> Self {
        Self(PhantomData)
    }
}

/// What is known of a field's values.
pub struct Known<F> {
    pub(crate) domain: Vec<(Alternative, F)>,
    pub(crate) rest: Rest,
    pub(crate) descriptor: &'static str,
    /// Whether a row that decodes has the attribute, unless its field has a default.
    pub(crate) required: bool,
}

/// What is known of the values that are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// There are none.
    None,
    /// Texts.
    Texts,
    /// Texts that the type does not know: a later version of the code may have written them. What a test says of them
    /// nobody can tell, so that both it and its negation let them pass.
    Unknown,
    /// Something that is there.
    Present,
}

impl<F> Known<F> {
    /// Whether it is a text, whatever that may be.
    pub(crate) fn is_text(&self) -> bool {
        self.domain.is_empty() && self.rest == Rest::Texts
    }
}

impl<F> fmt::Debug for Known<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("descriptor", &self.descriptor).field("rest", &self.rest).finish_non_exhaustive()
    }
}

/// Of an `Option`.
pub trait OfOption<F> {
    /// What is known.
    fn known(&self) -> Option<Known<F>>;
}

impl<I, X: DeserializeOwned + 'static> OfOption<Option<X>> for &&Shape<I, Option<X>> {
    fn known(&self) -> Option<Known<Option<X>>> {
        let domain = domain::<X>();
        let descriptor = domain.descriptor()?;
        // What is absent or `NULL` has no such leaf.
        let mut values = vec![(Alternative::Absent, None)];
        let rest = match domain {
            Domain::Text => Rest::Texts,
            Domain::Values { values: known, rest, .. } => {
                values.extend(known.into_iter().map(|(alternative, value)| (alternative, Some(value))));
                rest
            }
            _ => Rest::Present,
        };
        Some(Known { domain: values, rest, descriptor, required: false })
    }
}

/// Of any other type that serde reads.
pub trait OfValue<F> {
    /// What is known.
    fn known(&self) -> Option<Known<F>>;
}

impl<I, F: DeserializeOwned + 'static> OfValue<F> for &Shape<I, F> {
    fn known(&self) -> Option<Known<F>> {
        let domain = domain::<F>();
        let descriptor = domain.descriptor()?;
        match domain {
            Domain::Text => Some(Known { domain: Vec::new(), rest: Rest::Texts, descriptor, required: true }),
            Domain::Values { values: domain, rest, .. } => Some(Known { domain, rest, descriptor, required: true }),
            // It is there in any case: nothing to tell.
            Domain::Number | Domain::Unknown => None,
        }
    }
}

/// Of a type of which nothing is known.
pub trait OfAny<F> {
    /// Nothing.
    fn known(&self) -> Option<Known<F>>;
}

impl<I, F> OfAny<F> for Shape<I, F> {
    fn known(&self) -> Option<Known<F>> {
        None
    }
}

fn domain<F: DeserializeOwned + 'static>() -> Domain<F> {
    let is = |types: &[TypeId]| types.contains(&TypeId::of::<F>());
    let texts = [
        TypeId::of::<String>(),
        TypeId::of::<Box<str>>(),
        TypeId::of::<Rc<str>>(),
        TypeId::of::<Arc<str>>(),
        TypeId::of::<Cow<'static, str>>(),
    ];
    let integers = [
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<u128>(),
        TypeId::of::<usize>(),
        TypeId::of::<i8>(),
        TypeId::of::<i16>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<i128>(),
        TypeId::of::<isize>(),
    ];
    let others =
        [TypeId::of::<f32>(), TypeId::of::<f64>(), TypeId::of::<crate::Number>(), TypeId::of::<crate::EpochSeconds>()];
    if is(&texts) {
        Domain::Text
    } else if is(&integers) || is(&others) {
        Domain::Number
    } else if is(&[TypeId::of::<bool>()]) {
        let read = |value| F::deserialize(serde::de::value::BoolDeserializer::<Unread>::new(value)).ok();
        let values = [false, true].into_iter().filter_map(|value| Some((Alternative::Bool(value), read(value)?)));
        Domain::Values { descriptor: "BOOL", values: values.collect(), rest: Rest::None }
    } else {
        variants().map_or(Domain::Unknown, |(values, rest)| Domain::Values { descriptor: "S", values, rest })
    }
}

/// The values of an enum of unit variants alone, as serde names them, and what other names are; `None` for any other type.
fn variants<F: DeserializeOwned>() -> Option<(Vec<(Alternative, F)>, Rest)> {
    let Err(Unread(Some(names))) = F::deserialize(Names) else { return None };
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        values.push((Alternative::Is((*name).to_owned()), F::deserialize(Unit(name)).ok()?));
    }
    // With `#[serde(other)]` any other name is a value too.
    let Ok(other) = F::deserialize(Unit("\u{0}")) else { return Some((values, Rest::Unknown)) };
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    values.push((Alternative::AnythingBut(names), other));
    Some((values, Rest::None))
}

/// Asks a type for the names of its variants.
struct Names;

/// That a type was asked and not read, with the names that it told.
#[derive(Debug)]
struct Unread(Option<&'static [&'static str]>);

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read")
    }
}

impl std::error::Error for Unread {}

impl serde::de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

impl<'de> Deserializer<'de> for Names {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unread> {
        Err(Unread(None))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Unread> {
        Err(Unread(Some(variants)))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The unit variant with a name.
struct Unit(&'static str);

impl<'de> Deserializer<'de> for Unit {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unread> {
        Err(Unread(None))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Unit {
    type Error = Unread;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unread> {
        let variant = seed.deserialize(StrDeserializer::<Unread>::new(self.0))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Unit {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Unread> {
        Err(Unread(None))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Unread> {
        Err(Unread(None))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Unread> {
        Err(Unread(None))
    }
}
