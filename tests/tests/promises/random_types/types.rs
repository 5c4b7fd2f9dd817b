//! Random types: descriptions of them, and what they write and accept.

use std::rc::Rc;

use statetopic_local::simulate::Random;

/// A type over serde's data model. Its children are other types.
#[derive(Clone, Debug)]
pub(super) enum Type {
    Scalar(Scalar),
    Set(Set),
    Option(Rc<Type>),
    List(Rc<Type>),
    Array(Rc<Type>),
    Tuple(Rc<Type>, Rc<Type>),
    Map(Key, Rc<Type>),
    Newtype(Rc<Type>),
    TupleStruct(Rc<Type>, Rc<Type>),
    Struct(Rc<Type>, Rc<Type>),
    Optional(Rc<Type>, Rc<Type>),
    Flatten(Rc<Type>, Rc<Type>),
    External(Rc<Type>, Rc<Type>),
    Internal(Rc<Type>, Rc<Type>),
    Adjacent(Rc<Type>, Rc<Type>),
    Untagged(Rc<Type>, Rc<Type>),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Scalar {
    Bool,
    U8,
    I16,
    U32,
    I64,
    U64,
    I128,
    U128,
    F32,
    F64,
    Number,
    Char,
    Text,
    Bytes,
    Unit,
    UnitStruct,
    UnitEnum,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Set {
    Texts,
    Integers,
    Numbers,
    Blobs,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Text,
    Char,
    U8,
    I64,
    U128,
    Bool,
    UnitEnum,
    Newtype,
}

const SCALARS: [Scalar; 17] = [
    Scalar::Bool,
    Scalar::U8,
    Scalar::I16,
    Scalar::U32,
    Scalar::I64,
    Scalar::U64,
    Scalar::I128,
    Scalar::U128,
    Scalar::F32,
    Scalar::F64,
    Scalar::Number,
    Scalar::Char,
    Scalar::Text,
    Scalar::Bytes,
    Scalar::Unit,
    Scalar::UnitStruct,
    Scalar::UnitEnum,
];
const KEYS: [Key; 8] = [Key::Text, Key::Char, Key::U8, Key::I64, Key::U128, Key::Bool, Key::UnitEnum, Key::Newtype];

/// The kinds of values in a self-describing format, as bits.
const NULL: u8 = 1;
const TRUTH: u8 = 2;
const NUMBER: u8 = 4;
const TEXT: u8 = 8;
const BYTES: u8 = 16;
const LIST: u8 = 32;
const MAP: u8 = 64;

impl Type {
    pub(super) fn child(&self, place: usize) -> Rc<Self> {
        let (first, second) = match self {
            Self::Scalar(_) | Self::Set(_) => panic!("it has no children"),
            Self::Option(inner)
            | Self::List(inner)
            | Self::Array(inner)
            | Self::Map(_, inner)
            | Self::Newtype(inner) => (inner, inner),
            Self::Tuple(first, second)
            | Self::TupleStruct(first, second)
            | Self::Struct(first, second)
            | Self::Optional(first, second)
            | Self::Flatten(first, second)
            | Self::External(first, second)
            | Self::Internal(first, second)
            | Self::Adjacent(first, second)
            | Self::Untagged(first, second) => (first, second),
        };
        Rc::clone(if place == 0 { first } else { second })
    }

    /// The kinds of values that it is written as.
    fn written(&self) -> u8 {
        match self {
            Self::Scalar(scalar) => match scalar {
                Scalar::Bool => TRUTH,
                Scalar::Char | Scalar::Text | Scalar::UnitEnum => TEXT,
                Scalar::Bytes => BYTES,
                // Beside the tag of an internally tagged variant it is a map without members.
                Scalar::Unit | Scalar::UnitStruct => NULL | MAP,
                _ => NUMBER,
            },
            Self::Set(_) | Self::List(_) | Self::Array(_) | Self::Tuple(..) | Self::TupleStruct(..) => LIST,
            Self::Option(inner) => NULL | inner.written(),
            Self::Newtype(inner) => inner.written(),
            Self::External(..) => TEXT | MAP,
            Self::Untagged(first, second) => first.written() | second.written(),
            Self::Map(..)
            | Self::Struct(..)
            | Self::Optional(..)
            | Self::Flatten(..)
            | Self::Internal(..)
            | Self::Adjacent(..) => MAP,
        }
    }

    /// The kinds of values that it can be read from, in any format.
    fn accepted(&self) -> u8 {
        match self {
            Self::Scalar(Scalar::UnitStruct | Scalar::Unit) => NULL | MAP,
            Self::Scalar(Scalar::UnitEnum) => TEXT | MAP,
            Self::Scalar(Scalar::Bytes) => BYTES | TEXT | LIST,
            Self::Option(inner) => NULL | inner.accepted(),
            Self::Newtype(inner) => inner.accepted(),
            Self::Struct(..) | Self::Optional(..) | Self::Internal(..) | Self::Adjacent(..) => MAP | LIST,
            Self::Untagged(first, second) => first.accepted() | second.accepted(),
            other => other.written(),
        }
    }

    /// A random type, at most so deep.
    pub(super) fn random(random: &mut Random, depth: u32) -> Rc<Self> {
        if depth == 0 || random.percent(15) {
            return Rc::new(match random.below(8) {
                0 => Self::Set(*random.choose(&[Set::Texts, Set::Integers, Set::Numbers, Set::Blobs])),
                _ => Self::Scalar(*random.choose(&SCALARS)),
            });
        }
        let mut child = || Self::random(random, depth - 1);
        let (first, second) = (child(), child());
        Rc::new(match random.below(17) {
            0 => Self::Option(first),
            1 => Self::List(first),
            2 => Self::Array(first),
            3 => Self::Tuple(first, second),
            4 | 5 => Self::Map(*random.choose(&KEYS), first),
            6 => Self::Newtype(first),
            7 => Self::TupleStruct(first, second),
            8 => Self::Struct(first, second),
            9 => Self::Optional(first, second),
            10 => Self::Flatten(first, Self::like_a_map(random, depth - 1)),
            11 => Self::External(first, second),
            12 | 13 => {
                Self::Internal(if random.percent(70) { Self::like_a_map(random, depth - 1) } else { first }, second)
            }
            14 => Self::Adjacent(first, second),
            _ => Self::untagged(random, first, second),
        })
    }

    /// One that is written as a map: what can be flattened, or stand beside a tag.
    pub(super) fn like_a_map(random: &mut Random, depth: u32) -> Rc<Self> {
        let depth = depth.max(1) - 1;
        let (first, second) = (Self::random(random, depth), Self::random(random, depth));
        Rc::new(match random.below(7) {
            0 | 1 => Self::Map(*random.choose(&KEYS), first),
            2 => Self::Struct(first, second),
            3 => Self::Optional(first, second),
            4 => Self::External(first, second),
            5 => Self::Adjacent(first, second),
            _ => Self::Internal(first, second),
        })
    }

    /// An untagged enum of these, unless the first variant takes what the second writes: no format tells them apart then. A
    /// string is told from bytes and from numbers by DynamoDB, and not by serde.
    fn untagged(random: &mut Random, first: Rc<Self>, second: Rc<Self>) -> Self {
        if random.percent(10) {
            let pairs = [[Scalar::Text, Scalar::Bytes], [Scalar::Number, Scalar::Text], [Scalar::Text, Scalar::Number]];
            let [first, second] = random.choose(&pairs).map(|scalar| Rc::new(Self::Scalar(scalar)));
            return Self::Untagged(first, second);
        }
        match first.accepted() & second.written() {
            0 => Self::Untagged(first, second),
            _ => Self::Struct(first, second),
        }
    }
}
