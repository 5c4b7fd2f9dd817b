//! The service on this machine: tables in memory, and the subscriber beside it.

use std::time::Duration;

use statetopic::prelude::*;
use statetopic_local::{Clock, Local};

use {{crate}}::{CountTagsSubscriber, Note, Tables, TagCount, router};

/// Where the service listens, unless the variable `ADDRESS` says otherwise.
const ADDRESS: &str = "127.0.0.1:3000";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    local.create::<Note>().await?;
    local.create::<TagCount>().await?;
    local.subscribe::<CountTagsSubscriber>().await?;
    let tables = Tables::connect(&local.connections()).await?;
    let address = std::env::var("ADDRESS").unwrap_or_else(|_| ADDRESS.to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}/notes/1 and /tags/home", listener.local_addr()?);
    tokio::select! {
        ended = axum::serve(listener, router(tables)) => ended?,
        settled = settle(&local) => settled?,
    }
    Ok(())
}

/// Delivers what changes to the subscriber.
async fn settle(local: &Local) -> Result<()> {
    loop {
        local.settle().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
