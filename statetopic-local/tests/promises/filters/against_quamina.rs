//! Random patterns and records through these filters and through `quamina`, which was written by others.
//!
//! Left out is where the two are known to differ: `quamina` compares numbers by their value, takes texts for numbers in
//! ranges and an array of objects for a leaf that exists, evaluates no alternative beside `exists`, and nothing at all
//! where a record has none of a pattern's names; it has no `$or` and nothing inside `anything-but`.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use quamina::Quamina;
use serde_json::{Value, json};
use statetopic_local::Filters;

const TEXTS: [&str; 10] = ["", "a", "A", "ab", "ba", "aba", "é", "\"", "null", "\n\\"];

fn text() -> impl Strategy<Value = &'static str> {
    select(&TEXTS[..])
}

fn number() -> impl Strategy<Value = i32> {
    select(vec![-1, 0, 1, 2, 12])
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => text().prop_map(Value::from),
        2 => number().prop_map(Value::from),
        1 => select(vec![json!(true), json!(false), json!(null)]),
    ]
}

fn record() -> impl Strategy<Value = Value> {
    let value = scalar().prop_recursive(4, 24, 4, object);
    (object(value), proptest::option::of(number())).prop_map(|(mut record, number)| {
        record["k"] = json!("k");
        if let Some(number) = number {
            record["n"] = json!(number);
        }
        record
    })
}

/// An object. Those of its members that no rule can ask for themselves may be arrays of objects.
fn object(member: impl Strategy<Value = Value> + Clone + 'static) -> BoxedStrategy<Value> {
    let scalars = vec(scalar(), 0..4).prop_map(Value::from);
    let leaf = (select(vec!["a", "x", "y", "z"]), prop_oneof![4 => member.clone(), 1 => scalars]);
    let objects = vec(member.clone(), 0..4).prop_map(Value::from);
    let inner = (select(vec!["b", "c"]), prop_oneof![2 => member, 1 => objects]);
    let members = vec(prop_oneof![3 => leaf, 2 => inner], 0..5);
    members.prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).boxed()
}

fn rule() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        1 => Just(json!({"exists": true})),
        2 => Just(json!({"exists": false})),
        1 => text().prop_map(|text| json!({"prefix": text})),
        1 => text().prop_map(|text| json!({"suffix": text})),
        1 => text().prop_map(|text| json!({"equals-ignore-case": text})),
        1 => text().prop_map(|text| json!({"anything-but": text})),
        1 => vec(text(), 1..4).prop_map(|texts| json!({"anything-but": texts})),
        1 => vec(number(), 1..3).prop_map(|numbers| json!({"anything-but": numbers})),
    ]
}

fn range() -> impl Strategy<Value = Value> {
    prop_oneof![
        (select(vec!["=", "<", "<=", ">", ">="]), number()).prop_map(|(op, number)| json!({"numeric": [op, number]})),
        number().prop_map(|number| json!({"numeric": [">=", number, "<", number + 3]})),
    ]
}

/// Rules by path, none of which is the beginning of another one.
type Rules = Vec<(&'static [&'static str], Vec<Value>)>;

fn rules() -> impl Strategy<Value = Rules> {
    const PATHS: [&[&str]; 6] = [&["a"], &["b", "x"], &["b", "y", "z"], &["c", "x"], &["c", "y"], &["x", "a"]];
    let paths = proptest::sample::subsequence(PATHS.to_vec(), 1..4);
    let ranges = proptest::option::weighted(0.3, vec(range(), 1..3));
    (paths, ranges).prop_flat_map(|(paths, ranges)| {
        let rules = vec(vec(rule(), 1..4), paths.len());
        rules.prop_map(move |rules| {
            let ranges = ranges.clone().map(|ranges| (&["n"][..], ranges));
            paths.iter().copied().zip(rules).chain(ranges).collect()
        })
    })
}

fn pattern<'a>(rules: impl IntoIterator<Item = (&'static [&'static str], &'a [Value])>) -> String {
    let mut pattern = json!({"k": ["k"]});
    for (path, rules) in rules {
        let mut at = &mut pattern;
        for name in path {
            at = &mut at[name];
        }
        *at = Value::from(rules);
    }
    pattern.to_string()
}

/// The same as patterns of which one must pass, none of which has an alternative beside `exists`.
fn without_mixed_alternatives(rules: &Rules) -> Vec<String> {
    let exists = |rule: &Value| rule.get("exists").is_some();
    let mut all: Vec<Vec<(&'static [&'static str], Vec<Value>)>> = vec![Vec::new()];
    for (path, rules) in rules {
        let (alone, together): (Vec<_>, Vec<_>) = rules.iter().cloned().partition(exists);
        let parts = alone.into_iter().map(|rule| vec![rule]).chain([together]).filter(|part| !part.is_empty());
        let longer = parts.flat_map(|part| all.iter().map(move |one| [&one[..], &[(*path, part.clone())]].concat()));
        all = longer.collect();
    }
    all.iter().map(|rules| pattern(rules.iter().map(|(path, rules)| (*path, rules.as_slice())))).collect()
}

#[test]
fn both_pass_the_same_records() {
    let (passed, stopped) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let cases = (rules(), vec(record(), 1..5));
    let result = TestRunner::new(config).run(&cases, |(rules, records)| {
        let pattern = pattern(rules.iter().map(|(path, rules)| (*path, rules.as_slice())));
        // It reads a text with its quotes, and takes them for a part of the text where a pattern begins or ends with one.
        if pattern.contains("\\\"") {
            return Ok(());
        }
        let filters = Filters::new(&[&pattern]).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut theirs = Quamina::<u8>::new();
        for pattern in without_mixed_alternatives(&rules) {
            theirs.add_pattern(0, &pattern).map_err(|error| TestCaseError::fail(format!("{pattern}: {error:?}")))?;
        }
        for record in records {
            let record = record.to_string();
            let ours = filters.passes(&record);
            let expected = theirs.has_matches(record.as_bytes());
            prop_assert_eq!(Some(ours), expected.ok(), "{} and {}", pattern, record);
            let count = if ours { &passed } else { &stopped };
            count.set(count.get() + 1);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Both happen often, or nothing was compared.
    assert!(passed.get() > 100 && stopped.get() > 100, "{passed:?} passed, {stopped:?} were stopped");
}
