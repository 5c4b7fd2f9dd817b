//! What becomes of a write whose answer is lost: nothing is done twice, and no answer is a guess.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use statetopic::memory::{MemoryFailure, MemoryFault, MemoryTables};
use statetopic::prelude::*;
use statetopic::table::TableError;
use statetopic::{Clock, Connections, ReadModel as _, Resource as _, Written};
use statetopic_local::{FaultAction, FaultKind, Local};
use statetopic_tests::store::Store;

#[read_model(table = "articles")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(default)]
    on_hand: u32,
    #[serde(default)]
    price: Number,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    #[version]
    version: u64,
}

fn article(version: u64) -> Article {
    // A number that is kept in another form than it is written in.
    let price = "1.50".parse().unwrap();
    Article { sku: "bolt".to_owned(), price, version, ..Article::default() }
}

fn bolt() -> ArticleKey {
    ArticleKey { sku: "bolt".to_owned() }
}

/// How a request fails that was carried out, or was not.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    Reset,
    Timeout,
    ServerError,
    /// The caller is gone.
    Gone,
    /// It was not carried out.
    Throttled,
}

/// Those after which the outcome is not known.
const LOST: [Failure; 3] = [Failure::Reset, Failure::Timeout, Failure::ServerError];

impl Failure {
    fn of_engine(self) -> FaultAction {
        match self {
            Self::Reset => FaultAction::FailAfter(FaultKind::ConnectionReset),
            Self::Timeout => FaultAction::FailAfter(FaultKind::Timeout),
            Self::ServerError => FaultAction::FailAfter(FaultKind::ServerError),
            Self::Gone => FaultAction::FailAfter(FaultKind::Crash),
            Self::Throttled => FaultAction::FailBefore(FaultKind::Throttling),
        }
    }

    fn in_memory(self) -> MemoryFault {
        match self {
            Self::Reset => MemoryFault::After(MemoryFailure::Unreachable),
            Self::Timeout => MemoryFault::After(MemoryFailure::TimedOut),
            Self::ServerError => MemoryFault::After(MemoryFailure::ServerError),
            Self::Gone => MemoryFault::After(MemoryFailure::Gone),
            Self::Throttled => MemoryFault::Before(MemoryFailure::Throttled),
        }
    }
}

/// A table whose writes fail, and how many requests were made for them.
struct Articles {
    table: Table<Article>,
    requests: Arc<AtomicU32>,
    _local: Option<Local>,
}

impl Articles {
    /// With a row, if there is one; the first write fails, or the first attempt at each.
    async fn losing(store: Store, failure: Failure, each: bool, row: Option<&Article>) -> Self {
        let requests = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&requests);
        let fails = move |operation: &str, attempt: u32| {
            let is_write = operation != "GetItem";
            let number = counted.fetch_add(u32::from(is_write), Ordering::Relaxed);
            is_write && if each { attempt == 1 } else { number == 0 }
        };
        if store == Store::Engine {
            let local = Local::start().unwrap();
            let table = local.table::<Article>().await.unwrap();
            if let Some(row) = row {
                table.put(row).await.unwrap();
            }
            local.engine().inject(move |call| match fails(call.operation(), call.attempt()) {
                true => failure.of_engine(),
                false => FaultAction::Pass,
            });
            return Self { table, requests, _local: Some(local) };
        }
        let tables = MemoryTables::new(Clock::wall());
        tables.create("articles", &Article::SCHEMA);
        if let Some(row) = row {
            let connections = Connections::memory(tables.environment(), tables.clone());
            Table::<Article>::connect(&connections).await.unwrap().put(row).await.unwrap();
        }
        let faulty = tables.clone().with_faults(move |call| match fails(call.operation, call.attempt) {
            true => failure.in_memory(),
            false => MemoryFault::None,
        });
        let connections = Connections::memory(tables.environment(), faulty);
        Self { table: Table::connect(&connections).await.unwrap(), requests, _local: None }
    }

    async fn row(&self) -> Option<Article> {
        self.table.get(&bolt()).consistent().await.unwrap()
    }
}

