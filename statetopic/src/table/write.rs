//! A write of one row.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::error::TableError;
use crate::operation::Written;

/// A write of one row that was begun with [`Table::put`](super::Table::put) or its like: it is sent when this is awaited.
///
/// The row is taken as it is when it is begun. It is a future of its own type, so that a missing bound is one error.
#[must_use = "nothing is written until this is awaited"]
pub struct WriteRequest<'a, T = Written>(Pin<Box<dyn Future<Output = Result<T, TableError>> + Send + 'a>>);

impl<'a, T> WriteRequest<'a, T> {
    pub(super) fn new(request: impl Future<Output = Result<T, TableError>> + Send + 'a) -> Self {
        Self(Box::pin(request))
    }
}

impl<T> Future for WriteRequest<'_, T> {
    type Output = Result<T, TableError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for WriteRequest<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteRequest(..)")
    }
}
