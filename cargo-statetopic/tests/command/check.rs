//! `cargo statetopic check`.

use super::manifest;
use super::support::{Ended, assert_fails, of_answer};

fn check(manifest: &statetopic::manifest::Manifest, arguments: &[&str]) -> Ended {
    of_answer("check", &manifest.to_json(), arguments)
}

#[test]
fn without_findings_it_says_so() {
    let ended = check(&manifest(), &[]);
    assert_eq!((ended.code, &*ended.out), (Some(0), ""), "{ended:?}");
    assert!(!ended.err.contains("warning:") && !ended.err.contains("error:"), "{ended:?}");
    assert!(ended.err.ends_with("no errors and no warnings: 1 subscriber, 1 table\n"), "{ended:?}");
}

#[test]
fn an_error_has_file_line_fix_and_exit_code() {
    let mut endless = manifest();
    endless.mapping.max_retries = None;
    let ended = check(&endless, &[]);
    assert_fails(
        &ended,
        1,
        ": error: `shop/large_orders`: it retries without a limit and has no destination for discarded records: ",
    );
    assert!(ended.err.contains("cargo-statetopic/tests/command/main.rs:"), "{}", ended.err);
    assert!(ended.err.contains("; set `max_retries = 10` or `max_age = 3600`"), "{}", ended.err);
    assert!(ended.err.ends_with("1 error, 0 warnings\n"), "{}", ended.err);
}

#[test]
fn a_warning_fails_on_request() {
    let mut large = manifest();
    large.mapping.batch_size = 5_000;
    let ended = check(&large, &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains(": warning: `shop/large_orders`: a batch of 5000 records"), "{}", ended.err);
    assert_fails(&check(&large, &["--deny-warnings"]), 1, "0 errors, 1 warning");
    assert_eq!(check(&large, &["--deny-warnings", "--item-size", "100"]).code, Some(0));
}

#[test]
fn an_invalid_item_size_is_refused_with_the_range() {
    assert_fails(&check(&manifest(), &["--item-size", "0"]), 2, "0 is not in 1..=409600");
    assert_fails(&check(&manifest(), &["--item-size", "500000"]), 2, "500000 is not in 1..=409600");
}
