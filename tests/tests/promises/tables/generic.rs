//! Generic models on the embedded engine: rows of the types that they are instantiated with, in the one table.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use statetopic::ReadModel;
use statetopic::prelude::*;
use statetopic_local::Local;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    #[sort_key]
    line: u32,
    payload: T,
    #[added]
    more: Vec<T>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    weight: u32,
}

type Attributes = BTreeMap<String, String>;

/// What has been ordered, by the order's type.
#[read_model(table = "weights")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Weight<Id: KeyAttribute> {
    #[partition_key]
    id: Id,
    #[serde(default)]
    grams: u32,
}

fn key(line: u32) -> OrderKey {
    OrderKey { id: "1".to_owned(), line }
}

fn order<T: Clone>(line: u32, payload: &T) -> Order<T> {
    Order { id: "1".to_owned(), line, payload: payload.clone(), more: vec![payload.clone()] }
}

#[tokio::test]
async fn a_row_is_read_as_the_type_that_it_was_written_with() -> Result<()> {
    let local = Local::start()?;
    let parcels = local.table::<Order<Parcel>>().await?;
    let parcel = order(1, &Parcel { weight: 250 });
    parcels.put(&parcel).await?;
    assert_eq!(parcels.get(&key(1)).consistent().await?, Some(parcel));

    let heavier = Parcel { weight: 300 };
    parcels.update(key(1).update_existing_of::<Order<Parcel>>().set(|a| a.payload, heavier.clone())).await?;
    assert_eq!(parcels.get(&key(1)).consistent().await?.map(|order| order.payload), Some(heavier));
    parcels.delete(&key(1)).await?;
    assert_eq!(parcels.get(&key(1)).consistent().await?, None);
    Ok(())
}

/// Writes a row and reads what is in its partition, whatever the orders are of.
async fn put_and_query<T>(local: &Local, row: &Order<T>) -> Result<Vec<Order<T>>>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let orders = local.table::<Order<T>>().await?;
    orders.put(row).await?;
    Ok(orders.query(&row.id).unlimited().rows().await?)
}

#[tokio::test]
async fn instantiations_share_the_table() -> Result<()> {
    let local = Local::start()?;
    assert_eq!(Order::<Parcel>::SCHEMA, Order::<Attributes>::SCHEMA);
    let parcel = order(1, &Parcel { weight: 250 });
    assert_eq!(put_and_query(&local, &parcel).await?, [parcel]);

    // The other type's row is there too, and is not a row of this type.
    let other = order(2, &Attributes::from([("color".to_owned(), "red".to_owned())]));
    let error = put_and_query(&local, &other).await.unwrap_err().to_string();
    assert!(error.contains("cannot decode `Order."), "{error}");
    Ok(())
}

#[subscriber(library, on(Inserted, Modified { old, new } if old.payload.weight != new.payload.weight))]
fn sum_weights(change: StateChange<Order<Parcel>>) -> Writes<Weight<String>> {
    let (old, new) = (change.old(), change.new());
    let weight = |payload: Option<&Parcel>| payload.map_or(0, |parcel| i64::from(parcel.weight));
    let difference = weight(new.map(|new| &new.payload)) - weight(old.map(|old| &old.payload));
    // This key says which model it is of.
    let key = WeightKey { id: change.key().id.clone() };
    Writes::new().update(key.update().add(|a| a.grams, difference))
}

#[tokio::test]
async fn a_subscriber_listens_to_an_instantiation_and_writes_another() -> Result<()> {
    let local = Local::start()?;
    local.subscribe::<SumWeightsSubscriber>().await?;
    let orders = local.table::<Order<Parcel>>().await?;
    for (line, weight) in [(1, 250), (2, 400), (1, 300)] {
        orders.put(&order(line, &Parcel { weight })).await?;
    }
    local.settle().await?;
    let weights = local.table::<Weight<String>>().await?;
    let row = weights.get(&WeightKey { id: "1".to_owned() }).consistent().await?;
    assert_eq!(row, Some(Weight { id: "1".to_owned(), grams: 700 }));
    Ok(())
}
