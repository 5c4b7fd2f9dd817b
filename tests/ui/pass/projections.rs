//! A projection has the key of its source, whatever its fields are called, and a subscriber returns what becomes of its row.

use statetopic::ProjectionOf;
use statetopic::prelude::*;

mod sources {
    use statetopic::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
    pub(crate) struct Customer(pub(crate) String);

    #[read_model(table = "orders")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct Order<T> {
        #[partition_key]
        pub(crate) customer: Customer,
        #[sort_key]
        pub(crate) number: u64,
        pub(crate) payload: T,
    }
}

use sources::{Customer, Order};

/// The fields have other names, and the rows an attribute with another one.
#[read_model(table = "cards", projection_of = sources::Order<String>, point_in_time_recovery)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    #[partition_key]
    buyer: Customer,
    #[sort_key]
    reference: u64,
    title: String,
    #[sequence]
    #[added(default)]
    source_position: SourcePosition,
}

/// It has rows of its own, and is a topic.
#[read_model(table = "labels", projection_of = Order<String>)]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Label<T> {
    #[partition_key]
    buyer: Customer,
    #[sort_key]
    reference: u64,
    lines: T,
    #[sequence]
    at: SourcePosition,
}

/// What makes it a topic is below the other attribute.
#[state_topic(view = NEW_IMAGE)]
#[read_model(projection_of = Label<u32>, table = "stamps")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stamp {
    #[partition_key]
    buyer: Customer,
    #[sort_key]
    reference: u64,
    #[sequence]
    at: SourcePosition,
}

#[subscriber(library)]
fn cards(change: StateChange<Order<String>>) -> Projection<Card> {
    let Some(Order::<String> { customer, number, payload }) = change.new().cloned().map(Into::into) else {
        return Projection::absent();
    };
    if payload.is_empty() {
        return Projection::unchanged();
    }
    let source_position = SourcePosition::unset();
    Projection::row(&Card { buyer: customer, reference: number, title: payload, source_position })
}

#[subscriber(library)]
async fn fallible(record: Record<Order<String>>) -> Result<Projection<Card>> {
    Ok(cards(record.into_change()))
}

#[test]
fn runs() {
    fn is_of<M: ProjectionOf<Source>, Source>() -> &'static str {
        M::SEQUENCE
    }

    assert_eq!(is_of::<Card, Order<String>>(), "sourcePosition");
    assert_eq!(is_of::<Stamp, Label<u32>>(), "at");
    let _ = fallible;

    let customer = || Customer("7".to_owned());
    let change = |payload: &str| {
        let new = Order { customer: customer(), number: 1, payload: payload.to_owned() };
        cards(StateChange::Inserted { key: statetopic::ReadModel::key(&new), new: new.into() })
    };
    let card = |title: &str| {
        let title = title.to_owned();
        Projection::row(&Card { buyer: customer(), reference: 1, title, source_position: SourcePosition::unset() })
    };
    assert_eq!(change("bolt"), card("bolt"));
    assert_ne!(change("bolt"), card("nut"));
    assert!(change("").is_unchanged() && change("") != Projection::absent());
}
