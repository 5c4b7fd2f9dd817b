//! Rows that a function puts in the order of their source's changes: an older one never replaces a newer one.

use statetopic::prelude::*;
use statetopic::{OrderedPut, Record, SequenceNumber};
use statetopic_local::{Delivery, FaultAction, FaultKind};
use statetopic_tests::on_both_stores;
use statetopic_tests::store::Store;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    state: String,
}

#[read_model(table = "order-states")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OrderState {
    #[partition_key]
    reference: String,
    state: String,
    #[sequence]
    position: SourcePosition,
}

on_both_stores! {
    #[tokio::test] async fn a_row_replaces_only_one_of_an_earlier_change;
    #[tokio::test] async fn the_last_state_stays_when_records_come_twice;
    #[tokio::test] async fn a_request_whose_answer_is_lost_has_written_its_row;
    #[tokio::test] async fn a_record_without_a_number_and_a_row_without_a_position_are_told;
}

const STREAM: &str = "arn:aws:dynamodb:eu-north-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000";

fn record(number: &str) -> Record<Order> {
    let new = OrderNewImage { id: "a".to_owned(), state: "open".to_owned() };
    let change = StateChange::Inserted { key: OrderKey { id: "a".to_owned() }, new };
    let number: SequenceNumber = number.parse().unwrap();
    Record::new(change).with_source(STREAM).with_sequence_number(number)
}

fn row(state: &str) -> OrderState {
    OrderState { reference: "a".to_owned(), state: state.to_owned(), position: SourcePosition::unset() }
}

async fn state(states: &Table<OrderState>) -> Result<Option<String>> {
    let row = states.get(&OrderStateKey { reference: "a".to_owned() }).consistent().await?;
    Ok(row.map(|row| row.state))
}

async fn a_row_replaces_only_one_of_an_earlier_change(store: Store) -> Result<()> {
    let local = store.start();
    let states = local.table::<OrderState>().await?;
    let newer = STREAM.replace("2026-01", "2026-02");
    for (record, expected) in [
        (record("9"), OrderedPut::Written),
        (record("9"), OrderedPut::Duplicate),
        (record("10"), OrderedPut::Written),
        (record("9"), OrderedPut::Superseded),
        (record("1").with_source(newer.as_str()), OrderedPut::Written),
        (record("11"), OrderedPut::Superseded),
    ] {
        let number = record.sequence_number().unwrap().to_string();
        assert_eq!(states.put_in_order(&row(&number), &record).await?, expected, "{number}");
    }
    assert_eq!(state(&states).await?.as_deref(), Some("1"));
    // A row of before the field was there, and one that was put without a record.
    states.put(&row("put")).await?;
    assert!(states.put_in_order(&row("2"), &record("2")).await?.is_written());
    assert_eq!(state(&states).await?.as_deref(), Some("2"));
    Ok(())
}

#[subscriber(library, on(Inserted, Modified))]
async fn keep_states(record: Record<Order>, states: &Table<OrderState, access::Put>) -> Result<()> {
    let Some(new) = record.change().new() else { return Ok(()) };
    states.put_in_order(&row(&new.state), &record).await?;
    Ok(())
}

async fn the_last_state_stays_when_records_come_twice(store: Store) -> Result<()> {
    let local = store.start();
    let orders = local.table::<Order>().await?;
    local.subscribe::<KeepStatesSubscriber>().await?.set_delivery(Delivery::Twice).await;
    for state in ["open", "paid", "sent"] {
        orders.put(&Order { id: "a".to_owned(), state: state.to_owned() }).await?;
    }
    local.settle().await?;
    assert_eq!(state(&local.table().await?).await?.as_deref(), Some("sent"));
    Ok(())
}

async fn a_request_whose_answer_is_lost_has_written_its_row(store: Store) -> Result<()> {
    let local = store.start();
    let states = local.table::<OrderState>().await?;
    let lost = std::sync::atomic::AtomicBool::new(false);
    local.engine().inject(move |call| match call.operation() {
        "PutItem" if !lost.swap(true, std::sync::atomic::Ordering::Relaxed) => {
            FaultAction::FailAfter(FaultKind::ServerError)
        }
        _ => FaultAction::Pass,
    });
    assert_eq!(states.put_in_order(&row("open"), &record("7")).await?, OrderedPut::Written);
    assert_eq!(states.put_in_order(&row("open"), &record("7")).await?, OrderedPut::Duplicate);
    Ok(())
}

async fn a_record_without_a_number_and_a_row_without_a_position_are_told(store: Store) -> Result<()> {
    let local = store.start();
    let states = local.table::<OrderState>().await?;
    let unnumbered = Record::new(record("7").into_change());
    let error = states.put_in_order(&row("open"), &unnumbered).await.unwrap_err().to_string();
    assert!(error.contains("the record has no sequence number"), "{error}");
    assert_eq!(state(&states).await?, None);
    Ok(())
}
