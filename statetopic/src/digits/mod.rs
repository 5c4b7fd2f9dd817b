//! Digits, and the numbers that they form. Keys, numbers and the decoder use this module.

mod decimal;
mod eights;
mod float;

pub(crate) use self::decimal::{Decimal, Integer, parse_integer};
pub(crate) use self::eights::{are_digits, leading_integer};
pub(crate) use self::float::{Float, leading_float, parse_float};
