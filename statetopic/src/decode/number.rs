//! Numbers for visitors.

use serde::de::Visitor;

use super::fault::{Fault, Problem};
use crate::digits::{Decimal, parse_integer};

/// A number for [`Number`](crate::Number), which reads its digits itself.
pub(crate) fn visit_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    visitor.visit_str::<Fault>(text).map_err(|_| Fault::new(Problem::Unfit("N of at most 38 digits")))
}

/// A number for a visitor that takes any value: serde buffers it in 64 bits, and nothing is rounded.
pub(crate) fn visit_any_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    if let Some(unsigned) = parse_integer(text) {
        return visitor.visit_u64(unsigned);
    }
    if let Some(signed) = parse_integer(text) {
        return visitor.visit_i64(signed);
    }
    let decimal = Decimal::parse(text).ok_or_else(|| Fault::new(Problem::Unfit("N")))?;
    match text.parse::<f64>() {
        // A float is written with the digits that tell it from every other: where these come back, it is the number.
        Ok(float) if Decimal::parse(&float.to_string()) == Some(decimal) => visitor.visit_f64(float),
        _ => Err(Fault::new(Problem::TooWideToBuffer)),
    }
}
