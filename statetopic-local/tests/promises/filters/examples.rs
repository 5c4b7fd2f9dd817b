//! Lambda's filter patterns, by example.

use statetopic_local::{FilterError, Filters};

fn passes(pattern: &str, record: &str) -> bool {
    Filters::new(&[pattern]).unwrap_or_else(|error| panic!("{pattern}: {error}")).passes(record)
}

/// Each pattern with what passes it and what does not.
fn check(cases: &[(&str, &[&str], &[&str])]) {
    for (pattern, passing, failing) in cases {
        for record in *passing {
            assert!(passes(pattern, record), "{pattern} stops {record}");
        }
        for record in *failing {
            assert!(!passes(pattern, record), "{pattern} passes {record}");
        }
    }
}

#[test]
fn a_leaf_equals_one_of_the_values() {
    check(&[
        (
            r#"{"a": ["x", "y"]}"#,
            &[r#"{"a": "x"}"#, r#"{"b": 1, "a": "y"}"#],
            &[r#"{"a": "z"}"#, r#"{"b": "x"}"#, "{}"],
        ),
        (r#"{"a": [""]}"#, &[r#"{"a": ""}"#], &[r#"{"a": " "}"#, r#"{"a": null}"#, "{}"]),
        (r#"{"a": [null]}"#, &[r#"{"a": null}"#], &[r#"{"a": "null"}"#, r#"{"a": false}"#, "{}"]),
        (r#"{"a": [true]}"#, &[r#"{"a": true}"#], &[r#"{"a": "true"}"#, r#"{"a": false}"#]),
        (r#"{"a": ["1"]}"#, &[r#"{"a": "1"}"#], &[r#"{"a": 1}"#]),
        (r#"{"a": ["\u00e9"]}"#, &[r#"{"a": "é"}"#], &[r#"{"a": "É"}"#, r#"{"a": "e\u0301"}"#]),
    ]);
}

#[test]
fn a_number_equals_what_is_written_like_it() {
    check(&[
        (r#"{"a": [300]}"#, &[r#"{"a": 300}"#], &[r#"{"a": 300.0}"#, r#"{"a": 3.0e2}"#, r#"{"a": "300"}"#]),
        (r#"{"a": [300.0]}"#, &[r#"{"a": 300.0}"#], &[r#"{"a": 300}"#]),
    ]);
}

#[test]
fn fields_are_all_needed_at_any_depth() {
    check(&[
        (
            r#"{"a": {"b": ["1"], "c": {"d": ["2"]}}, "e": ["3"]}"#,
            &[r#"{"e": "3", "a": {"c": {"d": "2", "x": 1}, "b": "1"}}"#],
            &[r#"{"a": {"c": {"d": "2"}, "b": "1"}}"#, r#"{"e": "3", "a": {"c": "2", "b": "1"}}"#, r#"{"e": "3"}"#],
        ),
        // The name stands twice, as in an example of the guide.
        (
            r#"{"a": {"b": ["1"]}, "a": {"c": ["2"]}}"#,
            &[r#"{"a": {"b": "1", "c": "2"}}"#],
            &[r#"{"a": {"b": "1"}}"#, r#"{"a": {"c": "2"}}"#],
        ),
    ]);
}

#[test]
fn a_text_begins_or_ends() {
    check(&[
        (
            r#"{"a": [{"prefix": "ab"}]}"#,
            &[r#"{"a": "ab"}"#, r#"{"a": "abc"}"#],
            &[r#"{"a": "a"}"#, r#"{"a": "cab"}"#, "{}"],
        ),
        (r#"{"a": [{"prefix": "1"}]}"#, &[r#"{"a": "12"}"#], &[r#"{"a": 12}"#]),
        (r#"{"a": [{"suffix": "bc"}]}"#, &[r#"{"a": "bc"}"#, r#"{"a": "abc"}"#], &[r#"{"a": "c"}"#, r#"{"a": "bca"}"#]),
        (r#"{"a": [{"prefix": ""}]}"#, &[r#"{"a": ""}"#, r#"{"a": "x"}"#], &[r#"{"a": 1}"#, "{}"]),
    ]);
}

#[test]
fn cases_are_ignored_on_request() {
    check(&[(
        r#"{"a": [{"equals-ignore-case": "Ünder"}]}"#,
        &[r#"{"a": "Ünder"}"#, r#"{"a": "üNDER"}"#],
        &[r#"{"a": "under"}"#, r#"{"a": "Ünderr"}"#],
    )]);
}

#[test]
fn anything_but_needs_a_leaf_to_be_there() {
    check(&[
        (
            r#"{"a": [{"anything-but": "x"}]}"#,
            &[r#"{"a": "y"}"#, r#"{"a": null}"#, r#"{"a": 1}"#],
            &[r#"{"a": "x"}"#, "{}"],
        ),
        (
            r#"{"a": [{"anything-but": ["x", "y"]}]}"#,
            &[r#"{"a": "z"}"#],
            &[r#"{"a": "x"}"#, r#"{"a": "y"}"#, r#"{"b": 1}"#],
        ),
        (
            r#"{"a": [{"anything-but": [1, 2.5]}]}"#,
            &[r#"{"a": 3}"#, r#"{"a": "1"}"#],
            &[r#"{"a": 1}"#, r#"{"a": 2.5}"#],
        ),
        (
            r#"{"a": [{"anything-but": {"prefix": "x"}}]}"#,
            &[r#"{"a": "yx"}"#, r#"{"a": 1}"#],
            &[r#"{"a": "xy"}"#, "{}"],
        ),
        (
            r#"{"a": [{"anything-but": {"suffix": "x"}}]}"#,
            &[r#"{"a": "xy"}"#],
            &[r#"{"a": "yx"}"#, r#"{"a": {"x": 1}}"#],
        ),
        // Either of two exclusions lets everything pass.
        (r#"{"a": [{"anything-but": "x"}, {"anything-but": "y"}]}"#, &[r#"{"a": "x"}"#, r#"{"a": "y"}"#], &["{}"]),
    ]);
}

#[test]
fn only_a_leaf_exists() {
    let nested = r#"{"a": {"b": 1}}"#;
    check(&[
        (
            r#"{"a": [{"exists": true}]}"#,
            &[r#"{"a": 1}"#, r#"{"a": null}"#, r#"{"a": ["x"]}"#],
            &[nested, r#"{"a": []}"#, "{}"],
        ),
        (
            r#"{"a": [{"exists": false}]}"#,
            &[nested, r#"{"a": []}"#, r#"{"a": {}}"#, "{}"],
            &[r#"{"a": 1}"#, r#"{"a": null}"#],
        ),
        (r#"{"a": {"b": [{"exists": false}]}}"#, &[r#"{"a": 1}"#, "{}"], &[nested]),
        // Alternatives of a leaf that is not there.
        (r#"{"a": [{"exists": false}, "x"]}"#, &["{}", r#"{"a": "x"}"#], &[r#"{"a": "y"}"#]),
        (r#"{"a": [{"exists": false}, {"anything-but": ["x"]}]}"#, &["{}", r#"{"a": "y"}"#], &[r#"{"a": "x"}"#]),
    ]);
}

#[test]
fn an_attribute_of_dynamodb_exists_by_its_descriptor() {
    let record = r#"{"dynamodb": {"NewImage": {"teams": {"L": [{"S": "sales"}, {"S": "support"}]}}}}"#;
    assert!(!passes(r#"{"dynamodb": {"NewImage": {"teams": [{"exists": true}]}}}"#, record));
    assert!(passes(r#"{"dynamodb": {"NewImage": {"teams": {"L": {"S": [{"exists": true}]}}}}}"#, record));
}

#[test]
fn numbers_are_in_a_range() {
    check(&[
        (
            r#"{"a": [{"numeric": ["=", 100]}]}"#,
            &[r#"{"a": 100}"#, r#"{"a": 1e2}"#],
            &[r#"{"a": 101}"#, r#"{"a": "100"}"#],
        ),
        (
            r#"{"a": [{"numeric": [">", 10, "<=", 20]}]}"#,
            &[r#"{"a": 20}"#, r#"{"a": 10.5}"#],
            &[r#"{"a": 10}"#, r#"{"a": 20.5}"#, r#"{"a": null}"#, r#"{"a": true}"#, "{}"],
        ),
        (r#"{"a": [{"numeric": [">=", -1.5]}]}"#, &[r#"{"a": -1.5}"#, r#"{"a": 0}"#], &[r#"{"a": -1.6}"#]),
        (r#"{"a": [{"numeric": ["<", 0]}]}"#, &[r#"{"a": -0.1}"#], &[r#"{"a": 0}"#]),
        (r#"{"N": [{"numeric": [">", 0]}]}"#, &[], &[r#"{"N": "1"}"#]),
    ]);
}

#[test]
fn an_array_passes_by_any_of_its_elements() {
    let people = r#"{"p": [{"name": "a", "age": "1"}, {"name": "b", "age": "2"}]}"#;
    check(&[
        (r#"{"a": ["x"]}"#, &[r#"{"a": ["y", "x"]}"#, r#"{"a": [["x"]]}"#], &[r#"{"a": ["y"]}"#, r#"{"a": []}"#]),
        (r#"{"a": [{"anything-but": "x"}]}"#, &[r#"{"a": ["x", "y"]}"#], &[r#"{"a": ["x", "x"]}"#]),
        (r#"{"p": {"name": ["b"]}}"#, &[people], &[]),
        (r#"{"p": {"name": ["b"], "age": ["2"]}}"#, &[people], &[]),
        // Not of two elements together.
        (r#"{"p": {"name": ["a"], "age": ["2"]}}"#, &[], &[people]),
        // It is there in one of them.
        (
            r#"{"p": {"name": ["a"], "size": [{"exists": false}]}}"#,
            &[people],
            &[r#"{"p": [{"name": "a"}, {"size": 1}]}"#],
        ),
    ]);
}

#[test]
fn or_is_between_objects() {
    check(&[
        (
            r#"{"s": ["x"], "$or": [{"a": ["1"]}, {"b": ["2"], "c": ["3"]}]}"#,
            &[r#"{"s": "x", "a": "1"}"#, r#"{"s": "x", "b": "2", "c": "3"}"#],
            &[r#"{"a": "1"}"#, r#"{"s": "x", "b": "2"}"#, r#"{"s": "x"}"#],
        ),
        (
            r#"{"d": {"$or": [{"a": ["1"]}, {"b": {"$or": [{"c": ["2"]}, {"e": ["3"]}]}}]}}"#,
            &[r#"{"d": {"a": "1"}}"#, r#"{"d": {"b": {"c": "2"}}}"#, r#"{"d": {"b": {"e": "3"}}}"#],
            &[r#"{"d": {"a": "2"}}"#, r#"{"a": "1"}"#],
        ),
    ]);
}

#[test]
fn one_pattern_of_several_is_enough_and_none_passes_everything() {
    let filters = Filters::new(&[r#"{"a": ["1"]}"#, r#"{"b": ["2"]}"#]).unwrap();
    assert!(filters.passes(r#"{"b": "2"}"#) && filters.passes(r#"{"a": "1"}"#) && !filters.passes(r#"{"a": "2"}"#));
    let none = Filters::new::<&str>(&[]).unwrap();
    assert!(none.is_empty() && none.passes("{}"));
}

#[test]
fn what_is_not_an_object_passes_no_pattern() {
    for record in ["", "[]", "1", r#"{"a": "1""#, r#"[{"a": "1"}]"#] {
        assert!(!passes(r#"{"a": ["1"]}"#, record), "{record}");
    }
}

fn refused(pattern: &str) -> FilterError {
    Filters::new(&[pattern]).expect_err(pattern)
}

#[test]
fn the_limits_are_lambdas() {
    let pattern = r#"{"a": ["x"]}"#;
    assert!(Filters::new(&[pattern; 5]).is_ok());
    let error = Filters::new(&[pattern; 6]).expect_err("six");
    assert_eq!(error.to_string(), "6 filter patterns, and a mapping has at most 5; combine some");
    assert!(error.is_limit());
    assert!(Filters::with_raised_quota(&[pattern; 10]).is_ok());
    assert!(Filters::with_raised_quota(&[pattern; 11]).expect_err("eleven").is_limit());

    let of_length = |length: usize| format!(r#"{{"a": ["{}"]}}"#, "é".repeat(length - 11));
    assert_eq!(of_length(4096).chars().count(), 4096);
    assert!(Filters::new(&[of_length(4096)]).is_ok());
    let error = refused(&of_length(4097));
    assert_eq!(error.to_string(), "filter pattern 1: 4097 characters, and the limit is 4096; name fewer values");
    assert!(error.is_limit());
}

#[test]
fn a_pattern_that_lambda_would_not_take_is_refused_and_says_where() {
    for (pattern, expected) in [
        ("{", "is not JSON, or is nested too deeply"),
        ("[]", r#"is not an object; write `{"name": [value]}`"#),
        ("{}", "the pattern names nothing; leave it out, or name a leaf"),
        (r#"{"a": {}}"#, "`a` names nothing; leave it out, or name a leaf"),
        (r#"{"a": {"b": "x"}}"#, "`a.b` has a value without brackets; write `[…]` around it"),
        (r#"{"a": []}"#, "`a` has no value; name one in its brackets"),
        (r#"{"a": [["x"]]}"#, "`a` has brackets in brackets; write its values into one pair"),
        (
            r#"{"a": ["x"], "a": ["y"]}"#,
            "`a` is named twice in one pattern; write all its values into one pair of brackets",
        ),
        (
            r#"{"a": [{"prefix": "x", "suffix": "y"}]}"#,
            "`a` has an object that is not one operator; give each operator an object of its own",
        ),
        (r#"{"a": [{"prefix": 1}]}"#, "`a` needs a text for `prefix`"),
        (r#"{"a": [{"exists": "true"}]}"#, "`a` needs `true` or `false` for `exists`"),
        (r#"{"a": [{"begins": "x"}]}"#, "`a` has `begins`, which is not an operator"),
        (
            r#"{"a": [{"wildcard": "x*"}]}"#,
            "`a` has `wildcard`, which EventBridge evaluates and Lambda does not; leave it out",
        ),
        (r#"{"a": [{"anything-but": ["x", 1]}]}"#, "`a` needs texts or numbers for `anything-but`, and not both"),
        (r#"{"a": [{"anything-but": [true]}]}"#, "`a` needs texts or numbers for `anything-but`, and not both"),
        (
            r#"{"a": [{"anything-but": {"prefix": ""}}]}"#,
            "`a` needs one operator with a text that is not empty in `anything-but`",
        ),
        (r#"{"a": [{"numeric": [">", "1"]}]}"#, "`a` needs an operator and a number in `numeric`, in turn"),
        (r#"{"a": [{"numeric": ["!=", 1]}]}"#, "`a` needs one of `=`, `<`, `<=`, `>` and `>=` in `numeric`"),
        (
            r#"{"a": [{"numeric": [">", 5, "<", 5]}]}"#,
            "`a` needs its lower bound first in `numeric`, and a greater one after it",
        ),
        (r#"{"a": [{"numeric": ["<", 6e9]}]}"#, "`a` needs a number between -5000000000 and 5000000000 in `numeric`"),
        (r#"{"$or": [{"a": ["x"]}]}"#, "the pattern has `$or` without an array of two objects or more"),
        (r#"{"b": {"$or": {"a": ["x"]}}}"#, "`b` has `$or` without an array of two objects or more"),
        (
            r#"{"$or": [{"prefix": ["x"]}, {"b": ["x"]}]}"#,
            "the pattern has the operator `prefix` in `$or`, where names of leaves stand",
        ),
    ] {
        assert_eq!(refused(pattern).to_string(), format!("filter pattern 1: {expected}"), "{pattern}");
    }
    let combinations = format!("[{}]", [r#"{"x": ["1"]}"#; 11].join(","));
    let pattern = format!(
        r#"{{"a": {{"$or": {combinations}}}, "b": {{"$or": {combinations}}}, "c": {{"$or": {combinations}}}}}"#
    );
    let error = refused(&pattern);
    assert_eq!(error.to_string(), "filter pattern 1: `$or` makes more than 1000 combinations; name fewer");
    assert!(error.is_limit());
}