/// Tries it on both stores, with each failure, of the first write and of the first attempt at each.
async fn with_each_loss(row: Option<&Article>, test: impl AsyncFn(Articles, Failure)) {
    for store in [Store::Engine, Store::Memory] {
        for failure in LOST {
            for each in [false, true] {
                test(Articles::losing(store, failure, each, row).await, failure).await;
            }
        }
    }
}

/// That an operation failed, says that it may have been carried out, and is not a failed condition.
fn assert_unknown(done: Result<Written, TableError>) -> TableError {
    let error = done.expect_err("its outcome is not known");
    assert!(error.is_outcome_unknown() && !error.is_condition(), "{error}");
    let said = "; it may have been carried out: read the row before you write again";
    assert!(error.to_string().ends_with(said), "{error}");
    error
}

#[tokio::test]
async fn a_newer_row_is_written_and_that_is_the_answer() {
    for there in [None, Some(article(1))] {
        with_each_loss(there.as_ref(), async |articles, failure| {
            assert!(articles.table.put_if_newer(&article(2)).await.unwrap(), "{failure:?}");
            assert_eq!(articles.row().await, Some(article(2)));
        })
        .await;
        with_each_loss(there.as_ref(), async |articles, failure| {
            let done = articles.table.put(Put::new(&article(2)).if_newer()).await;
            assert_eq!(done.unwrap(), Written::Done, "{failure:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn an_older_row_is_not_written_and_that_is_the_answer() {
    with_each_loss(Some(&article(9)), async |articles, failure| {
        assert!(!articles.table.put_if_newer(&article(2)).await.unwrap(), "{failure:?}");
        let of_version = Article { on_hand: 1, ..article(9) };
        assert!(!articles.table.put_if_newer(&of_version).await.unwrap(), "{failure:?}: not newer, and another row");
        let error = articles.table.put(Put::new(&article(2)).if_newer()).await.unwrap_err();
        assert!(error.is_condition() && !error.is_outcome_unknown(), "{error}");
        assert_eq!(articles.row().await, Some(article(9)));
    })
    .await;
}

#[tokio::test]
async fn an_addition_is_made_once_and_says_that_it_may_have_been() {
    for there in [None, Some(article(1))] {
        with_each_loss(there.as_ref(), async |articles, _| {
            assert_unknown(articles.table.update(bolt().update().add(|a| a.on_hand, 1)).await);
            assert_eq!(articles.row().await.unwrap().on_hand, 1);
            assert_eq!(articles.requests.load(Ordering::Relaxed), 1);
        })
        .await;
        // Beside others, and with a condition that holds the second time too.
        with_each_loss(there.as_ref(), async |articles, _| {
            let update = bolt().update().set(|a| a.price, Number::from(7)).add(|a| a.on_hand, 1);
            assert_unknown(articles.table.update(update.only_if(|a| a.on_hand.lt(9)).or_skip()).await);
            assert_eq!(articles.row().await.unwrap().on_hand, 1);
        })
        .await;
    }
}

#[tokio::test]
async fn an_element_is_appended_once() {
    with_each_loss(Some(&article(1)), async |articles, _| {
        let update = bolt().update().set(|a| a.notes.index(7), "rusty".to_owned());
        assert_unknown(articles.table.update(update).await);
        assert_eq!(articles.row().await.unwrap().notes, ["rusty"]);
    })
    .await;
}

#[tokio::test]
async fn a_condition_that_fails_the_second_time_decides_nothing() {
    with_each_loss(None, async |articles, _| {
        let error = assert_unknown(articles.table.create(&article(1)).await);
        assert_eq!(error.old_row::<Article>().unwrap(), Some(article(1)), "what tells");
        assert!(error.to_string().contains("the row is there already"), "{error}");
    })
    .await;
    with_each_loss(None, async |articles, _| {
        assert_unknown(articles.table.create(Create::new(&article(1)).or_skip()).await);
        assert_eq!(articles.row().await, Some(article(1)));
    })
    .await;
    with_each_loss(Some(&article(1)), async |articles, _| {
        let next = Replace::new(&article(2)).only_if(|a| a.version.eq(1));
        assert_unknown(articles.table.replace(next).await);
        assert_eq!(articles.row().await, Some(article(2)));
    })
    .await;
    with_each_loss(Some(&article(1)), async |articles, _| {
        let next = Put::new(&article(2)).only_if(|a| a.version.eq(1)).or_skip();
        assert_unknown(articles.table.put(next).await);
        assert_eq!(articles.row().await, Some(article(2)));
    })
    .await;
    with_each_loss(Some(&article(1)), async |articles, _| {
        assert_unknown(articles.table.delete(bolt().delete().only_if(|a| a.version.eq(1))).await);
        assert_eq!(articles.row().await, None);
    })
    .await;
    with_each_loss(Some(&article(1)), async |articles, _| {
        let update = bolt().update_existing().set(|a| a.version, 2).only_if(|a| a.version.eq(1)).or_skip();
        assert_unknown(articles.table.update(update).await);
        assert_eq!(articles.row().await.unwrap().version, 2);
    })
    .await;
    // Two decide by one condition, and both write the same: the second must not be told that it was it.
    with_each_loss(Some(&article(2)), async |articles, _| {
        assert_unknown(articles.table.put(Put::new(&article(2)).only_if(|a| a.version.eq(1))).await);
    })
    .await;
}

#[tokio::test]
async fn what_does_the_same_again_is_sent_again() {
    with_each_loss(Some(&article(1)), async |articles, failure| {
        let table = &articles.table;
        assert_eq!(table.replace(&article(2)).await.unwrap(), Written::Done, "{failure:?}");
        assert_eq!(table.put(&article(3)).await.unwrap(), Written::Done, "{failure:?}");
        let update = bolt().update().set(|a| a.on_hand, 7).only_if(|a| a.version.eq(3));
        assert_eq!(table.update(update).await.unwrap(), Written::Done, "{failure:?}");
        assert_eq!(articles.row().await, Some(Article { on_hand: 7, ..article(3) }));
        assert_eq!(table.delete(&bolt()).await.unwrap(), Written::Done, "{failure:?}");
        assert_eq!(articles.row().await, None);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_carried_out_is_sent_again() {
    for store in [Store::Engine, Store::Memory] {
        let articles = Articles::losing(store, Failure::Throttled, true, None).await;
        articles.table.update(bolt().update().add(|a| a.on_hand, 1)).await.unwrap();
        articles.table.update(bolt().update().set(|a| a.notes, Vec::new()).only_if(|a| a.on_hand.eq(1))).await.unwrap();
        assert_eq!(articles.row().await.unwrap().on_hand, 1);
        assert_eq!(articles.requests.load(Ordering::Relaxed), 4);
    }
}

#[tokio::test]
async fn a_caller_that_is_gone_sends_nothing_again() {
    for store in [Store::Engine, Store::Memory] {
        let articles = Articles::losing(store, Failure::Gone, false, None).await;
        assert_unknown(articles.table.create(&article(1)).await);
        assert_eq!(articles.requests.load(Ordering::Relaxed), 1);
        assert_eq!(articles.row().await, Some(article(1)));
    }
}

#[tokio::test]
async fn a_write_that_is_never_answered_may_have_been_carried_out() {
    for failure in LOST {
        let local = Local::start().unwrap();
        let articles = local.table::<Article>().await.unwrap();
        local.engine().inject(move |_| failure.of_engine());
        for done in [
            articles.put(&article(1)).await,
            articles.create(&article(1)).await,
            articles.delete(&bolt()).await,
            articles.update(bolt().update().add(|a| a.on_hand, 1)).await,
        ] {
            assert_unknown(done);
        }
        let error = articles.get(&bolt()).await.unwrap_err();
        assert!(!error.is_outcome_unknown() && !error.to_string().contains("carried out"), "{error}");
    }
}
