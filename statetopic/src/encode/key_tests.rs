//! A key attribute is a field too: what serde writes is the value of the key, for each type.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_dynamo::AttributeValue;

use super::to_attribute_value;
use crate::key::KeyValue;
use crate::prelude::{Deserialize, KeyAttribute, Serialize};
use crate::{Bytes, EpochSeconds, Number, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Sku(String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(group_id)]
struct Code(String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Opened(Timestamp);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Digest(Bytes);

/// The same variants in each of serde's cases.
macro_rules! statuses {
    ($($name:ident $($case:literal)?,)*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
        $(#[serde(rename_all = $case)])?
        enum $name {
            Open,
            InTransit,
            Wait2Long,
            HTTPLost,
            Snake_case,
            r#Type,
            FraÅs,
            #[serde(rename = "done at last")]
            Done,
        }

        impl $name {
            const ALL: [Self; 8] = [
                Self::Open,
                Self::InTransit,
                Self::Wait2Long,
                Self::HTTPLost,
                Self::Snake_case,
                Self::r#Type,
                Self::FraÅs,
                Self::Done,
            ];
        }
    )*};
}

#[allow(clippy::enum_variant_names, non_camel_case_types, reason = "what serde makes of any name is compared")]
mod statuses {
    use super::*;

    statuses! {
        Plain,
        Lower "lowercase",
        Upper "UPPERCASE",
        Pascal "PascalCase",
        Camel "camelCase",
        Snake "snake_case",
        ScreamingSnake "SCREAMING_SNAKE_CASE",
        Kebab "kebab-case",
        ScreamingKebab "SCREAMING-KEBAB-CASE",
    }

    #[test]
    fn an_enum_has_the_names_that_serde_gives_its_variants() -> TestCaseResult {
        macro_rules! check {
            ($($name:ident)*) => { $( $name::ALL.iter().try_for_each(assert_one_form)?; )* };
        }
        check!(Plain Lower Upper Pascal Camel Snake ScreamingSnake Kebab ScreamingKebab);
        Ok(())
    }
}

/// The key and the attribute have one value, of the type that the schema says, and are read back from it.
fn assert_one_form<K: KeyAttribute + Serialize>(value: &K) -> TestCaseResult {
    let written = value.to_key_value().expect("a value that can be written");
    prop_assert_eq!(written.scalar_type(), K::TYPE);
    let attribute = match &written {
        KeyValue::S(text) => AttributeValue::S(text.clone().into_owned()),
        KeyValue::N(digits) => AttributeValue::N(digits.clone().into_owned()),
        KeyValue::B(bytes) => AttributeValue::B(bytes.clone().into_owned()),
    };
    prop_assert_eq!(to_attribute_value(value, false), Ok(Some(attribute)));
    prop_assert!(value.is_written_as(&written));
    prop_assert_eq!(&K::from_key_value(written), &Ok(value.clone()));
    Ok(())
}

/// The smaller time is the smaller number.
fn assert_sorted<K: KeyAttribute>(values: [&K; 2]) -> TestCaseResult {
    let numbers = values.map(|value| match value.to_key_value() {
        Ok(KeyValue::N(digits)) => digits.parse::<Number>().expect("a number"),
        other => panic!("{other:?}"),
    });
    prop_assert_eq!(values[0].cmp(values[1]), numbers[0].cmp(&numbers[1]));
    Ok(())
}

fn group_id() -> impl Strategy<Value = String> {
    "[!-~]{1,100}"
}

proptest! {
    #[test]
    fn texts_and_bytes(text in ".{0,60}", code in group_id(), bytes: Vec<u8>) {
        assert_one_form(&text)?;
        assert_one_form(&Sku(text))?;
        assert_one_form(&Code(code))?;
        assert_one_form(&Bytes::from(bytes.clone()))?;
        assert_one_form(&Digest(bytes.into()))?;
    }

    #[test]
    fn integers(unsigned: u64, signed: i64) {
        assert_one_form(&unsigned)?;
        assert_one_form(&signed)?;
        #[expect(clippy::cast_possible_truncation, reason = "any number does")]
        {
            assert_one_form(&(unsigned as u32))?;
            assert_one_form(&(unsigned as u16))?;
            assert_one_form(&(unsigned as u8))?;
            assert_one_form(&(signed as i32))?;
            assert_one_form(&(signed as i16))?;
            assert_one_form(&(signed as i8))?;
        }
    }

    #[test]
    fn numbers(digits: u64, exponent in -120..100_i32, negative: bool) {
        let sign = if negative { "-" } else { "" };
        assert_one_form(&format!("{sign}{digits}E{exponent}").parse::<Number>().expect("a number"))?;
    }

    #[test]
    fn times(millis: [u64; 2], seconds: [i64; 2]) {
        let [time, other] = millis.map(Timestamp::from_epoch_millis);
        assert_one_form(&time)?;
        assert_one_form(&Opened(time))?;
        assert_sorted([&time, &other])?;
        let [time, other] = seconds.map(EpochSeconds);
        assert_one_form(&time)?;
        assert_sorted([&time, &other])?;
    }
}
