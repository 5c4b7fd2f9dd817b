//! The rows of a query, page by page.

use std::fmt;
use std::marker::PhantomData;

use super::cursor::Cursor;
use super::request::{OPERATION, Reading, Request};
use crate::index::QueryRow;
use crate::table::connected::to_row;
use crate::table::error::TableError;

/// The rows of a query, page by page: what [`Query::pages`](super::Query::pages) gives.
///
/// ```no_run
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// async fn on_hand(levels: &Table<Level>) -> Result<u32> {
///     let mut pages = levels.query("oslo").page_size(100).pages();
///     let mut sum = 0;
///     while let Some(rows) = pages.next_page().await? {
///         sum += rows.iter().map(|row| row.on_hand).sum::<u32>();
///     }
///     Ok(sum)
/// }
/// ```
///
/// A screen that shows a page at a time keeps the [`cursor`](Self::cursor) behind it:
///
/// ```no_run
/// # use statetopic::prelude::*;
/// # use statetopic::table::Cursor;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub warehouse: String, #[sort_key] pub sku: String, pub on_hand: u32 }
/// async fn screen(levels: &Table<Level>, from: Option<Cursor<Level>>) -> Result<(Vec<Level>, Option<Cursor<Level>>)> {
///     let query = levels.query("oslo").page_size(20);
///     let query = if let Some(cursor) = from { query.after(cursor) } else { query };
///     let mut pages = query.pages();
///     let rows = pages.next_page().await?.unwrap_or_default();
///     Ok((rows, pages.cursor()))
/// }
/// ```
#[must_use = "a page is read with `next_page`"]
pub struct Pages<R> {
    reading: Reading,
    row: PhantomData<fn() -> R>,
}

impl<R> Pages<R> {
    pub(super) fn new(request: Request) -> Self {
        Self { reading: Reading::new(request), row: PhantomData }
    }

    /// Where the next page begins: `None` before the first page, and after the last. The next page may be empty.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor<R>> {
        self.reading.position().map(Cursor::new)
    }
}

impl<R: QueryRow> Pages<R> {
    /// Reads the next page, which has at least one row; `None` after the last. A page that could not be read can be asked for
    /// again.
    ///
    /// # Errors
    /// [`TableError`]: `is_decode` where a row does not fit the model, and what DynamoDB answers.
    pub async fn next_page(&mut self) -> Result<Option<Vec<R>>, TableError> {
        let place = self.reading.place().to_string();
        let before = self.reading.progress();
        let Some(items) = self.reading.next().await? else { return Ok(None) };
        let rows = items.iter().map(|item| to_row(OPERATION, &place, item)).collect::<Result<_, _>>();
        if rows.is_err() {
            self.reading.go_back(before);
        }
        rows.map(Some)
    }
}

impl<R> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.reading.place().to_string()).finish()
    }
}
