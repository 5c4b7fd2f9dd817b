//! What the emulator does not do, as it was seen in this run, and what covers it instead. What is not seen any more is an
//! error: the list would tell of an emulator that there is no longer.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::aws::Aws;
use super::deploy::stage;
use super::emulator::Emulator;
use super::pipe::Stream;
use super::{Result, step};

/// How long a mapping may take for a record.
const PATIENCE: Duration = Duration::from_mins(1);

/// Something that was seen.
struct Gap {
    what: &'static str,
    seen: String,
    covered: &'static str,
}

pub(super) fn show(aws: &Aws, emulator: &Emulator) -> Result<()> {
    step("what the emulator does not do");
    for gap in [pipe(emulator)?, expiry(aws)?, partial_failures(aws)?, metrics(aws)?] {
        println!("   {}\n      seen: {}\n      covered: {}", gap.what, gap.seen, gap.covered);
    }
    Ok(())
}

/// What has come to be done is to be done with.
fn no_longer(what: &str, seen: &str) -> String {
    format!(
        "the emulator is said not to do this, and it does: {what} ({seen}); take it out of xtask/src/verify/gaps.rs"
    )
}

fn pipe(emulator: &Emulator) -> Result<Gap> {
    let what = "an EventBridge Pipe hands its records to an SQS queue";
    let log = emulator.log();
    let held = log.lines().find(|line| line.contains("Pipes") && line.contains("holding"));
    let seen = held.ok_or_else(|| no_longer(what, "no line of its log says that a Pipe holds records"))?.to_owned();
    let covered = "the records of the same stream were sent to the same queue by this program, in the groups that the template \
                   names, and the deployed function ran behind it; tests/tests/promises/order/fifo_histories.rs has a Pipe";
    Ok(Gap { what, seen, covered })
}

fn expiry(aws: &Aws) -> Result<Gap> {
    let what = "a template's `TimeToLiveSpecification` is switched on, and an expired row makes a record";
    let stage = stage("reference-counter");
    let table = format!("{stage}-garbage-blobs");
    let answer = aws.json(&["dynamodb", "describe-time-to-live", "--table-name", &table])?;
    let status = answer["TimeToLiveDescription"]["TimeToLiveStatus"].as_str().unwrap_or_default();
    if status != "DISABLED" {
        return Err(no_longer(what, status).into());
    }
    // The function that waits for it is handed the record that AWS would make.
    let sequence_number = "100000000000000000001";
    let record = json!({
        "eventID": "1", "eventName": "REMOVE", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": super::emulator::REGION,
        "userIdentity": { "type": "Service", "principalId": "dynamodb.amazonaws.com" },
        "eventSourceARN": stream_of(&table, aws)?,
        "dynamodb": {
            "Keys": { "blob": { "S": "cat" } }, "SequenceNumber": sequence_number, "SizeBytes": 7, "StreamViewType": "KEYS_ONLY",
        },
    });
    let answer = invoke(&format!("{stage}-reference-counter-collect_garbage"), &record, aws)?;
    let blobs = aws.json(&["dynamodb", "scan", "--table-name", &format!("{stage}-blobs")])?;
    if answer != json!({ "batchItemFailures": [] }) || blobs["Count"] != 0 {
        return Err(format!(
            "`collect_garbage` answered {answer} to an expired mark, and there are blobs: {}",
            blobs["Count"]
        )
        .into());
    }
    let seen = format!("`describe-time-to-live` of {table}: {status}");
    let covered = "the deployed `collect_garbage` was handed the record of an expired mark, and deleted the blob; \
                   examples/reference-counter/tests/garbage_collection.rs lets marks expire";
    Ok(Gap { what, seen, covered })
}

fn partial_failures(aws: &Aws) -> Result<Gap> {
    let what = "a mapping of a stream honours `ReportBatchItemFailures`, retries and bisects";
    let stage = stage("quickstart");
    let (table, function) = (format!("{stage}-inventory-levels"), format!("{stage}-quickstart-warehouse_totals"));
    let mut stream = Stream::from_the_beginning(&stream_of(&table, aws)?, aws)?;
    let before = stream.next(aws)?.len();
    // A row that no `InventoryLevel` is.
    let row = r#"{"warehouse":{"S":"oslo"},"sku":{"S":"nut-m8"},"on_hand":{"S":"many"},"shelf":{"S":"A1"}}"#;
    aws.run(&["dynamodb", "put-item", "--table-name", &table, "--item", row])?;
    let records = patiently("the record of a row", || Ok(stream.next(aws)?.into_iter().next()))?;
    let answer = invoke(&function, &records, aws)?;
    let expected = json!({ "batchItemFailures": [{ "itemIdentifier": records["dynamodb"]["SequenceNumber"] }] });
    if answer != expected {
        return Err(
            format!("`{function}` answered {answer} to a record that does not decode, after {before} others").into()
        );
    }
    let result = patiently("the mapping's result", || {
        let mappings = aws.json(&["lambda", "list-event-source-mappings", "--function-name", &function])?;
        let result = mappings["EventSourceMappings"][0]["LastProcessingResult"].as_str().map(str::to_owned);
        Ok(result.filter(|result| result.starts_with("OK")))
    })?;
    let seen = format!("`{function}` answers {answer}, and the `LastProcessingResult` of its mapping is: {result}");
    let covered = "statetopic-local/tests/promises/sources/mapping.rs and tests/tests/promises/once/histories.rs; behind a \
                   queue the emulator honours it";
    Ok(Gap { what, seen, covered })
}

fn metrics(aws: &Aws) -> Result<Gap> {
    let what = "a mapping keeps its `MetricsConfig`, and alarms get metrics";
    let function = format!("{}-quickstart-low_stock_alerts", stage("quickstart"));
    let mappings = aws.json(&["lambda", "list-event-source-mappings", "--function-name", &function])?;
    let mapping = &mappings["EventSourceMappings"][0];
    if mapping.get("MetricsConfig").is_some() {
        return Err(no_longer(what, &mapping["MetricsConfig"].to_string()).into());
    }
    let seen = format!("the mapping of {function} is listed without one");
    let covered = "both linters know the property; cargo-statetopic/tests/command has it in the stacks' snapshots";
    Ok(Gap { what, seen, covered })
}

pub(super) fn stream_of(table: &str, aws: &Aws) -> Result<String> {
    let description = aws.json(&["dynamodb", "describe-table", "--table-name", table])?;
    let arn = description["Table"]["LatestStreamArn"].as_str();
    Ok(arn.ok_or_else(|| format!("{table} has no stream"))?.to_owned())
}

/// Hands one record to a deployed function; its answer.
pub(super) fn invoke(function: &str, record: &Value, aws: &Aws) -> Result<Value> {
    let event = json!({ "Records": [record] }).to_string();
    let answer = std::env::temp_dir().join(format!("statetopic-verify-{}.json", std::process::id()));
    let path = answer.display().to_string();
    aws.run(&["lambda", "invoke", "--function-name", function, "--payload", &event, &path])?;
    let text = std::fs::read_to_string(&answer)?;
    std::fs::remove_file(&answer)?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{function} answered with invalid JSON: {error}"))?)
}

fn patiently<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(found) = look()? {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Err(format!("waited {PATIENCE:?} for {what}").into())
}
