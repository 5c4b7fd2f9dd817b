//! How many rows a query may read.

/// Nothing was said yet: the rows can be read one by one or page by page.
#[derive(Debug)]
pub enum Unbounded {}

/// At most as many as [`limit`](crate::table::Query::limit) says.
#[derive(Debug)]
pub enum Limited {}

/// All that there are, as [`unlimited`](crate::table::Query::unlimited) says.
#[derive(Debug)]
pub enum Unlimited {}

/// A query of which it is said how many rows it may read.
#[diagnostic::on_unimplemented(
    message = "the number of rows that this query reads is `{Self}`",
    label = "a partition has any number of rows, and all of them would be in memory",
    note = "call `limit(…)` before, or `unlimited()` to read them all; `first`, `pages` and `stream` need neither"
)]
pub trait Bounded: sealed::Sealed {}

impl Bounded for Limited {}
impl Bounded for Unlimited {}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Limited {}
    impl Sealed for super::Unlimited {}
}
