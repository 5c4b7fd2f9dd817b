//! The function without an engine.

use statetopic::{ReadModel as _, Subscriber as _};

use super::*;

fn level(on_hand: u32, threshold: u32) -> StockLevel {
    StockLevel { warehouse: "oslo".to_owned(), sku: "bolt".to_owned(), on_hand, threshold, order_up_to: 50 }
}

fn modified(old: &StockLevel, new: StockLevel) -> StateChange<StockLevel> {
    StateChange::Modified { key: old.key(), old: old.clone().into(), new: new.into() }
}

fn inserted(new: StockLevel) -> StateChange<StockLevel> {
    StateChange::Inserted { key: new.key(), new: new.into() }
}

fn removed(old: StockLevel) -> StateChange<StockLevel> {
    StateChange::Removed { key: old.key(), old: old.into(), cause: Removal::Deleted }
}

/// The change as the fourth record of the stream.
fn record(change: StateChange<StockLevel>) -> Record<StockLevel> {
    let time = Timestamp::from_epoch_millis(1_700_000_000_000);
    Record::new(change).with_sequence_number("4".parse().unwrap()).with_time(time)
}

#[test]
fn crossing_the_articles_own_threshold_counts_and_nothing_else() {
    let takes = |change| WatchStockSubscriber::takes(&change);
    // It falls below, or the threshold rises above it.
    assert!(takes(modified(&level(10, 10), level(9, 10))));
    assert!(takes(modified(&level(10, 10), level(10, 11))));
    assert!(takes(inserted(level(0, 10))));
    // It is no longer low.
    assert!(takes(modified(&level(9, 10), level(10, 10))));
    assert!(takes(removed(level(9, 10))));
    // It was low and still is; it was not and still is not.
    assert!(!takes(modified(&level(9, 10), level(3, 10))));
    assert!(!takes(modified(&level(40, 10), level(10, 10))));
    assert!(!takes(inserted(level(10, 10))));
    assert!(!takes(removed(level(10, 10))));
}

#[test]
fn an_article_that_runs_low_gets_an_alert_and_a_suggestion_of_one_shortage() {
    let shortage = format!("{:0>40}", 4);
    let (warehouse, sku) = ("oslo".to_owned(), "bolt".to_owned());
    let raised_at = Some(Timestamp::from_epoch_millis(1_700_000_000_000));
    let suggestion =
        ReorderSuggestion { warehouse: warehouse.clone(), shortage: shortage.clone(), sku: sku.clone(), quantity: 46 };
    let alert = LowStockAlert { warehouse, sku, shortage, on_hand: 4, threshold: 10, raised_at };
    let change = modified(&level(12, 10), level(4, 10));
    assert_eq!(watch_stock(record(change)).unwrap(), Writes::new().put(&suggestion).put(&alert));
}

#[test]
fn a_restock_and_the_end_of_an_article_clear_the_alert() {
    let key = LowStockAlertKey { warehouse: "oslo".to_owned(), sku: "bolt".to_owned() };
    for change in [modified(&level(4, 10), level(50, 10)), removed(level(4, 10))] {
        assert_eq!(watch_stock(record(change)).unwrap(), Writes::new().delete(&key));
    }
}
