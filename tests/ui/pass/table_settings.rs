//! The settings of a table are data in its schema; the stream may be turned off.

use statetopic::prelude::*;
use statetopic::schema::{Billing, Encryption, TableClass, TableSettings};
use statetopic::{ReadModel, Topic};

#[read_model(
    table = "orders",
    billing = provisioned(read = 5, write = 1_000),
    deletion_protection,
    point_in_time_recovery = 1,
    encryption = kms("alias/team/orders"),
    class = STANDARD_INFREQUENT_ACCESS,
    tags(team = "stock + sales", "cost-center" = "42", r#type = ""),
)]
#[state_topic(view = NEW_IMAGE, enabled = false)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[read_model(
    table = "lines",
    billing = PAY_PER_REQUEST,
    point_in_time_recovery,
    encryption = KMS,
    class = STANDARD,
)]
#[state_topic(view = NEW_IMAGE, enabled = true)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    #[partition_key]
    id: String,
}

#[read_model(table = "plain", encryption = AWS_OWNED)]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Plain {
    #[partition_key]
    id: String,
}

#[test]
fn runs() {
    let settings = Order::SCHEMA.settings;
    assert_eq!(settings.billing, Billing::Provisioned { read: 5, write: 1_000 });
    assert!(settings.deletion_protection);
    assert_eq!(settings.point_in_time_recovery, Some(1));
    assert_eq!(settings.encryption, Encryption::Customer("alias/team/orders"));
    assert_eq!(settings.class, TableClass::StandardInfrequentAccess);
    assert_eq!(settings.tags, [("team", "stock + sales"), ("cost-center", "42"), ("type", "")]);
    assert!(!Order::ENABLED);

    let settings = Line::SCHEMA.settings;
    assert_eq!((settings.billing, settings.point_in_time_recovery), (Billing::PayPerRequest, Some(35)));
    assert_eq!((settings.encryption, settings.class), (Encryption::AwsManaged, TableClass::Standard));
    assert!(Line::ENABLED && Plain::ENABLED);
    assert_eq!(Plain::SCHEMA.settings, TableSettings::new());
}
