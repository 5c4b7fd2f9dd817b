//! Articles move, and the shelves follow: tables in memory, on this machine.

use statetopic::prelude::*;
use statetopic_local::{Clock, Local};

use {{crate}}::{Article, CountArticlesSubscriber, Shelf, ShelfKey};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    local.subscribe::<CountArticlesSubscriber>().await?;
    let articles = local.table::<Article>().await?;
    for (id, shelf) in [(1, "A"), (2, "A"), (3, "B"), (1, "B")] {
        articles
            .put(&Article {
                id,
                shelf: shelf.to_owned(),
            })
            .await?;
    }
    local.settle().await?;

    println!("Every change of the table is a typed event:");
    for record in statetopic::decode::<Article>(&local.changes_of::<Article>()?.to_json())? {
        match record?.change() {
            StateChange::Inserted { key, new } => println!("  {key} is new on shelf {}", new.shelf),
            StateChange::Modified { key, old, new } => {
                println!("  {key} moved from shelf {} to {}", old.shelf, new.shelf);
            }
            StateChange::Removed { key, old, .. } => println!("  {key} left shelf {}", old.shelf),
        }
    }
    println!("And `count_articles` derived:");
    let shelves = local.table::<Shelf>().await?;
    for name in ["A", "B"] {
        if let Some(shelf) = shelves
            .get(&ShelfKey {
                name: name.to_owned(),
            })
            .await?
        {
            println!("  shelf {} holds {}", shelf.name, shelf.articles);
        }
    }
    Ok(())
}
