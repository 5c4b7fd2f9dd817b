//! Plain and async functions, every answer, resources; each is callable under its own name.

use statetopic::prelude::*;
use statetopic::{ConnectError, Connections, Resource, Subscriber};

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    #[partition_key]
    id: String,
}

pub struct Log;

impl Resource for Log {
    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }
}

#[subscriber(library)]
fn plain(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(library)]
pub async fn fallible(record: Record<Order>) -> Result<()> {
    let _: u32 = record.key().id.parse()?;
    Ok(())
}

#[subscriber(library)]
pub(crate) async fn own_error(change: StateChange<Order>) -> Result<(), std::fmt::Error> {
    let _ = change;
    Ok(())
}

#[subscriber(library)]
async fn with_resources(change: StateChange<Order>, log: &Log, orders: &Table<Order>) -> Result<()> {
    let _ = (change, log, orders);
    Ok(())
}

#[subscriber(library)]
fn with_a_pattern(record @ Record { .. }: Record<Order>) {
    let _ = record.change();
}

fn is_subscriber<S: Subscriber<Topic = Order>>() -> &'static str {
    S::DEFINITION.id
}

#[test]
fn runs() {
    let change =
        || StateChange::Inserted { key: OrderKey { id: "1".to_owned() }, new: OrderNewImage { id: "1".to_owned() } };
    plain(change());
    drop(own_error(change()));
    assert!(is_subscriber::<PlainSubscriber>().ends_with("/plain"));
    assert!(is_subscriber::<FallibleSubscriber>().ends_with("/fallible"));
    assert!(is_subscriber::<OwnErrorSubscriber>().ends_with("/own_error"));
    assert!(is_subscriber::<WithResourcesSubscriber>().ends_with("/with_resources"));
    let _ = (fallible, with_a_pattern);
    let _ = with_resources;
}
