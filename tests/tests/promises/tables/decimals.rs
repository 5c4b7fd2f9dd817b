//! `Decimal` in the table: an `N`, and back.

use aws_sdk_dynamodb::types::AttributeValue;
use rust_decimal::Decimal;
use statetopic::prelude::*;
use statetopic_local::Local;
use statetopic_tests::recount::scan;

#[read_model(table = "invoices")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Invoice {
    #[partition_key]
    number: u64,
    #[serde(with = "statetopic::decimal")]
    total: Decimal,
    #[serde(with = "statetopic::decimal::option", default)]
    discount: Option<Decimal>,
}

#[tokio::test]
async fn a_decimal_is_a_number_in_the_table() {
    let local = Local::start().unwrap();
    let invoices = local.table::<Invoice>().await.unwrap();
    for (total, discount) in [(Decimal::MAX, None), (Decimal::new(-1, 28), Some(Decimal::new(1050, 2)))] {
        let row = Invoice { number: 1, total, discount };
        invoices.put(&row).await.unwrap();
        let rows = scan(&local.client(), "invoices").await;
        assert!(matches!(rows[0]["total"], AttributeValue::N(_)));
        assert_eq!(invoices.get(&InvoiceKey { number: 1 }).await.unwrap(), Some(row));
    }
}
