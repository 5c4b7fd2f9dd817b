//! Numbers in every form and to every digit that their type can hold.

use std::collections::{BTreeMap, HashSet};

use proptest::collection::{btree_map, hash_set};
use proptest::prelude::*;
use serde_json::{Value, json};
use statetopic::decode;
use statetopic::decode::Descriptor;
use statetopic::prelude::*;

use super::random::{Random, scrambled};
use super::support::{event, only_record, only_undecoded, record};

#[read_model(table = "widest")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Widest {
    #[partition_key]
    id: u64,
    signed: i128,
    unsigned: u128,
    set: HashSet<u128>,
    by_signed: BTreeMap<i128, u8>,
    by_unsigned: BTreeMap<u128, u8>,
}

/// The item by hand: `serde_dynamo` writes no number of 128 bits.
fn image(widest: &Widest) -> Value {
    let numbers = |map: Vec<(String, u8)>| -> serde_json::Map<String, Value> {
        map.into_iter().map(|(name, number)| (name, json!({ "N": number.to_string() }))).collect()
    };
    let set: Vec<String> = widest.set.iter().map(u128::to_string).collect();
    json!({
        "id": { "N": widest.id.to_string() },
        "signed": { "N": widest.signed.to_string() },
        "unsigned": { "N": widest.unsigned.to_string() },
        "set": { "NS": set },
        "by_signed": { "M": numbers(widest.by_signed.iter().map(|(name, number)| (name.to_string(), *number)).collect()) },
        "by_unsigned": { "M": numbers(widest.by_unsigned.iter().map(|(name, number)| (name.to_string(), *number)).collect()) },
    })
}

fn widest() -> impl Strategy<Value = Widest> {
    let maps = (btree_map(any::<i128>(), any::<u8>(), 0..3), btree_map(any::<u128>(), any::<u8>(), 0..3));
    (any::<u64>(), any::<i128>(), any::<u128>(), hash_set(any::<u128>(), 1..4), maps).prop_map(
        |(id, signed, unsigned, set, (by_signed, by_unsigned))| Widest {
            id,
            signed,
            unsigned,
            set,
            by_signed,
            by_unsigned,
        },
    )
}

proptest! {
    #[test]
    fn integers_of_128_bits_come_back_to_the_last_digit(widest in widest(), seed: u64) {
        let keys = json!({ "id": { "N": widest.id.to_string() } });
        let event = json!({ "Records": [record("INSERT", 1, &keys, &Value::Null, &image(&widest))] });
        let event = scrambled(&event, &mut Random::new(seed));
        let record = only_record::<Widest>(event.as_bytes());
        prop_assert_eq!(record.change().new().cloned(), Some(WidestNewImage::from(widest)));
    }
}

#[read_model(table = "numbers")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Number {
    #[partition_key]
    id: u64,
    whole: i64,
    double: f64,
    set: Vec<f32>,
    #[serde(flatten)]
    buffered: Buffered,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Buffered {
    count: i64,
    share: f64,
}

fn number(whole: &str, double: &str) -> Number {
    let new = json!({
        "id": { "N": "3E2" },
        "whole": { "N": whole },
        "double": { "N": double },
        "set": { "NS": [double] },
        "count": { "N": whole },
        "share": { "N": double },
    });
    let event = event(&[record("INSERT", 1, &json!({ "id": { "N": "300.0" } }), &Value::Null, &new)]);
    let record = only_record::<Number>(&event);
    assert_eq!(record.key(), &NumberKey { id: 300 });
    Number::from(record.change().new().unwrap().clone())
}

#[test]
fn every_form_in_which_a_number_is_written_is_the_same_number() {
    for text in ["300", "300.0", "3E2", "3e+2", "0.3E3", "+300", "00300", "30000e-2"] {
        let buffered = Buffered { count: 300, share: 300.0 };
        let expected = Number { id: 300, whole: 300, double: 300.0, set: vec![300.0], buffered };
        assert_eq!(number(text, text), expected, "{text}");
    }
}

