//! A sensitive field is redacted by its type and known by its attribute; a version is in the schema.

use statetopic::ReadModel;
use statetopic::prelude::*;

#[read_model(table = "suppliers")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Supplier {
    #[partition_key]
    id: String,
    #[sensitive]
    phone_number: Sensitive<String>,
    #[sensitive]
    #[added]
    iban: Option<Sensitive<String>>,
    #[sensitive]
    #[added(default)]
    access_code: Sensitive<u32>,
    #[version]
    #[added]
    row_version: u64,
}

#[read_model(table = "counters")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counter {
    #[partition_key]
    id: String,
    #[version]
    version: i8,
}

#[test]
fn runs() {
    assert_eq!(Supplier::SENSITIVE, ["phoneNumber", "iban", "accessCode"]);
    assert_eq!(Supplier::SCHEMA.version, Some("rowVersion"));
    assert!(Counter::SENSITIVE.is_empty());
    assert_eq!(Counter::SCHEMA.version, Some("version"));

    let supplier = Supplier {
        id: "1".to_owned(),
        phone_number: Sensitive::new("+47 22 00 00 00".to_owned()),
        iban: Some(Sensitive::new("NO93".to_owned())),
        access_code: Sensitive::new(4711),
        row_version: 1,
    };
    let image = SupplierNewImage::from(supplier);
    let shown = format!("{image:?}");
    assert!(["+47", "NO93", "4711"].iter().all(|value| !shown.contains(value)), "{shown}");
}
