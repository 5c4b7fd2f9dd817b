//! The routes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use statetopic::prelude::*;
use statetopic::table::TableError;
use statetopic::{ConnectError, Connections, Resource as _};

use crate::{Note, NoteKey, TagCount, TagCountKey};

/// What the service reads and writes.
#[derive(Debug)]
pub struct Tables {
    notes: Table<Note>,
    tags: Table<TagCount, access::Get>,
}

impl Tables {
    /// The tables of an application.
    ///
    /// # Errors
    /// Where a table's name is missing from the environment.
    pub async fn connect(connections: &Connections) -> std::result::Result<Self, ConnectError> {
        let notes = Table::connect(connections).await?;
        let tags = Table::connect(connections).await?;
        Ok(Self { notes, tags })
    }
}

/// The service.
pub fn router(tables: Tables) -> Router {
    Router::new()
        .route(
            "/notes/{id}",
            get(read_note).put(write_note).delete(delete_note),
        )
        .route("/tags/{tag}", get(read_tag))
        .with_state(Arc::new(tables))
}

/// The body of a note: its id is in the path.
#[derive(Deserialize)]
struct Body {
    text: String,
    tag: String,
}

type Answer<T> = std::result::Result<T, StatusCode>;

/// What went wrong is for the log, and not for the caller.
fn failed(error: TableError) -> StatusCode {
    eprintln!("error: {error}");
    StatusCode::INTERNAL_SERVER_ERROR
}

async fn read_note(
    State(tables): State<Arc<Tables>>,
    Path(id): Path<String>,
) -> Answer<Json<Note>> {
    let note = tables
        .notes
        .get(&NoteKey { id })
        .consistent()
        .await
        .map_err(failed)?;
    note.map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn write_note(
    State(tables): State<Arc<Tables>>,
    Path(id): Path<String>,
    Json(Body { text, tag }): Json<Body>,
) -> Answer<StatusCode> {
    tables
        .notes
        .put(&Note { id, text, tag })
        .await
        .map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_note(
    State(tables): State<Arc<Tables>>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    tables.notes.delete(&NoteKey { id }).await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn read_tag(
    State(tables): State<Arc<Tables>>,
    Path(tag): Path<String>,
) -> Answer<Json<TagCount>> {
    let count = tables
        .tags
        .get(&TagCountKey { tag })
        .await
        .map_err(failed)?;
    count.map(Json).ok_or(StatusCode::NOT_FOUND)
}
