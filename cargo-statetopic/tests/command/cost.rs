//! `cargo statetopic cost`.

use std::fs;

use super::manifest;
use super::support::{Ended, assert_fails, of_answer};

fn cost(arguments: &[&str]) -> Ended {
    of_answer("cost", &manifest().to_json(), arguments)
}

#[test]
fn the_prices_are_dated_and_name_their_source() {
    let ended = cost(&["--writes", "100000000"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("writes of the application"), "{ended:?}");
    assert!(ended.out.contains("Prices of 20") && ended.out.contains("https://aws.amazon.com/"), "{ended:?}");
    assert!(ended.out.contains("is saved by its filter"), "{ended:?}");
    let report: serde_json::Value = serde_json::from_str(&cost(&["--json"]).out).unwrap();
    assert!(report["total"].as_f64().is_some_and(|total| total > 0.0), "{report}");
    // What is printed can be given back.
    let folder = tempfile::tempdir().unwrap();
    let prices = folder.path().join("prices.json");
    fs::write(&prices, report["prices"].to_string()).unwrap();
    let again: serde_json::Value =
        serde_json::from_str(&cost(&["--json", "--prices", prices.to_str().unwrap()]).out).unwrap();
    assert_eq!(again, report);
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    for (arguments, problem) in [
        (&["--passed", "1.5"][..], "expected a number from 0 to 1"),
        (&["--passed", "NaN"], "expected a number from 0 to 1"),
        (&["--record-ms=-1"], "expected a number of milliseconds, 0 or more"),
        (&["--invocation-ms", "inf"], "expected a number of milliseconds, 0 or more"),
        (&["--records", "0"], "0 is not in 1.."),
        (&["--item-size", "0"], "0 is not in 1..=409600"),
        (&["--writes", "many"], "invalid digit found in string"),
    ] {
        assert_fails(&cost(arguments), 2, problem);
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_what_is_wrong_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workload.json");
    let file = path.to_str().unwrap();
    for (text, problem) in [
        ("{", "workload.json: no workload: "),
        (r#"{"table": {}}"#, "unknown field `table`"),
        (
            r#"{"tables": {"order": {"writes": 1, "item_size": 9}}}"#,
            "workload.json: it names `order`, which is no table",
        ),
        (r#"{"tables": {"orders": {"writes": 1, "item_size": 0}}}"#, "`item_size` of `orders` is 1 to 409600"),
        (r#"{"subscribers": {"shop/large_orders": {"passed": 2}}}"#, "`passed` and `written` of `shop/large_orders`"),
        (r#"{"subscribers": {"shop/large_orders": {"record_ms": -2}}}"#, "`record_ms` of `shop/large_orders`"),
        (r#"{"subscribers": {"shop/large_orders": {"records": 0}}}"#, "`records` of `shop/large_orders`"),
    ] {
        fs::write(&path, text).unwrap();
        assert_fails(&cost(&["--workload", file]), 4, problem);
    }
    fs::write(&path, "{}").unwrap();
    assert_fails(&cost(&["--prices", file]), 4, "workload.json: no prices: ");
    assert_fails(&cost(&["--workload", "no.json"]), 4, "error: no.json: ");
}
