//! Read models with every kind of field that a guard can read, and what their attributes may hold.

use std::collections::BTreeSet;

use statetopic::key::{KeyAttribute, KeyError, KeyValue};
use statetopic::prelude::*;
use statetopic::schema::ScalarType;
use statetopic::{EpochSeconds, Sensitive};

use super::records::{Attribute, Sampled, attribute, map};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Open,
    OnHold,
    #[serde(alias = "FINISHED")]
    Done,
}

impl State {
    fn usual() -> Self {
        Self::OnHold
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[serde(rename = "letter")]
    Letter,
    #[serde(rename = "box", alias = "crate")]
    Box,
    #[serde(other)]
    Other,
}

/// Nothing is known of its values: one of its variants carries something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Proof {
    None,
    Signature(String),
}

/// A map that says nothing of its names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plain {
    pub(crate) city: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Address {
    pub(crate) city: String,
    pub(crate) zip: Option<String>,
    pub(crate) state: State,
    #[serde(default)]
    pub(crate) checked: bool,
    #[serde(alias = "lane")]
    pub(crate) street: String,
    pub(crate) floor: u8,
    pub(crate) place: Place,
    #[serde(default, rename = "in")]
    pub(crate) within: Box<Place>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(default)]
pub(crate) struct Place {
    pub(crate) r#where: String,
    pub(crate) open: bool,
}

pub(crate) const CARRIER: &str = "post";
pub(crate) const STATE: State = State::Open;

#[read_model(table = "parcels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parcel {
    #[partition_key]
    pub(crate) depot_name: String,
    #[sort_key]
    pub(crate) number: u32,
    pub(crate) carrier: String,
    pub(crate) state: State,
    pub(crate) kind: Kind,
    pub(crate) proof: Proof,
    pub(crate) is_insured: bool,
    pub(crate) weight: u32,
    pub(crate) price: f64,
    pub(crate) note: Option<String>,
    pub(crate) hold: Option<State>,
    pub(crate) inner: Option<Kind>,
    pub(crate) fragile: Option<bool>,
    pub(crate) counted: Option<u32>,
    pub(crate) paid: Option<EpochSeconds>,
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) ready: bool,
    #[serde(default = "State::usual")]
    pub(crate) stage: State,
    #[serde(default)]
    pub(crate) remark: Option<String>,
    #[serde(rename = "odd.name")]
    pub(crate) odd: String,
    #[serde(alias = "formerly")]
    pub(crate) nickname: Box<str>,
    pub(crate) route: Box<str>,
    #[added]
    pub(crate) region: String,
    #[added(default = State::Open)]
    pub(crate) phase: State,
    #[added(default)]
    pub(crate) billed: bool,
    pub(crate) address: Address,
    #[serde(default)]
    pub(crate) back: Place,
    #[serde(alias = "origin")]
    pub(crate) home: Place,
    pub(crate) plain: Plain,
    #[serde(default)]
    pub(crate) tags: BTreeSet<String>,
    #[sensitive]
    pub(crate) contact: Sensitive<String>,
}

