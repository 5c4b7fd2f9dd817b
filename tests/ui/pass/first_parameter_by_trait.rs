//! What a subscriber listens to is said by a trait, so aliases, re-exports and paths work.

use statetopic::Subscriber;
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

mod messages {
    pub use statetopic::StateChange as Event;

    pub type OrderChange = Event<super::Order>;
    pub type Of<T> = statetopic::Record<T>;
}

#[subscriber(on(Modified { old, new } if new.total > old.total), library)]
fn by_alias(change: messages::OrderChange) {
    let _ = change;
}

#[subscriber(library)]
fn by_re_export(change: messages::Event<Order>) {
    let _ = change;
}

#[subscriber(library)]
fn by_path(change: statetopic::StateChange<self::Order>) {
    let _ = change;
}

#[subscriber(on(Inserted), library)]
fn by_generic_alias(record: messages::Of<Order>) {
    let _ = record;
}

#[subscriber(library)]
fn batch(batch: Batch<Order>) -> Result<()> {
    let _ = batch.len();
    Ok(())
}

#[test]
fn runs() {
    let key = || OrderKey { id: "1".to_owned() };
    let (old, new) = (OrderOldImage { id: "1".to_owned(), total: 1 }, OrderNewImage { id: "1".to_owned(), total: 2 });
    let grown = StateChange::Modified { key: key(), old, new: new.clone() };
    assert!(ByAliasSubscriber::takes(&grown));
    assert!(ByReExportSubscriber::takes(&grown));
    assert!(!ByGenericAliasSubscriber::takes(&grown));
    assert!(!ByAliasSubscriber::takes(&StateChange::Inserted { key: key(), new }));
}
