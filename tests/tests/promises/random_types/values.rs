//! Random values of random types, the ends of their ranges more often than not.

use statetopic::{BinarySet, Bytes, Number, NumberSet, StringSet};
use statetopic_local::simulate::Random;

use super::node::{
    Adjacent, External, Flatten, Id, Internal, Newtype, Node, Optional, Slot, Struct, TupleStruct, UnitEnum,
    UnitStruct, Untagged,
};
use super::types::{Key, Scalar, Set, Type};

/// Texts that are names elsewhere, among others.
const TEXTS: [&str; 10] = ["", "a", "b", "own", "t", "x", "id", "Red", "søk \"\\\n", "7"];
const FLOATS: [f64; 12] = [
    0.0,
    -0.0,
    0.1 + 0.2,
    -19.25,
    5.0,
    1e20,
    -1e19,
    1.23e40,
    9.223_372_036_854_776e18,
    1.844_674_407_370_955_2e19,
    1.7e-100,
    9.99e125,
];
const NUMBERS: [&str; 9] = [
    "0",
    "-7.25",
    "1E30",
    "123456789012345E-9",
    "1764349411.123456",
    "18446744073709551616",
    "0.12345678901234567890123",
    "12345678901234567890123456789012345678",
    "-1E-120",
];

impl Type {
    /// A value of the type.
    pub(super) fn value(&self, random: &mut Random) -> Node {
        match self {
            Self::Scalar(scalar) => scalar.value(random),
            Self::Set(set) => set.value(random),
            Self::Option(_) => Node::Option(Box::new(random.percent(70).then(|| self.slot(random)))),
            Self::List(_) => Node::List((0..random.below(4)).map(|_| self.slot(random)).collect()),
            Self::Array(_) => Node::Array(Box::new([self.slot(random), self.slot(random)])),
            Self::Tuple(..) => Node::Tuple(Box::new((self.slot(random), self.slot(random)))),
            Self::Map(key, _) => self.map(*key, random),
            Self::Newtype(_) => Node::Newtype(Box::new(Newtype(self.slot(random)))),
            Self::TupleStruct(..) => Node::TupleStruct(Box::new(TupleStruct(self.slot(random), self.slot(random)))),
            Self::Struct(..) => Node::Struct(Box::new(Struct { a: self.slot(random), b: self.slot(random) })),
            Self::Optional(..) => Node::Optional(Box::new(Optional {
                c: random.percent(70).then(|| self.slot(random)),
                d: random.percent(70).then(|| self.slot(random)),
            })),
            Self::Flatten(..) => Node::Flatten(Box::new(Flatten { own: self.slot(random), rest: self.slot(random) })),
            Self::External(..) => Node::External(Box::new(match random.below(4) {
                0 => External::Unit,
                1 => External::Newtype(self.slot(random)),
                2 => External::Tuple(self.slot(random), self.slot(random)),
                _ => External::Struct { a: self.slot(random), b: self.slot(random) },
            })),
            Self::Internal(..) => Node::Internal(Box::new(match random.below(3) {
                0 => Internal::Unit,
                1 => Internal::Newtype(self.slot(random)),
                _ => Internal::Struct { e: self.slot(random), f: self.slot(random) },
            })),
            Self::Adjacent(..) => Node::Adjacent(Box::new(match random.below(4) {
                0 => Adjacent::Unit,
                1 => Adjacent::Newtype(self.slot(random)),
                2 => Adjacent::Tuple(self.slot(random), self.slot(random)),
                _ => Adjacent::Struct { a: self.slot(random), b: self.slot(random) },
            })),
            Self::Untagged(..) => Node::Untagged(Box::new(match random.percent(50) {
                true => Untagged::First(self.slot(random)),
                false => Untagged::Second(self.slot(random)),
            })),
        }
    }

    /// A child.
    pub(super) fn slot<const PLACE: usize>(&self, random: &mut Random) -> Slot<PLACE> {
        Slot(self.child(PLACE).value(random))
    }

