//! `Decimal` in rows and images: every digit, or an error.

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use statetopic::decimal::DecimalError;
use statetopic::prelude::*;

#[read_model(table = "invoices")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Invoice {
    #[partition_key]
    number: u64,
    #[serde(with = "statetopic::decimal")]
    total: Decimal,
    #[serde(with = "statetopic::decimal::option", default)]
    discount: Option<Decimal>,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Decodes the event of an insert.
fn decoded(image: &Value) -> Result<InvoiceNewImage, String> {
    let event = json!({ "Records": [{
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": { "Keys": { "number": { "N": "1" } }, "NewImage": image, "SequenceNumber": "1" },
    }] });
    let mut delivered = statetopic::decode::<Invoice>(event.to_string().as_bytes()).unwrap();
    match delivered.remove(0) {
        Ok(record) => Ok(record.change().new().cloned().unwrap()),
        Err(undecoded) => Err(undecoded.error().to_string()),
    }
}

fn image(total: &str) -> Value {
    json!({ "number": { "N": "1" }, "total": { "N": total } })
}

proptest! {
    #[test]
    fn every_decimal_comes_back_from_a_number(mantissa in -(1_i128 << 96) + 1..1 << 96, scale in 0_u32..=28) {
        let decimal = Decimal::try_from_i128_with_scale(mantissa, scale).unwrap();
        let number = Number::from(decimal);
        prop_assert_eq!(number, decimal.to_string().parse().unwrap());
        prop_assert_eq!(Decimal::try_from(number), Ok(decimal));
    }

    #[test]
    fn a_number_becomes_a_decimal_that_equals_it_or_an_error(digits in -(10_i128.pow(30))..10_i128.pow(30), exponent in -40_i32..5) {
        let Ok(number) = format!("{digits}E{exponent}").parse::<Number>() else { return Ok(()) };
        if let Ok(decimal) = Decimal::try_from(number) {
            prop_assert_eq!(Number::from(decimal), number);
        }
    }
}

#[test]
fn the_bounds_of_a_decimal_are_those_of_the_conversion() {
    for (text, fits) in [
        ("0", true),
        ("-0.0", true),
        ("0.0000000000000000000000000001", true),
        ("0.00000000000000000000000000010", true),
        ("0.00000000000000000000000000001", false),
        ("79228162514264337593543950335", true),
        ("-79228162514264337593543950335", true),
        ("79228162514264337593543950336", false),
        ("7.9228162514264337593543950335", true),
        ("7.9228162514264337593543950336", false),
        ("7E28", true),
        ("8E28", false),
        ("1E125", false),
        ("1E-130", false),
    ] {
        let number: Number = text.parse().unwrap();
        let found: Result<Decimal, DecimalError> = number.try_into();
        assert_eq!(found.is_ok(), fits, "{text}");
    }
}

#[test]
fn an_image_is_read_from_numbers_to_the_last_digit() {
    let mut attributes = image("0.1234567890123456789012345678");
    attributes["discount"] = json!({ "N": "1E3" });
    let new = decoded(&attributes).unwrap();
    assert_eq!(new.total, decimal("0.1234567890123456789012345678"));
    assert_eq!(new.discount, Some(decimal("1000")));
    attributes["discount"] = json!({ "NULL": true });
    assert_eq!(decoded(&attributes).unwrap().discount, None);
    assert_eq!(decoded(&image("7")).unwrap().discount, None);
}

#[test]
fn what_a_decimal_would_round_fails_with_its_path() {
    let expected = "cannot decode `Invoice.total` from NewImage: expected what the field's type can be read from";
    assert_eq!(decoded(&image("0.12345678901234567890123456789")).unwrap_err(), expected);
    let text = json!({ "number": { "N": "1" }, "total": { "S": "7" } });
    let expected = "cannot decode `Invoice.total` from NewImage: expected N, found S";
    assert_eq!(decoded(&text).unwrap_err(), expected);
}
