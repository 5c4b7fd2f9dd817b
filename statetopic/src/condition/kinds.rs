//! Types of fields by what can be asked of them.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::value::{ComparedAttribute, Encoded};
use crate::attribute::{Conversion, Converted};
use crate::bytes::Bytes;
use crate::key::KeyAttribute;
use crate::sensitive::Sensitive;
use crate::set::{BinarySet, NumberSet, StringSet};

/// A type of field whose values have an order that DynamoDB knows: numbers, texts, bytes, times, newtypes of them that are a
/// [`KeyAttribute`], and an `Option` of these, whose `None` is neither less nor greater than any value.
pub trait OrderedAttribute {
    /// What the field is compared with.
    type Ordered;

    /// The value as the field is written.
    #[doc(hidden)]
    fn encode_ordered(value: &Self::Ordered) -> Encoded;
}

#[diagnostic::do_not_recommend]
impl<K: KeyAttribute + Serialize> OrderedAttribute for K {
    type Ordered = K;

    fn encode_ordered(value: &K) -> Encoded {
        K::encode(value, true)
    }
}

#[diagnostic::do_not_recommend]
impl<T: OrderedAttribute> OrderedAttribute for Option<T> {
    type Ordered = T::Ordered;

    fn encode_ordered(value: &T::Ordered) -> Encoded {
        T::encode_ordered(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: OrderedAttribute> OrderedAttribute for Sensitive<T> {
    type Ordered = T::Ordered;

    fn encode_ordered(value: &T::Ordered) -> Encoded {
        T::encode_ordered(value)
    }
}

macro_rules! ordered {
    ($($number:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl OrderedAttribute for $number {
            type Ordered = $number;

            fn encode_ordered(value: &$number) -> Encoded {
                <$number>::encode(value, true)
            }
        }
    )* };
}

// The other integers can be keys, and times.
ordered!(f32 f64 i128 u128 isize usize);

/// A conversion may write `10` before `9`: the form of a decimal is looked at when the condition is made.
#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl<W: Conversion<rust_decimal::Decimal>> OrderedAttribute for Converted<rust_decimal::Decimal, W> {
    type Ordered = rust_decimal::Decimal;

    fn encode_ordered(value: &rust_decimal::Decimal) -> Encoded {
        Self::encode(value, true).of_a_number()
    }
}

/// A type of field that begins like another text: a `String`, [`Bytes`], an `Option` or a newtype of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a text nor bytes",
    label = "only texts and bytes begin with others",
    note = "`begins_with` is for strings, `Bytes`, and newtypes of them with `#[derive(KeyAttribute)]`"
)]
pub trait TextAttribute {
    /// What the field begins with.
    type Text: ?Sized;

    /// The beginning, in the form of the field.
    #[doc(hidden)]
    fn beginning(text: &Self::Text) -> AttributeValue;
}

impl TextAttribute for String {
    type Text = str;

    fn beginning(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }
}

impl TextAttribute for Bytes {
    type Text = [u8];

    fn beginning(bytes: &[u8]) -> AttributeValue {
        AttributeValue::B(bytes.to_vec())
    }
}

impl<T: TextAttribute> TextAttribute for Option<T> {
    type Text = T::Text;

    fn beginning(text: &T::Text) -> AttributeValue {
        T::beginning(text)
    }
}

impl<T: TextAttribute> TextAttribute for Sensitive<T> {
    type Text = T::Text;

    fn beginning(text: &T::Text) -> AttributeValue {
        T::beginning(text)
    }
}

/// A type of field that contains others: a `String` a part of it, a set or a list an element.
#[diagnostic::on_unimplemented(
    message = "`{Self}` contains nothing that DynamoDB can look for",
    label = "neither a text nor a set nor a list",
    note = "`contains` is for strings, `StringSet`, `NumberSet`, `BinarySet`, `BTreeSet`, `HashSet` and `Vec`, also where serde \
            converts the set"
)]
pub trait ContainsAttribute {
    /// What the field contains.
    type Part;

    /// The part, in the form in which it stands in the field.
    #[doc(hidden)]
    fn part(part: Self::Part) -> Encoded;
}

impl ContainsAttribute for String {
    type Part = Self;

    fn part(part: Self) -> Encoded {
        Self::encode(&part, true)
    }
}

impl<T: Serialize> ContainsAttribute for Vec<T> {
    type Part = T;

    fn part(part: T) -> Encoded {
        T::encode(&part, true)
    }
}

impl<T: ContainsAttribute> ContainsAttribute for Option<T> {
    type Part = T::Part;

    fn part(part: T::Part) -> Encoded {
        T::part(part)
    }
}

impl<T: ContainsAttribute> ContainsAttribute for Sensitive<T> {
    type Part = T::Part;

    fn part(part: T::Part) -> Encoded {
        T::part(part)
    }
}

/// The element of a set of one, in the form of the field: a `B`, where the type itself would be a list.
macro_rules! sets {
    ($([$($bound:tt)*] $set:ty;)*) => { $(
        impl<T: $($bound)*> ContainsAttribute for $set where Self: Serialize {
            type Part = T;

            fn part(part: T) -> Encoded {
                element(Self::encode(&Self::from([part]), true))
            }
        }

        impl<T: $($bound)*, W: Conversion<$set>> ContainsAttribute for Converted<$set, W> {
            type Part = T;

            fn part(part: T) -> Encoded {
                element(Self::encode(&<$set>::from([part]), true))
            }
        }
    )* };
}

sets! {
    [Ord] StringSet<T>;
    [Ord] NumberSet<T>;
    [Ord] BinarySet<T>;
    [Ord] BTreeSet<T>;
    [Eq + std::hash::Hash] HashSet<T>;
}

/// The only element of a set or of a list.
fn element(one: Encoded) -> Encoded {
    Encoded(one.0.map(|value| match value? {
        AttributeValue::Ss(mut texts) => texts.pop().map(AttributeValue::S),
        AttributeValue::Ns(mut numbers) => numbers.pop().map(AttributeValue::N),
        AttributeValue::Bs(mut bytes) => bytes.pop().map(AttributeValue::B),
        AttributeValue::L(mut elements) => elements.pop(),
        other => Some(other),
    }))
}
