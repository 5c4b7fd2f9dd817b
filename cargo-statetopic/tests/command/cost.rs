//! `cargo statetopic cost`.

use std::fs;

use super::manifest;
use super::support::{Ended, assert_fails, of_answer};

fn cost(arguments: &[&str]) -> Ended {
    of_answer("cost", &manifest().to_json(), arguments)
}

#[test]
fn the_prices_have_a_date_and_a_source() {
    let ended = cost(&["--writes", "100000000"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("writes of the application"), "{ended:?}");
    assert!(ended.out.contains("Prices as of 20") && ended.out.contains("https://aws.amazon.com/"), "{ended:?}");
    assert!(ended.out.contains("is saved by its filter"), "{ended:?}");
    assert!(ended.out.contains("Assumed where no workload says otherwise: 100000000 writes a month"), "{ended:?}");
    let report: serde_json::Value = serde_json::from_str(&cost(&["--json"]).out).unwrap();
    assert_eq!(report["assumptions"]["item_size"], 2048, "{report}");
    assert!(report["total"].as_f64().is_some_and(|total| total > 0.0), "{report}");
    // The printed prices are valid input.
    let folder = tempfile::tempdir().unwrap();
    let prices = folder.path().join("prices.json");
    fs::write(&prices, report["prices"].to_string()).unwrap();
    let again: serde_json::Value =
        serde_json::from_str(&cost(&["--json", "--prices", prices.to_str().unwrap()]).out).unwrap();
    assert_eq!(again, report);
}

#[test]
fn invalid_numbers_are_refused() {
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
fn an_invalid_file_is_named_with_the_problem() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workload.json");
    let file = path.to_str().unwrap();
    for (text, problem) in [
        ("{", "workload.json: this is not a workload: "),
        (r#"{"table": {}}"#, "unknown field `table`"),
        (
            r#"{"tables": {"order": {"writes": 1, "item_size": 9}}}"#,
            "workload.json: `order` is neither a table nor a subscriber; the tables are orders, the subscribers shop/large_orders",
        ),
        (
            r#"{"tables": {"orders": {"writes": 1, "item_size": 0}}}"#,
            "invalid `item_size` of `orders`; expected 1 to 409600 bytes",
        ),
        (
            r#"{"subscribers": {"shop/large_orders": {"passed": 2}}}"#,
            "invalid `passed` of `shop/large_orders`; expected a number from 0 to 1",
        ),
        (r#"{"subscribers": {"shop/large_orders": {"record_ms": -2}}}"#, "invalid `record_ms` of `shop/large_orders`"),
        (r#"{"subscribers": {"shop/large_orders": {"records": 0}}}"#, "invalid `records` of `shop/large_orders`"),
    ] {
        fs::write(&path, text).unwrap();
        assert_fails(&cost(&["--workload", file]), 4, problem);
    }
    fs::write(&path, "{}").unwrap();
    assert_fails(&cost(&["--prices", file]), 4, "workload.json: this is not a file of prices: ");
    assert_fails(&cost(&["--workload", "no.json"]), 4, "error: no.json: ");
}