    fn map(&self, key: Key, random: &mut Random) -> Node {
        macro_rules! map {
            ($variant:ident, $key:expr) => {
                Node::$variant((0..random.below(3)).map(|_| ($key, self.slot(random))).collect())
            };
        }
        match key {
            Key::Text => map!(OfTexts, text(random)),
            Key::Char => map!(OfChars, char::from(b'a' + byte(random) % 26)),
            Key::U8 => map!(OfU8, byte(random)),
            Key::I64 => map!(OfI64, i64::from(byte(random)) - 100),
            Key::U128 => map!(OfU128, u128::MAX - u128::from(byte(random))),
            Key::Bool => map!(OfBools, random.percent(50)),
            Key::UnitEnum => map!(OfNames, name(random)),
            Key::Newtype => map!(OfIds, Id(random.below(9))),
        }
    }
}

impl Scalar {
    fn value(self, random: &mut Random) -> Node {
        match self {
            Self::Bool => Node::Bool(random.percent(50)),
            Self::U8 => Node::U8(byte(random)),
            Self::I16 => Node::I16(*random.choose(&[i16::MIN, -1, 0, 7, i16::MAX])),
            Self::U32 => Node::U32(*random.choose(&[0, 7, u32::MAX])),
            Self::I64 => Node::I64(*random.choose(&[i64::MIN, -1, 0, 7, i64::MAX])),
            Self::U64 => Node::U64(*random.choose(&[0, 7, 1 << 63, u64::MAX])),
            Self::I128 => Node::I128(*random.choose(&[-5, 0, 5, i128::from(u64::MAX) + 1, -(1 << 100)])),
            Self::U128 => Node::U128(*random.choose(&[0, 5, 1 << 64, 1 << 120, u128::MAX])),
            Self::F32 => Node::F32(float(random)),
            Self::F64 => Node::F64(double(random)),
            Self::Number => Node::Number(number(random)),
            Self::Char => Node::Char(*random.choose(&['a', 'å', '"', '\n'])),
            Self::Text => Node::Text(text(random)),
            Self::Bytes => Node::Bytes(bytes(random)),
            Self::Unit => Node::Unit(()),
            Self::UnitStruct => Node::UnitStruct(UnitStruct),
            Self::UnitEnum => Node::UnitEnum(name(random)),
        }
    }
}

impl Set {
    fn value(self, random: &mut Random) -> Node {
        let count = random.below(3);
        match self {
            Self::Texts => Node::Texts((0..count).map(|_| text(random)).collect::<StringSet<_>>()),
            Self::Integers => Node::Integers((0..count).map(|_| random.below(9)).collect::<NumberSet<_>>()),
            Self::Numbers => Node::Numbers((0..count).map(|_| number(random)).collect::<NumberSet<_>>()),
            Self::Blobs => Node::Blobs((0..count).map(|_| bytes(random)).collect::<BinarySet<_>>()),
        }
    }
}

fn byte(random: &mut Random) -> u8 {
    u8::try_from(random.below(256)).expect("a byte")
}

fn text(random: &mut Random) -> String {
    (*random.choose(&TEXTS)).to_owned()
}

fn name(random: &mut Random) -> UnitEnum {
    *random.choose(&[UnitEnum::Red, UnitEnum::Tag])
}

fn bytes(random: &mut Random) -> Bytes {
    (0..random.below(4)).map(|_| byte(random)).collect::<Vec<_>>().into()
}

fn number(random: &mut Random) -> Number {
    random.choose(&NUMBERS).parse().expect("a number")
}

/// Any bits at all, within DynamoDB's range.
fn double(random: &mut Random) -> f64 {
    let bits = (u64::from(random.below(u32::MAX)) << 32) | u64::from(random.below(u32::MAX));
    let float = f64::from_bits(bits);
    let in_range = (1e-129..1e125).contains(&float.abs());
    if in_range && random.percent(50) { float } else { *random.choose(&FLOATS) }
}

fn float(random: &mut Random) -> f32 {
    let float = f32::from_bits(random.below(u32::MAX));
    if float.is_finite() && random.percent(80) {
        float
    } else {
        *random.choose(&[0.1, 3.4e38, -16_777_216.0, 8.589_973e9])
    }
}
