//! Where a query goes on.

use std::fmt;
use std::marker::PhantomData;

use super::request::Position;

/// A place between two rows of a query, from [`Pages::cursor`](super::Pages::cursor): another query with the same conditions begins
/// there with [`after`](super::Query::after). What is in it is not seen, and not printed: it holds the key of a row.
///
/// It is of this process: it has no form that could be sent to a client and back, since that would show the key. Where the next
/// page is asked of another process, give the client what it may know of the last row, and begin behind that, with `sort_gt`.
pub struct Cursor<R> {
    position: Position,
    row: PhantomData<fn() -> R>,
}

impl<R> Cursor<R> {
    pub(super) const fn new(position: Position) -> Self {
        Self { position, row: PhantomData }
    }

    pub(super) fn into_inner(self) -> Position {
        self.position
    }
}

impl<R> Clone for Cursor<R> {
    fn clone(&self) -> Self {
        Self::new(self.position.clone())
    }
}

impl<R> fmt::Debug for Cursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cursor").field(&self.position.place().to_string()).finish()
    }
}
