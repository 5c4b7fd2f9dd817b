//! The service and the subscriber together, and the subscriber alone.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use statetopic::prelude::*;
use statetopic_local::{Clock, Local, Scenario};
use tower::ServiceExt as _;

use {{crate}}::{CountTagsSubscriber, Note, NoteKey, Tables, TagCount, router};

async fn service(local: &Local) -> Result<Router> {
    local.create::<Note>().await?;
    local.create::<TagCount>().await?;
    local.subscribe::<CountTagsSubscriber>().await?;
    Ok(router(Tables::connect(&local.connections()).await?))
}

async fn call(
    service: &Router,
    method: &str,
    path: &str,
    body: &str,
) -> Result<(StatusCode, String)> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_owned()))?;
    let answer = service.clone().oneshot(request).await?;
    let (status, body) = (
        answer.status(),
        axum::body::to_bytes(answer.into_body(), 10_000).await?,
    );
    Ok((status, String::from_utf8(body.to_vec())?))
}

#[tokio::test]
async fn what_is_written_is_read_and_its_tag_is_counted() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    let service = service(&local).await?;
    assert_eq!(
        call(&service, "GET", "/notes/1", "").await?.0,
        StatusCode::NOT_FOUND
    );
    let note = r#"{"text":"buy bolts","tag":"home"}"#;
    assert_eq!(
        call(&service, "PUT", "/notes/1", note).await?.0,
        StatusCode::NO_CONTENT
    );
    let written = r#"{"id":"1","text":"buy bolts","tag":"home"}"#.to_owned();
    assert_eq!(
        call(&service, "GET", "/notes/1", "").await?,
        (StatusCode::OK, written)
    );

    local.settle().await?;
    let counted = r#"{"tag":"home","notes":1}"#.to_owned();
    assert_eq!(
        call(&service, "GET", "/tags/home", "").await?,
        (StatusCode::OK, counted)
    );
    Ok(())
}

#[tokio::test]
async fn a_note_that_goes_counts_no_more() -> Result<()> {
    let (tag, text) = ("home".to_owned(), "buy bolts".to_owned());
    let scenario = Scenario::new()
        .given(&Note {
            id: "1".to_owned(),
            text,
            tag: tag.clone(),
        })
        .await?
        .given(&TagCount {
            tag: tag.clone(),
            notes: 2,
        })
        .await?
        .when_deleted::<CountTagsSubscriber, Note>(&NoteKey { id: "1".to_owned() })
        .await?;
    assert_eq!(scenario.then::<TagCount>()?, [TagCount { tag, notes: 1 }]);
    Ok(())
}