#[test]
fn fractions_keep_every_digit_that_a_float_holds() {
    // The third is what `0.1 + 0.2` is written as: 17 digits that an `f64` holds exactly.
    for (text, double) in [
        ("-0.25", -0.25),
        ("+0.25", 0.25),
        ("0.30000000000000004", 0.1 + 0.2),
        ("1.7976931348623157e-100", 1.797_693_134_862_315_7e-100),
    ] {
        let read = number("0", text);
        assert_eq!(
            (read.double.to_bits(), read.buffered.share.to_bits()),
            (f64::to_bits(double), f64::to_bits(double))
        );
    }
}

#[test]
fn a_float_of_a_set_is_rounded_once() {
    // Just above the middle between two `f32`; by way of an `f64` it becomes the middle and then the lower one.
    let text = "1.00000005960464477540";
    let direct: f32 = text.parse().unwrap();
    let new = json!({ "id": { "N": "1" }, "several": { "NS": [text] }, "weight": { "N": text } });
    let event = event(&[record("INSERT", 1, &json!({ "id": { "N": "1" } }), &Value::Null, &new)]);
    let record = only_record::<Weights>(&event);
    let image = record.change().new().unwrap();
    assert_eq!((image.several[0].to_bits(), image.weight.to_bits()), (direct.to_bits(), direct.to_bits()));
}

#[read_model(table = "weights")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Weights {
    #[partition_key]
    id: u64,
    weight: f32,
    several: Vec<f32>,
}

/// A decimal to 38 digits, wherever a number may stand.
#[read_model(table = "accounts")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    #[partition_key]
    id: u64,
    balance: Decimal,
    limit: Option<Decimal>,
    history: Vec<Decimal>,
    by_currency: BTreeMap<String, Decimal>,
}

/// The type, beside the model above that has its name.
type Decimal = statetopic::Number;

fn account(balance: &Value, history: &Value) -> Vec<u8> {
    let by_currency = json!({ "NOK": balance });
    let new = json!({
        "id": { "N": "1" },
        "balance": balance,
        "limit": balance,
        "history": history,
        "by_currency": { "M": by_currency },
    });
    event(&[record("INSERT", 1, &json!({ "id": { "N": "1" } }), &Value::Null, &new)])
}

#[test]
fn a_decimal_keeps_every_digit_wherever_it_stands() {
    for text in
        ["7", "-19.25", "3E2", "12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678"]
    {
        let decimal: Decimal = text.parse().unwrap();
        let expected = AccountNewImage {
            id: 1,
            balance: decimal,
            limit: Some(decimal),
            history: vec![decimal, decimal],
            by_currency: BTreeMap::from([("NOK".to_owned(), decimal)]),
        };
        let number = json!({ "N": text });
        for history in [json!({ "L": [number, number] }), json!({ "NS": [text, text] })] {
            let record = only_record::<Account>(&account(&number, &history));
            assert_eq!(record.change().new(), Some(&expected), "{text}");
        }
    }
}

#[test]
fn a_decimal_of_more_digits_or_another_type_is_refused() {
    let unfit = "expected N of at most 38 digits, found one out of its range or form";
    let wide = "123456789012345678901234567890123456789";
    let good = json!({ "N": "7" });
    for (balance, history, path, problem, found) in [
        (json!({ "N": wide }), json!({ "L": [] }), "balance", unfit, Descriptor::N),
        (json!({ "N": "seven" }), json!({ "L": [] }), "balance", unfit, Descriptor::N),
        (json!({ "S": "7" }), json!({ "L": [] }), "balance", "expected N, found S", Descriptor::S),
        (good.clone(), json!({ "L": [good, { "N": wide }] }), "history[1]", unfit, Descriptor::N),
        (good.clone(), json!({ "NS": ["7", wide] }), "history[1]", unfit, Descriptor::N),
        (good.clone(), json!({ "SS": ["7"] }), "history[0]", "expected N, found S", Descriptor::S),
    ] {
        let error = only_undecoded(decode::<Account>(&account(&balance, &history)).unwrap(), 0).into_error();
        assert_eq!((error.path(), error.found()), (Some(path), Some(found)));
        assert_eq!(
            error.to_string(),
            format!("cannot decode `Account.{path}` from NewImage: {problem} (event event-1)")
        );
    }
}
