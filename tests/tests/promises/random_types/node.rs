//! Values of random types, read and written by the code that serde derives.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::de::Error as _;
use statetopic::prelude::*;
use statetopic::{BinarySet, Bytes, NumberSet, StringSet};

use super::types::{Key, Scalar, Set, Type};

thread_local! {
    /// The type whose children are read.
    static TYPE: RefCell<Option<Rc<Type>>> = const { RefCell::new(None) };
}

/// While it lives, what is read are the children of a type.
pub(super) struct Reading(Option<Rc<Type>>);

impl Reading {
    pub(super) fn of(ty: &Rc<Type>) -> Self {
        Self(TYPE.replace(Some(Rc::clone(ty))))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        TYPE.set(self.0.take());
    }
}

/// A value in a place that derived code has for it: the first or the second child of what it is in.
///
/// Only its type is dynamic. Around it is code of serde's derive, which sees a type of its own and its serializer's.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot<const PLACE: usize>(pub(super) Node);

impl<const PLACE: usize> Serialize for Slot<PLACE> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let node: &dyn erased_serde::Serialize = &self.0;
        erased_serde::serialize(node, serializer)
    }
}

impl<'de, const PLACE: usize> Deserialize<'de> for Slot<PLACE> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ty = TYPE.with_borrow(|ty| ty.as_ref().expect("a type is set").child(PLACE));
        let mut erased = <dyn erased_serde::Deserializer<'_>>::erase(deserializer);
        let _reading = Reading::of(&ty);
        Node::read(&ty, &mut erased).map(Self).map_err(D::Error::custom)
    }
}

type First = Slot<0>;
type Second = Slot<1>;

macro_rules! derived {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        $item
    )* };
}

derived! {
    pub(super) struct UnitStruct;
    pub(super) struct Newtype(pub(super) First);
    pub(super) struct TupleStruct(pub(super) First, pub(super) Second);
    pub(super) struct Struct {
        pub(super) a: First,
        pub(super) b: Second,
    }
    pub(super) struct Optional {
        #[serde(default)]
        pub(super) c: Option<First>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) d: Option<Second>,
    }
    pub(super) struct Flatten {
        pub(super) own: First,
        #[serde(flatten)]
        pub(super) rest: Second,
    }
    #[serde(rename_all = "kebab-case")]
    pub(super) enum External {
        Unit,
        Newtype(First),
        Tuple(First, Second),
        Struct { a: First, b: Second },
    }
    #[serde(tag = "t")]
    pub(super) enum Internal {
        Unit,
        Newtype(First),
        Struct { e: First, f: Second },
    }
    #[serde(tag = "x", content = "y")]
    pub(super) enum Adjacent {
        Unit,
        Newtype(First),
        Tuple(First, Second),
        Struct { a: First, b: Second },
    }
    #[serde(untagged)]
    pub(super) enum Untagged {
        First(First),
        Second(Second),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum UnitEnum {
    Red,
    #[serde(rename = "t")]
    Tag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Id(pub(super) u32);

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Bool(bool),
    U8(u8),
    I16(i16),
    U32(u32),
    I64(i64),
    U64(u64),
    I128(i128),
    U128(u128),
    F32(f32),
    F64(f64),
    Number(Number),
    Char(char),
    Text(String),
    Bytes(Bytes),
    Unit(()),
    UnitStruct(UnitStruct),
    UnitEnum(UnitEnum),
    Texts(StringSet<String>),
    Integers(NumberSet<u32>),
    Numbers(NumberSet<Number>),
    Blobs(BinarySet<Bytes>),
    Option(Box<Option<First>>),
    List(Vec<First>),
    Array(Box<[First; 2]>),
    Tuple(Box<(First, Second)>),
    OfTexts(BTreeMap<String, First>),
    OfChars(BTreeMap<char, First>),
    OfU8(BTreeMap<u8, First>),
    OfI64(BTreeMap<i64, First>),
    OfU128(BTreeMap<u128, First>),
    OfBools(BTreeMap<bool, First>),
    OfNames(BTreeMap<UnitEnum, First>),
    OfIds(BTreeMap<Id, First>),
    Newtype(Box<Newtype>),
    TupleStruct(Box<TupleStruct>),
    Struct(Box<Struct>),
    Optional(Box<Optional>),
    Flatten(Box<Flatten>),
    External(Box<External>),
    Internal(Box<Internal>),
    Adjacent(Box<Adjacent>),
    Untagged(Box<Untagged>),
}

macro_rules! each {
    ($node:expr, $($variant:ident)*, $value:ident => $then:expr) => {
        match $node {
            $(Node::$variant($value) => $then,)*
        }
    };
}

impl Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        each!(
            self,
            Bool U8 I16 U32 I64 U64 I128 U128 F32 F64 Number Char Text Bytes Unit UnitStruct UnitEnum Texts Integers Numbers
            Blobs Option List Array Tuple OfTexts OfChars OfU8 OfI64 OfU128 OfBools OfNames OfIds Newtype TupleStruct Struct
            Optional Flatten External Internal Adjacent Untagged,
            value => value.serialize(serializer)
        )
    }
}

impl Node {
    fn read(ty: &Type, from: &mut dyn erased_serde::Deserializer<'_>) -> Result<Self, erased_serde::Error> {
        macro_rules! read {
            ($variant:ident) => {
                Deserialize::deserialize(from).map(Node::$variant)
            };
        }
        match ty {
            Type::Scalar(scalar) => match scalar {
                Scalar::Bool => read!(Bool),
                Scalar::U8 => read!(U8),
                Scalar::I16 => read!(I16),
                Scalar::U32 => read!(U32),
                Scalar::I64 => read!(I64),
                Scalar::U64 => read!(U64),
                Scalar::I128 => read!(I128),
                Scalar::U128 => read!(U128),
                Scalar::F32 => read!(F32),
                Scalar::F64 => read!(F64),
                Scalar::Number => read!(Number),
                Scalar::Char => read!(Char),
                Scalar::Text => read!(Text),
                Scalar::Bytes => read!(Bytes),
                Scalar::Unit => read!(Unit),
                Scalar::UnitStruct => read!(UnitStruct),
                Scalar::UnitEnum => read!(UnitEnum),
            },
            Type::Set(set) => match set {
                Set::Texts => read!(Texts),
                Set::Integers => read!(Integers),
                Set::Numbers => read!(Numbers),
                Set::Blobs => read!(Blobs),
            },
            Type::Map(key, _) => match key {
                Key::Text => read!(OfTexts),
                Key::Char => read!(OfChars),
                Key::U8 => read!(OfU8),
                Key::I64 => read!(OfI64),
                Key::U128 => read!(OfU128),
                Key::Bool => read!(OfBools),
                Key::UnitEnum => read!(OfNames),
                Key::Newtype => read!(OfIds),
            },
            Type::Option(_) => read!(Option),
            Type::List(_) => read!(List),
            Type::Array(_) => read!(Array),
            Type::Tuple(..) => read!(Tuple),
            Type::Newtype(_) => read!(Newtype),
            Type::TupleStruct(..) => read!(TupleStruct),
            Type::Struct(..) => read!(Struct),
            Type::Optional(..) => read!(Optional),
            Type::Flatten(..) => read!(Flatten),
            Type::External(..) => read!(External),
            Type::Internal(..) => read!(Internal),
            Type::Adjacent(..) => read!(Adjacent),
            Type::Untagged(..) => read!(Untagged),
        }
    }
}
