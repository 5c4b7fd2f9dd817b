//! A key that cannot be written is an error of the call, before anything is sent.

use std::fmt;

use statetopic::key::{KeyError, KeyValue};
use statetopic::prelude::*;
use statetopic::table::TableError;
use statetopic::{Connections, ReadModel as _, Resource as _};
use statetopic_local::Local;

/// A text that a longer key could be put together of, so that no `#` may be in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Tenant(String);

impl KeyAttribute for Tenant {
    type Scalar = statetopic::key::S;

    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        if self.0.contains('#') {
            return Err(KeyError::expected("a text without `#`"));
        }
        Ok(KeyValue::S(self.0.as_str().into()))
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        String::from_key_value(value).map(Self)
    }
}

#[read_model(table = "parcels")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    #[partition_key]
    #[index("by-code", sort)]
    tenant: Tenant,
    #[sort_key]
    code: String,
    #[index("by-code", partition)]
    label: Option<Bytes>,
    #[serde(default)]
    weight: u32,
}

fn parcel(tenant: &str, code: &str) -> Parcel {
    Parcel { tenant: Tenant(tenant.to_owned()), code: code.to_owned(), label: None, weight: 1 }
}

/// The table is not there, so what is sent fails by that.
async fn parcels() -> (Local, Table<Parcel>) {
    let local = Local::start().unwrap();
    local.set_variable("STATETOPIC_TABLE_PARCELS", "parcels");
    let connections: Connections = local.connections();
    let parcels = Table::connect(&connections).await.unwrap();
    (local, parcels)
}

fn assert_not_sent<T: fmt::Debug>(result: Result<T, TableError>, expected: &str) {
    let error = result.unwrap_err();
    assert!(error.is_invalid_key() && !error.is_missing_table(), "{error}");
    assert_eq!(error.to_string(), expected);
    assert!(!format!("{error:?}").contains("XyzzySecret"), "{error:?}");
}

const SECRET: &str = "#XyzzySecret";
const WRONG: [(&str, &str, &str, &str); 4] = [
    (SECRET, "c", "tenant", "expected a text without `#`"),
    ("", "c", "tenant", "expected a value that is not empty"),
    ("t", "", "code", "expected a value that is not empty"),
    ("t", LONG, "code", "expected at most 1024 bytes, found more"),
];

const LONG: &str = match str::from_utf8(&[b'a'; 1_025]) {
    Ok(text) => text,
    Err(_) => panic!("ASCII"),
};

#[tokio::test]
async fn each_operation_says_which_attribute_and_why() {
    let (_local, parcels) = parcels().await;
    for (tenant, code, attribute, why) in WRONG {
        let row = parcel(tenant, code);
        let fails = |operation: &str| {
            format!("{operation} on `parcels` failed: the key attribute `{attribute}` cannot be written: {why}")
        };
        assert_not_sent(parcels.get(&row.key()).await, &fails("GetItem"));
        assert_not_sent(parcels.get(&row.key()).consistent().await, &fails("GetItem"));
        assert_not_sent(parcels.update(row.key().update().add(|a| a.weight, 1)).await, &fails("UpdateItem"));
        assert_not_sent(parcels.delete(&row.key()).await, &fails("DeleteItem"));
        let expected = format!("PutItem on `parcels` failed: the row cannot be written at `{attribute}`: {why}");
        assert_not_sent(parcels.put(&row).await, &expected);
    }
}

#[tokio::test]
async fn a_query_says_which_attribute_and_why() {
    let (_local, parcels) = parcels().await;
    let fails = |attribute: &str, why: &str| {
        format!("Query on `parcels` failed: the key attribute `{attribute}` cannot be written: {why}")
    };
    for (tenant, code, attribute, why) in WRONG {
        let query = parcels.query(Tenant(tenant.to_owned())).sort_eq(code);
        assert_not_sent(query.first().await, &fails(attribute, why));
    }
    let tenant = Tenant("t".to_owned());
    let query = parcels.query(&tenant).sort_between("a", LONG);
    assert_not_sent(query.first().await, &fails("code", "expected at most 1024 bytes, found more"));
}

#[tokio::test]
async fn the_keys_of_indexes_are_checked_too() {
    let (_local, parcels) = parcels().await;
    let with = |label: Vec<u8>| Parcel { label: Some(label.into()), ..parcel("t", "c") };
    let fails = |why: &str| format!("PutItem on `parcels` failed: the row cannot be written at `label`: {why}");
    assert_not_sent(parcels.put(&with(Vec::new())).await, &fails("expected a value that is not empty"));
    assert_not_sent(parcels.put(&with(vec![0; 2_049])).await, &fails("expected at most 2048 bytes, found more"));
    let sent = parcels.put(&with(vec![0; 2_048])).await.unwrap_err();
    assert!(sent.is_missing_table(), "{sent}");
    // A row without the attribute is not in the index.
    let sent = parcels.put(&parcel("t", "c")).await.unwrap_err();
    assert!(sent.is_missing_table(), "{sent}");
}

#[test]
fn a_key_that_cannot_be_written_is_printed_without_its_value() {
    assert_eq!(parcel(SECRET, "c").key().to_string(), "?/c");
}