/// Optional or not, an attribute of the other type is found now and then.
const STATES: &[&str] = &[r#"{"S":"OPEN"}"#, r#"{"S":"ON_HOLD"}"#, r#"{"S":"DONE"}"#, r#"{"S":"FINISHED"}"#];
const KINDS: &[&str] = &[r#"{"S":"letter"}"#, r#"{"S":"box"}"#, r#"{"S":"crate"}"#, r#"{"S":"else"}"#, r#"{"S":""}"#];
const TRUTHS: &[&str] = &[r#"{"BOOL":false}"#, r#"{"BOOL":true}"#];
const NUMBERS: &[&str] = &[r#"{"N":"0"}"#, r#"{"N":"3"}"#, r#"{"N":"10"}"#];
const TEXTS: &[&str] = &[r#"{"S":"post"}"#, r#"{"S":"post-air"}"#, r#"{"S":"air"}"#, r#"{"S":""}"#, r#"{"S":"p\"é"}"#];

const ADDRESS: &[Attribute] = &[
    attribute("CITY", TEXTS),
    attribute("ZIP", TEXTS).or_null(),
    attribute("STATE", STATES).named(),
    attribute("CHECKED", TRUTHS).or_absent(),
    attribute("STREET", TEXTS),
    attribute("FLOOR", NUMBERS),
    map("PLACE", PLACE),
    map("in", PLACE).or_absent(),
];
const PLACE: &[Attribute] = &[attribute("where", TEXTS).or_absent(), attribute("open", TRUTHS).or_absent()];

impl Sampled for Parcel {
    const KEYS: &'static [Attribute] = &[
        attribute("depotName", &[r#"{"S":"oslo"}"#, r#"{"S":"bergen"}"#, r#"{"S":"post"}"#]),
        attribute("number", &[r#"{"N":"1"}"#, r#"{"N":"2"}"#]),
    ];
    const IMAGE: &'static [Attribute] = &[
        attribute("carrier", TEXTS),
        attribute("state", STATES).named(),
        attribute("kind", KINDS),
        attribute("proof", &[r#"{"S":"None"}"#, r#"{"M":{"Signature":{"S":"post"}}}"#]),
        attribute("isInsured", TRUTHS),
        attribute("weight", NUMBERS),
        attribute("price", NUMBERS),
        attribute("note", TEXTS).or_null(),
        attribute("hold", STATES).named().or_null(),
        attribute("inner", KINDS).or_null(),
        attribute("fragile", TRUTHS).or_null(),
        attribute("counted", NUMBERS).or_null(),
        attribute("paid", NUMBERS).or_null(),
        attribute("label", TEXTS).or_absent(),
        attribute("ready", TRUTHS).or_absent(),
        attribute("stage", STATES).named().or_absent(),
        attribute("remark", TEXTS).or_null(),
        attribute("odd.name", TEXTS),
        attribute("nickname", TEXTS),
        attribute("route", TEXTS),
        attribute("region", TEXTS).or_absent(),
        attribute("phase", STATES).named().or_absent(),
        attribute("billed", TRUTHS).or_absent(),
        map("address", ADDRESS),
        map("back", PLACE).or_absent(),
        map("home", PLACE),
        attribute("plain", &[r#"{"M":{"city":{"S":"post"}}}"#]),
        attribute("tags", &[r#"{"SS":["a","b"]}"#, r#"{"SS":["b"]}"#]).or_absent(),
        attribute("contact", TEXTS),
    ];
}

/// Some of its fields are in the row itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub(crate) country: String,
    pub(crate) urgent: bool,
}

#[read_model(table = "letters")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Letter {
    #[partition_key]
    pub(crate) sender: String,
    #[sort_key]
    #[serde(rename = "to")]
    pub(crate) receiver: String,
    #[serde(flatten)]
    pub(crate) origin: Origin,
    pub(crate) desk: Place,
    pub(crate) opened: bool,
    pub(crate) r#type: Option<Kind>,
}

impl Sampled for Letter {
    const KEYS: &'static [Attribute] = &[
        attribute("sender", &[r#"{"S":"a"}"#, r#"{"S":"ab"}"#]),
        attribute("to", &[r#"{"S":"b"}"#, r#"{"S":"b-é"}"#, r#"{"S":"c"}"#]),
    ];
    const IMAGE: &'static [Attribute] = &[
        attribute("country", TEXTS),
        attribute("urgent", TRUTHS),
        map("desk", PLACE),
        attribute("opened", TRUTHS),
        attribute("type", KINDS).or_null(),
    ];
}

/// A key that is written otherwise than serde writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Zone {
    North,
    South,
}

impl KeyAttribute for Zone {
    type Scalar = statetopic::key::S;

    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::S(if *self == Self::North { "n" } else { "s" }.into()))
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match value {
            KeyValue::S(text) if text == "n" => Ok(Self::North),
            KeyValue::S(text) if text == "s" => Ok(Self::South),
            value => Err(KeyError::unfit(ScalarType::S, &value)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
pub(crate) struct Code(pub(crate) String);

#[read_model(table = "stamps")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    #[partition_key]
    pub(crate) zone: Zone,
    #[sort_key]
    pub(crate) code: Code,
}

impl Sampled for Stamp {
    const KEYS: &'static [Attribute] =
        &[attribute("zone", &[r#"{"S":"n"}"#, r#"{"S":"s"}"#]), attribute("code", &[r#"{"S":"a"}"#, r#"{"S":"b"}"#])];
    const IMAGE: &'static [Attribute] = &[];
}

#[read_model(table = "visits")]
#[state_topic(view = OLD_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Visit {
    #[partition_key]
    pub(crate) id: String,
    pub(crate) page: String,
    #[ttl]
    pub(crate) expires: Option<EpochSeconds>,
}

impl Sampled for Visit {
    const KEYS: &'static [Attribute] = &[attribute("id", &[r#"{"S":"1"}"#, r#"{"S":"2"}"#])];
    const IMAGE: &'static [Attribute] = &[attribute("page", TEXTS), attribute("expires", NUMBERS).or_null()];
}
