//! What a query takes: values for the whole partition key, conditions on the sort key, and a bound.
//!
//! A key has up to four attributes on each side. A query is begun with a value for each attribute of the partition key. Its
//! conditions on the sort key are given from the left: equality on the first attributes, and at most one range, which is the
//! last. What may follow is part of the type of a [`Query`](crate::table::Query), so that anything else does not compile.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>

mod bound;
mod partition;
mod sort;

pub use self::bound::{Bounded, Limited, Unbounded, Unlimited};
pub use self::partition::PartitionInput;
pub use self::sort::{AfterRange, AfterSortKey, PrefixInput, SortInput};
