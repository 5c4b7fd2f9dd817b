//! Paths into maps and lists: several levels, generic maps, options and boxes, raw identifiers, constants, names of serde's.

use std::marker::PhantomData;

use statetopic::attribute::Nested;
use statetopic::prelude::*;
use statetopic::{Attribute, ReadModel as _, SetAttribute};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(rename_all = "camelCase", deny_unknown_fields, tag = "kind", rename = "Place")]
struct Address {
    postal_code: String,
    r#type: u32,
    #[serde(rename = "floor number", alias = "floor")]
    floor: Option<i8>,
    #[serde(with = "statetopic_text")]
    converted: u32,
    #[serde(skip_deserializing)]
    written: bool,
    #[serde(skip)]
    kept: bool,
}

mod statetopic_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Takes parameters as a read model does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(bound(deserialize = "T: serde::de::DeserializeOwned, Kind: Default"))]
struct Parcel<T, Kind, const N: usize = 1>
where
    T: Clone,
{
    to: T,
    next: Option<Box<Self>>,
    #[serde(skip)]
    kind: PhantomData<Kind>,
}

type Addressed = Parcel<Address, u8, 3>;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(rename = "home-address")]
    home: Option<Address>,
    #[sensitive]
    secret: Sensitive<Address>,
    parcel: Addressed,
    all: Option<Vec<Vec<Addressed>>>,
    labels: Labels,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Labels(std::collections::BTreeSet<String>);

impl SetAttribute for Labels {}

fn postal_code(order: Attribute<Order, Option<Address>>) -> Attribute<Order, String, Nested> {
    order.at(|a| a.postal_code)
}

#[test]
fn runs() {
    const HOME: Attribute<Order, Option<Address>> = Order::ATTRIBUTES.home;
    let code = postal_code(HOME);
    let copied = code;
    assert_eq!((code.to_string(), copied.to_string()), ("home-address.postalCode".to_owned(), code.to_string()));
    assert_eq!(format!("{code:?}"), "Attribute(home-address.postalCode)");

    let a = Order::ATTRIBUTES;
    assert_eq!(a.parcel.at(|a| a.to).at(|a| a.r#type).to_string(), "parcel.to.type");
    assert_eq!(a.parcel.at(|a| a.to.at(|a| a.r#type)).to_string(), "parcel.to.type");
    assert_eq!(a.parcel.at(|a| a.next.at(|a| a.next)).at(|a| a.to).to_string(), "parcel.next.next.to");
    assert_eq!(a.all.index(2).index(0).at(|a| a.to.at(|a| a.floor)).to_string(), "all[2][0].to.floor number");
    assert_eq!(a.secret.at(|a| a.written).to_string(), "secret.written");
    assert_eq!(Address::ATTRIBUTES.converted.name(), "converted");

    let key = OrderKey { id: "7".to_owned() };
    let update = key
        .update_existing()
        .set(|a| a.home.at(|a| a.postal_code), "0150".into())
        .add(|a| a.all.index(1).index(2).at(|a| a.to).at(|a| a.r#type), -3)
        .remove(|a| a.parcel.at(|a| a.to.at(|a| a.floor)))
        .remove(|a| a.labels)
        .set(|a| a.parcel.at(|a| a.next), None);
    let shown = format!("{update:?}");
    assert!(shown.contains(r#""all[1][2].to.type": Add(-3), "home-address.postalCode": Set(..)"#), "{shown}");
}
