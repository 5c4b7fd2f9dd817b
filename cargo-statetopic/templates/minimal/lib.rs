//! Articles in a warehouse, and how many each shelf holds.

use statetopic::prelude::*;

/// An article: a row of the table `articles`.
#[read_model(table = "articles")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its number.
    #[partition_key]
    pub id: u32,
    /// Where it lies.
    pub shelf: String,
}

/// What a shelf holds. Nobody writes it by hand: it follows from the changes of articles.
#[read_model(table = "shelves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    /// Its name.
    #[partition_key]
    pub name: String,
    /// Number of articles.
    #[serde(default)]
    pub articles: u32,
}

/// Keeps the number of articles of each shelf. Every change counts once, however often it is delivered.
#[subscriber(on_error = park)]
pub fn count_articles(change: StateChange<Article>) -> Writes<Shelf> {
    let shelf = |name: &str| {
        ShelfKey {
            name: name.to_owned(),
        }
        .update()
    };
    let mut writes = Writes::new();
    if change.old().map(|old| &old.shelf) == change.new().map(|new| &new.shelf) {
        return writes;
    }
    if let Some(old) = change.old() {
        writes = writes.update(shelf(&old.shelf).add(|a| a.articles, -1));
    }
    if let Some(new) = change.new() {
        writes = writes.update(shelf(&new.shelf).add(|a| a.articles, 1));
    }
    writes
}
