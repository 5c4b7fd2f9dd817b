//! Two keys, and two names, stay two.

use std::collections::BTreeMap;

use statetopic::decode::Delivered;
use statetopic::key::{KeyError, KeyValue};
use statetopic::prelude::*;
use statetopic::{EventError, StateTopic};

/// Reads every spelling as one, which would make one item of several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Email(String);

impl KeyAttribute for Email {
    type Scalar = statetopic::key::S;

    fn to_key_value(&self) -> std::result::Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::S(self.0.as_str().into()))
    }

    fn from_key_value(value: KeyValue<'_>) -> std::result::Result<Self, KeyError> {
        let lower = String::from_key_value(value)?.to_lowercase();
        assert_ne!(lower, "panics", "the user's own reading of a key");
        Ok(Self(lower))
    }
}

#[read_model(table = "accounts")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    #[partition_key]
    email: Email,
}

fn account(email: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventID":"e","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{{"SequenceNumber":"1","Keys":{{"email":{{"S":"{email}"}}}}}}}}]}}"#
    )
}

fn decoded(email: &str) -> Vec<Delivered<Account>> {
    statetopic::decode::<Account>(account(email).as_bytes()).unwrap()
}

fn assert_unfit(email: &str) {
    let undecoded = decoded(email).remove(0).unwrap_err();
    let said = "cannot decode `Account.email` from Keys: expected S that fits the key's type (event e)";
    assert_eq!((undecoded.error().to_string().as_str(), undecoded.key()), (said, None));
}

#[test]
fn a_key_type_that_alters_what_it_reads_fails_its_record() {
    assert!(decoded("a@x")[0].is_ok());
    assert_unfit("A@x");
}

#[test]
fn a_key_type_that_panics_fails_its_record() {
    assert_unfit("panics");
}

#[read_model(table = "prices")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Prices {
    #[partition_key]
    id: u32,
    by_quantity: BTreeMap<u32, u32>,
}

#[test]
fn a_name_that_is_another_form_of_a_number_is_no_key_of_the_map() {
    for (name, good) in [("1", true), ("01", false), ("+1", false), ("1.0", false)] {
        let event = format!(
            r#"{{"Records":[{{"eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{{"SequenceNumber":"1","Keys":{{"id":{{"N":"1"}}}},"NewImage":{{"id":{{"N":"1"}},"by_quantity":{{"M":{{"{name}":{{"N":"5"}}}}}}}}}}}}]}}"#
        );
        let records = statetopic::decode::<Prices>(event.as_bytes()).unwrap();
        assert_eq!(records[0].is_ok(), good, "{name}");
    }
}

/// A name that looks like the end of one attribute and the beginning of another.
macro_rules! oddity {
    ($model:ident { $(#[$partition:meta])? partition, $(#[$sort:meta])? sort }) => {
        #[read_model(table = "oddities")]
        #[state_topic(view = KEYS_ONLY)]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        struct $model {
            #[partition_key]
            $(#[$partition])?
            partition: String,
            #[sort_key]
            $(#[$sort])?
            sort: String,
        }
    };
}

oddity!(OddPartition {
    #[serde(rename = "a\":{\"S\":\"1\"},\"b")]
    partition,
    sort
});
oddity!(OddSort {
    partition,
    #[serde(rename = "a\":{\"S\":\"1\"},\"b")]
    sort
});

#[test]
fn a_key_attribute_whose_name_looks_like_json_is_found_as_a_name_alone() {
    const ODD: &str = r#""a\":{\"S\":\"1\"},\"b":{"S":"x"}"#;
    const TWO: &str = r#""a":{"S":"1"},"b":{"S":"x"}"#;
    fn keys<T: StateTopic>(keys: &str) -> std::result::Result<T::Key, EventError> {
        let event = r#"{"Records":[{"eventID":"e","eventName":"REMOVE","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"1","Keys":{KEYS}}}]}"#;
        let [record] =
            <[_; 1]>::try_from(statetopic::decode::<T>(event.replace("KEYS", keys).as_bytes())?).ok().unwrap();
        Ok(record.unwrap().key().clone())
    }

    let expected = OddPartitionKey { partition: "x".to_owned(), sort: "y".to_owned() };
    assert_eq!(keys::<OddPartition>(&format!(r#"{ODD},"sort":{{"S":"y"}}"#)), Ok(expected));
    let expected = OddSortKey { partition: "y".to_owned(), sort: "x".to_owned() };
    assert_eq!(keys::<OddSort>(&format!(r#""partition":{{"S":"y"}},{ODD}"#)), Ok(expected));

    let two = keys::<OddPartition>(&format!(r#"{TWO},"sort":{{"S":"y"}}"#)).unwrap_err();
    assert!(two.is_foreign(), "{two}");
    let two = keys::<OddSort>(&format!(r#""partition":{{"S":"y"}},{TWO}"#)).unwrap_err();
    assert!(two.is_foreign(), "{two}");
}
