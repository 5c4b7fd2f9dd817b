//! The rows of a query, one by one.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_util::Stream;
use serde_dynamo::Item;

use super::request::{OPERATION, Reading, Request};
use crate::index::QueryRow;
use crate::table::connected::to_row;
use crate::table::error::TableError;

/// The rows of a query, one by one: what [`Query::stream`](super::Query::stream) gives.
///
/// It is a [`Stream`], whose adapters are in crates such as `futures-util` and `tokio-stream`. A row that does not decode is an
/// error, and the rows after it follow; after an error of DynamoDB's there is nothing more.
#[must_use = "rows are read when they are asked for"]
pub struct RowStream<R> {
    items: vec::IntoIter<Item>,
    place: String,
    next: Next,
    row: PhantomData<fn() -> R>,
}

/// What comes after the rows that were read.
enum Next {
    Unread(Box<Reading>),
    BeingRead(Pin<Box<dyn Future<Output = (Box<Reading>, Answer)> + Send>>),
    Nothing,
}

type Answer = Result<Option<Vec<Item>>, TableError>;

impl<R> RowStream<R> {
    pub(super) fn new(request: Request) -> Self {
        let place = request.asked.place.to_string();
        Self {
            items: Vec::new().into_iter(),
            place,
            next: Next::Unread(Box::new(Reading::new(request))),
            row: PhantomData,
        }
    }
}

impl<R: QueryRow> Stream for RowStream<R> {
    type Item = Result<R, TableError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(to_row(OPERATION, &self.place, &item)));
            }
            self.next = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Nothing => return Poll::Ready(None),
                Next::Unread(mut reading) => Next::BeingRead(Box::pin(async move {
                    let items = reading.next().await;
                    (reading, items)
                })),
                Next::BeingRead(mut page) => match page.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.next = Next::BeingRead(page);
                        return Poll::Pending;
                    }
                    Poll::Ready((reading, items)) => match items.transpose() {
                        None => Next::Nothing,
                        Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                        Some(Ok(items)) => {
                            self.items = items.into_iter();
                            Next::Unread(reading)
                        }
                    },
                },
            };
        }
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RowStream").field(&self.place).finish()
    }
}
