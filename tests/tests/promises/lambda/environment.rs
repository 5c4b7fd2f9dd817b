//! A compiled subscriber that is not started as it should be says what is missing and ends.

use statetopic_tests::dynamodb_endpoint::sdk_variables;
use statetopic_tests::process::{LAMBDA_VARIABLES, Output, run_to_end};

const PROBE: &str = env!("CARGO_BIN_EXE_probe");
const TALLY: &str = env!("CARGO_BIN_EXE_tally");

/// A Runtime API that nobody serves: a process that gets as far as calling it would not end with 78.
const API: (&str, &str) = ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9");

/// Nobody serves it either.
const ENDPOINT: &str = "http://127.0.0.1:9";

/// The program ends with the exit code of a configuration error, and its words are not a panic's.
async fn refusal(program: &str, variables: &[(&str, &str)]) -> Output {
    let (status, output) = run_to_end(program, variables).await;
    assert_eq!(status.code(), Some(78), "{status}: {}", output.all());
    for word in ["panicked", "RUST_BACKTRACE", "unwrap", "called `"] {
        assert!(!output.all().contains(word), "{}", output.all());
    }
    output
}

fn lambda() -> Vec<(&'static str, &'static str)> {
    [API].into_iter().chain(LAMBDA_VARIABLES).collect()
}

#[tokio::test]
async fn a_missing_variable_of_lambdas_is_named() {
    for missing in lambda() {
        let variables: Vec<_> = lambda().into_iter().filter(|variable| *variable != missing).collect();
        let output = refusal(PROBE, &variables).await.all();
        let expected = format!("(Lambda itself sets `{}`, which is not set)", missing.0);
        assert!(output.contains(&expected), "{output}");
        assert!(output.contains("Lambda starts it, or `cargo lambda watch` on this machine"), "{output}");
        assert!(output.contains("statetopic-tests/probe"), "which subscriber it is: {output}");
    }
}

#[tokio::test]
async fn a_variable_of_lambdas_that_is_no_number_is_named() {
    let mut variables = lambda();
    for variable in &mut variables {
        if variable.0 == "AWS_LAMBDA_FUNCTION_MEMORY_SIZE" {
            variable.1 = "much";
        }
    }
    let output = refusal(PROBE, &variables).await.all();
    let expected = "(Lambda itself sets `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, which is not a number of MB)";
    assert!(output.contains(expected), "{output}");
}

#[tokio::test]
async fn a_namespace_of_metrics_that_is_empty_is_named() {
    let variables: Vec<_> = lambda().into_iter().chain([("STATETOPIC_METRICS_NAMESPACE", "")]).collect();
    let output = refusal(PROBE, &variables).await.all();
    assert!(output.contains("`STATETOPIC_METRICS_NAMESPACE` is empty"), "{output}");
}

#[tokio::test]
async fn a_missing_table_variable_is_named_with_its_table() {
    let tables = [("STATETOPIC_TABLE_TEAMS", "teams-1"), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", "ledger-1")];
    for (missing, table) in [(0, "teams"), (1, "statetopic-ledger")] {
        let present = tables.into_iter().enumerate().filter(|(place, _)| *place != missing).map(|(_, table)| table);
        let variables: Vec<_> = lambda().into_iter().chain(sdk_variables(ENDPOINT)).chain(present).collect();
        let output = refusal(TALLY, &variables).await.all();
        let variable = tables[missing].0;
        let expected =
            format!("environment variable `{variable}` is not set; set it to the physical name of the table `{table}`");
        assert!(output.contains(&expected), "{output}");
    }
}

#[tokio::test]
async fn a_table_name_that_dynamodb_does_not_allow_is_refused() {
    let tables = [("STATETOPIC_TABLE_TEAMS", "all teams"), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", "ledger-1")];
    let variables: Vec<_> = lambda().into_iter().chain(sdk_variables(ENDPOINT)).chain(tables).collect();
    let output = refusal(TALLY, &variables).await.all();
    assert!(output.contains("environment variable `STATETOPIC_TABLE_TEAMS` is not a table name"), "{output}");
}

#[tokio::test]
async fn a_runtime_api_that_nobody_serves_ends_the_process() {
    let (status, output) = run_to_end(PROBE, &lambda()).await;
    assert!(!status.success());
    assert!(!output.all().contains("panicked"), "{}", output.all());
}
