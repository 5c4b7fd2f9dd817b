//! Numbers that are in several rows.

use std::marker::PhantomData;

use super::counter::{Counter, DecimalCounter};
use crate::key::{KeyScalar, S};
use crate::number::{Number, NumberError};

/// What a `#[sharded]` field of type `V` is to an update: a number that `Writes` add to, and nothing else.
///
/// Its parts are in several rows, so that no row can say what the number is: it is not set, removed or asked about, and an
/// addition has no range but DynamoDB's.
#[derive(Debug)]
pub struct Sharded<V>(PhantomData<fn() -> V>);

#[diagnostic::do_not_recommend]
impl<V: Counter> Counter for Sharded<V> {
    const RANGE: Option<(Number, Number)> = None;

    fn range_of(delta: Number) -> Result<Option<(Number, Number)>, NumberError> {
        V::range_of(delta).map(|_| None)
    }

    /// A row that is not there counts as zero.
    fn start(_: Option<fn() -> Self>) -> Result<Number, NumberError> {
        Ok(Number::ZERO)
    }

    fn is_number() -> bool {
        V::is_number()
    }
}

#[diagnostic::do_not_recommend]
impl<V: DecimalCounter> DecimalCounter for Sharded<V> {}

/// The type of a partition key that can have the number of a row behind it: `S`.
#[diagnostic::on_unimplemented(
    message = "a partition key of the type `{Self}` has no room for the number of a row of a `#[sharded]` field",
    label = "the number of a row stands behind the key, so it is an `S`",
    note = "make the key a `String`, a newtype of one or an enum of unit variants, or remove `#[sharded]`"
)]
pub trait ShardedScalar: KeyScalar {}

impl ShardedScalar for S {}
