//! A model may have type and const parameters: each generated type takes those that its fields mention.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use statetopic::prelude::*;
use statetopic::{Connections, ReadModel, StateTopic};

/// What an order is of.
pub trait Goods: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is measured in.
    type Unit: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Default + Send + Sync + 'static;
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Parcel {
    pub weight: u32,
}

impl Goods for Parcel {
    type Unit = String;
}

/// A text of up to `N` bytes.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Short<const N: usize>(String);

mod bare {
    use super::*;

    /// Without a bound: what the derives and the attributes need of `T` is asked where it is used.
    #[read_model(table = "bare-orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order<T> {
        #[partition_key]
        pub id: String,
        pub payload: T,
        #[added]
        pub note: Vec<T>,
    }
}

mod bound {
    use super::*;

    #[read_model(table = "bound-orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(bound = "")]
    pub struct Order<T, const N: usize = 8>
    where
        T: Goods,
    {
        #[partition_key]
        pub id: String,
        #[sort_key]
        pub line: u32,
        pub payload: T,
        pub unit: T::Unit,
        #[serde(default)]
        pub other_unit: T::Unit,
        pub label: Short<N>,
        #[added(default = Short::<N>::default())]
        pub second_label: Short<N>,
        #[added(default)]
        pub third_label: Short<N>,
    }
}

mod keyed {
    use super::*;

    /// The key's parameters are those of its fields, with what they declare and mention.
    #[read_model(table = "keyed-orders")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order<Id: Into<Label> + KeyAttribute, Label = String, Place = u32>
    where
        Label: Clone + From<Id>,
        Place: Copy + KeyAttribute,
    {
        #[partition_key]
        pub id: Id,
        #[sort_key]
        #[index("by-place", partition)]
        pub place: Place,
        #[index("by-place", sort)]
        #[serde(skip_serializing_if = "Option::is_none")]
        pub other: Option<Place>,
        pub label: Label,
    }
}

mod marked {
    use super::*;

    /// Neither the key nor the images mention the parameter.
    #[read_model(table = "marked-orders")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order<Kind> {
        #[partition_key]
        pub id: String,
        #[added(default = 7)]
        pub lines: u32,
        #[serde(skip)]
        pub kind: PhantomData<fn() -> Kind>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Express;
}

mod recursive {
    use super::*;

    /// `Self` is the model, in whatever type its tokens are.
    #[read_model(table = "nodes")]
    #[state_topic(view = OLD_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Node<T> {
        #[partition_key]
        pub id: u64,
        pub value: Option<T>,
        pub children: Vec<Self>,
        #[added(default = Self::none())]
        pub others: Vec<Self>,
    }

    impl<T> Node<T> {
        fn none() -> Vec<Self> {
            Vec::new()
        }
    }
}

/// A function over all instantiations says that they are read models.
fn key_of<T: StateTopic>(row: &T) -> String {
    row.key().to_string()
}

async fn put<T>(orders: &Table<bare::Order<T>>, order: &bare::Order<T>) -> String
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let _ = orders;
    key_of_generic(order)
}

fn key_of_generic<T>(order: &bare::Order<T>) -> String
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    order.key().to_string()
}

#[subscriber(on(Modified { old, new } if old.payload.weight < new.payload.weight), library)]
async fn heavier(change: StateChange<bare::Order<Parcel>>, orders: &Table<bare::Order<Parcel>>) -> Result<()> {
    let _ = (change, orders);
    Ok(())
}

#[subscriber(on(Inserted { new, .. } if new.label == Short::default()), library)]
fn derived(record: Record<bound::Order<Parcel, 4>>) -> Writes<(bare::Order<Parcel>, marked::Order<marked::Express>)> {
    let key = bare::OrderKey { id: record.key().id.clone() };
    let update = key.clone().update_existing_of::<bare::Order<Parcel>>().set(|a| a.payload, Parcel::default());
    let marked = marked::OrderKey { id: key.id.clone() };
    Writes::new().update(update).delete(marked.delete_of::<marked::Order<marked::Express>>())
}

fn assert_resource<R: statetopic::Resource>(_: impl Fn(&Connections) -> Option<R>) {}

#[test]
fn runs() {
    let order = bare::Order { id: "1".to_owned(), payload: Parcel { weight: 1 }, note: Vec::new() };
    assert_eq!((key_of(&order), key_of_generic(&order)), ("1".to_owned(), "1".to_owned()));
    let new = bare::OrderNewImage::from(order.clone());
    let old = bare::OrderOldImage { id: "1".to_owned(), payload: Parcel { weight: 0 }, note: None };
    let changed = new.changed_since(&old);
    assert!(changed.contains(|a| a.payload) && changed.contains(|a| a.note) && changed.len() == 2);
    assert!(bare::Order::try_from(old).is_err());
    assert_eq!(bare::Order::try_from(new).ok(), Some(order.clone()));
    let attributes = bare::Order::<Parcel>::ATTRIBUTES;
    let (payload, copied) = (attributes.payload, attributes.payload);
    assert_eq!(format!("{payload:?}"), format!("{copied:?}"));

    let new = bound::OrderNewImage::<Parcel> {
        id: "1".to_owned(),
        line: 2,
        payload: Parcel { weight: 1 },
        unit: "kg".to_owned(),
        other_unit: String::new(),
        label: Short::default(),
        second_label: Short("second".to_owned()),
        third_label: Short::default(),
    };
    let order: bound::Order<Parcel, 8> = new.into();
    assert_eq!(order.key(), bound::OrderKey { id: "1".to_owned(), line: 2 });

    // The parameters of this key are not all of the model's: `Label` is not in it.
    let key = keyed::OrderKey { id: "1".to_owned(), place: 2_u32 };
    let _ = key.update_existing_of::<keyed::Order<String>>().set(|a| a.label, "label".to_owned());
    assert_eq!(keyed::Order::<String>::SCHEMA.indexes.len(), 1);
    let _: fn(keyed::OrderOldImage) = drop;

    let order = marked::Order::<marked::Express> { id: "1".to_owned(), lines: 1, kind: PhantomData };
    let old = marked::OrderOldImage { lines: 2, ..order.clone().into() };
    let new = marked::OrderNewImage::from(order.clone());
    assert!(new.changed_since::<marked::Express>(&old).contains(|a| a.lines));
    assert_eq!(marked::Order::<marked::Express>::from(new), order);

    let node = recursive::Node { id: 1, value: Some(2_u8), children: Vec::new(), others: Vec::new() };
    let node = recursive::Node { children: vec![node.clone()], ..node };
    assert_eq!(recursive::NodeOldImage::from(node.clone()).children, node.children);

    let _ = (heavier, derived, put::<Parcel>);
    assert_resource::<Table<bare::Order<Parcel>>>(|_| None);
    assert_resource::<Table<recursive::Node<u8>>>(|_| None);
}
