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

/// An invoice as another service of the shop writes it, with its total as a text.
#[read_model(table = "texts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Text {
    #[partition_key]
    number: u64,
    #[serde(with = "rust_decimal::serde::str")]
    total: Decimal,
    #[serde(with = "rust_decimal::serde::str_option")]
    discount: Option<Decimal>,
}

#[tokio::test]
async fn an_update_writes_a_converted_field_in_its_form() {
    let local = Local::start().unwrap();
    let invoices = local.table::<Invoice>().await.unwrap();
    let key = InvoiceKey { number: 1 };
    let row = Invoice { number: 1, total: Decimal::ONE, discount: Some(Decimal::TEN) };
    invoices.put(&row).await.unwrap();
    let total = Decimal::new(1050, 2);
    invoices.update(key.clone().update_existing().set(|a| a.total, total).set(|a| a.discount, None)).await.unwrap();
    let expected = Invoice { total, discount: None, ..row };
    assert_eq!(invoices.get(&key).consistent().await.unwrap(), Some(expected.clone()));
    // As `put` writes them.
    let updated = scan(&local.client(), "invoices").await;
    invoices.put(&expected).await.unwrap();
    assert_eq!(scan(&local.client(), "invoices").await, updated);

    let texts = local.table::<Text>().await.unwrap();
    let key = TextKey { number: 1 };
    texts.put(&Text { number: 1, total: Decimal::ONE, discount: Some(Decimal::TEN) }).await.unwrap();
    texts.update(key.clone().update_existing().set(|a| a.total, total).set(|a| a.discount, None)).await.unwrap();
    let rows = scan(&local.client(), "texts").await;
    assert_eq!(rows[0]["total"], AttributeValue::S("10.50".to_owned()));
    // Without a default the field is not read where its attribute is missing.
    assert_eq!(rows[0]["discount"], AttributeValue::Null(true));
    let expected = Text { number: 1, total, discount: None };
    assert_eq!(texts.get(&key).consistent().await.unwrap(), Some(expected));
}

#[tokio::test]
async fn a_sum_has_room_for_the_decimal_places_of_what_is_added() {
    let local = Local::start().unwrap();
    let invoices = local.table::<Invoice>().await.unwrap();
    let key = InvoiceKey { number: 1 };
    let row = |total| Invoice { number: 1, total, discount: None };
    // With a place more than before it, the digits would be 29 and more.
    let large = Decimal::from_i128_with_scale(70_000_000_000_000_000_000_000_000_000, 0);
    invoices.put(&row(large)).await.unwrap();
    let error = invoices.update(key.clone().update_existing().add(|a| a.total, Decimal::new(1, 1))).await.unwrap_err();
    assert!(error.is_condition() && error.to_string().contains("leave its field's range"), "{error}");
    invoices.put(&row(large / Decimal::TEN)).await.unwrap();
    invoices.update(key.clone().update_existing().add(|a| a.total, Decimal::new(1, 1))).await.unwrap();
    let sum = invoices.get(&key).consistent().await.unwrap().unwrap().total;
    assert_eq!(sum, large / Decimal::TEN + Decimal::new(1, 1));

    let tiny: Number = "1E-29".parse().unwrap();
    let error = invoices.update(key.clone().update_existing().add(|a| a.total, tiny)).await.unwrap_err().to_string();
    assert!(error.contains("`Invoice.total` has more decimal places than the field holds; round it first"), "{error}");
}

#[tokio::test]
async fn a_decimal_that_is_a_text_has_another_order() {
    let local = Local::start().unwrap();
    let texts = local.table::<Text>().await.unwrap();
    let row = Text { number: 1, total: Decimal::TEN, discount: None };
    let nine = Decimal::new(9, 0);
    for put in [
        Put::new(&row).only_if(|a| a.total.lt(nine)),
        Put::new(&row).only_if(|a| a.total.ge(nine)),
        Put::new(&row).only_if(|a| a.total.between(nine, Decimal::TEN)),
    ] {
        let error = texts.put(put).await.unwrap_err().to_string();
        let expected = "`Text.total` is not written as a number, so that its order is another; write it with `#[serde(with = \
                        \"statetopic::decimal\")]`";
        assert!(error.contains(expected), "{error}");
    }
    texts.put(Put::new(&row).only_if(|a| a.total.eq(nine) | a.number.is_missing())).await.unwrap();
}
