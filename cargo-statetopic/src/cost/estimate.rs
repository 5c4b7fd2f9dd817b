//! The estimate: quantities times prices.
#![expect(clippy::cast_precision_loss, reason = "counts of a month are far below what a float holds exactly")]

use std::collections::BTreeSet;

use statetopic::manifest::Table;
use statetopic::plan::{Deployment, EventSource, MAX_EVENT_BYTES, SubscriberPlan};
use statetopic::schema::Projection;
use statetopic::subscriber::Architecture;
use statetopic::view::StreamView;

use super::flow::Flow;
use super::prices::Prices;
use super::workload::Workload;
use crate::error::Error;
use crate::project::{narrowest_view, record_size};

const MILLION: f64 = 1e6;
/// Maximum size of what a Pipe and a queue count as one request, in bytes.
const REQUEST_SIZE: u64 = 64 * 1024;
/// Size of a ledger row, in bytes: its key, a sequence number, an expiry.
const LEDGER_ROW_SIZE: u64 = 300;

/// The costs of a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Estimate {
    pub(super) lines: Vec<Line>,
    pub(super) savings: Vec<Saving>,
}

/// A line of the estimate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// A table by its logical name, or a subscriber by its id.
    pub(super) of: String,
    pub(super) what: &'static str,
    /// Number of billed units.
    pub(super) quantity: f64,
    pub(super) unit: &'static str,
    pub(super) cost: f64,
}

/// A possible saving, or the saving of a filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Saving {
    pub(super) of: String,
    pub(super) text: String,
    pub(super) cost: f64,
}

impl Estimate {
    pub(super) fn total(&self) -> f64 {
        self.lines.iter().map(|line| line.cost).sum()
    }
}

pub(crate) fn estimate(deployment: &Deployment, workload: &Workload, prices: &Prices) -> Result<Estimate, Error> {
    let subscribers = &deployment.subscribers;
    let tables = subscribers.iter().flat_map(|one| one.manifest.tables());
    let names: BTreeSet<&str> = tables.map(Table::name).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let ids: Vec<&str> = subscribers.iter().map(|one| &*one.manifest.id).collect();
    workload.check_names(&names, &ids)?;
    let flow = Flow { subscribers, workload };
    let mut estimate = Estimate::default();
    let topics: BTreeSet<&str> = subscribers.iter().map(SubscriberPlan::topic).collect();
    for name in topics {
        let rows = flow.application_writes(name);
        let units = rows * kilobytes(workload.table(name).item_size);
        if units > 0.0 {
            estimate.lines.push(writes(name, "writes of the application", units, prices));
        }
        estimate.lines.extend(index_writes(name, name, rows, deployment, workload, prices));
    }
    for subscriber in subscribers {
        let manifest = &subscriber.manifest;
        let (view, passed) = (manifest.topic.view, flow.passed(manifest));
        let (mut lines, cost) = of_subscriber(subscriber, view, passed, flow, prices);
        for name in subscriber.writes() {
            lines.extend(index_writes(&manifest.id, name, flow.written(manifest), deployment, workload, prices));
        }
        estimate.lines.extend(lines);
        let mut saving = |text: String, other: f64| {
            estimate.savings.push(Saving { of: manifest.id.clone(), text, cost: (other - cost).abs() });
        };
        let narrower = narrowest_view([manifest]);
        if narrower != view {
            let (_, other) = of_subscriber(subscriber, narrower, passed, flow, prices);
            saving(format!("would be saved by `view = {narrower}`, if it is enough for all readers"), other);
        }
        if !manifest.filter.patterns.is_empty() {
            let all = flow.changes(subscriber.topic());
            let (_, other) = of_subscriber(subscriber, view, all, flow, prices);
            saving("is saved by its filter".to_owned(), other);
        }
    }
    Ok(estimate)
}

/// The costs of a subscriber for a view and a number of records. Without a filter the function itself drops the records that
/// its arms do not take: these cost time but no writes.
fn of_subscriber(
    subscriber: &SubscriberPlan,
    view: StreamView,
    records: f64,
    flow: Flow<'_>,
    prices: &Prices,
) -> (Vec<Line>, f64) {
    let (manifest, workload) = (&subscriber.manifest, flow.workload);
    let (topic, function) = (subscriber.topic(), workload.function(&manifest.id));
    let table = workload.table(topic);
    let size = record_size(view, table.item_size);
    let mut lines = Vec::new();
    let batch_size = match &subscriber.source {
        EventSource::Stream(reader) => reader.mapping.batch_size,
        EventSource::Fifo { queue, .. } => queue.batch_size,
    };
    let max_records = u64::from(batch_size).min((MAX_EVENT_BYTES / size).max(1));
    let per_invocation = f64::from(function.records.unwrap_or(1)).min(max_records as f64).max(1.0);
    let invocations = (records / per_invocation).ceil();
    let of = &manifest.id;
    let line = |what, quantity, unit, cost| Line { of: of.clone(), what, quantity, unit, cost };
    lines.push(line("invocations", invocations, "requests", invocations / MILLION * prices.lambda_request_million));
    let seconds = (invocations * function.invocation_ms.unwrap_or_default()
        + records * function.record_ms.unwrap_or_default())
        / 1000.0;
    let gigabytes = f64::from(manifest.settings.memory) / 1024.0;
    let price = match manifest.settings.architecture {
        Architecture::Arm64 => prices.lambda_gb_second_arm64,
        Architecture::X86_64 => prices.lambda_gb_second_x86_64,
    };
    lines.push(line("duration", seconds * gigabytes, "GB-seconds", seconds * gigabytes * price));
    match &subscriber.source {
        // Lambda's reads of a stream cost nothing.
        EventSource::Stream(_) => {}
        EventSource::Fifo { .. } => {
            let messages = records * size.div_ceil(REQUEST_SIZE) as f64;
            lines.push(line("Pipe", messages, "requests", messages / MILLION * prices.pipe_request_million));
            // Send, receive and delete.
            let requests = messages + 2.0 * invocations;
            lines.push(line("queue", requests, "requests", requests / MILLION * prices.sqs_fifo_request_million));
            let reads = flow.changes(topic) / 1000.0;
            lines.push(line(
                "stream reads of the Pipe",
                reads,
                "requests",
                reads / MILLION * prices.stream_read_million,
            ));
        }
    }
    if manifest.projects && manifest.resources.is_empty() {
        // A change of a row that is there is one write. The first rows of items, and those that go, are not told apart.
        let item_size = manifest.writes.iter().map(|written| workload.table(written.table.name()).item_size).max();
        let rows = flow.written(manifest) * kilobytes(item_size.unwrap_or_default());
        lines.push(writes(of, "projected rows, one per record", rows, prices));
    } else if !manifest.writes.is_empty() {
        let committed = flow.written(manifest);
        // A write in a transaction costs two units for each KB, of the rows and of the ledger's.
        let ledger = committed * 2.0 * kilobytes(LEDGER_ROW_SIZE);
        lines.push(writes(of, "ledger writes", ledger, prices));
        let item_size = manifest.writes.iter().map(|written| workload.table(written.table.name()).item_size).max();
        let rows = committed * 2.0 * kilobytes(item_size.unwrap_or_default());
        lines.push(writes(of, "derived rows, one per record", rows, prices));
    }
    let returned: BTreeSet<&str> = manifest.writes.iter().map(|written| written.table.name()).collect();
    for name in subscriber.writes().difference(&returned) {
        let rows = flow.written(manifest) * kilobytes(workload.table(name).item_size);
        lines.push(writes(of, "rows written, one per record", rows, prices));
    }
    let cost = lines.iter().map(|line| line.cost).sum();
    (lines, cost)
}

/// The writes of the indexes of a table of which this many rows are written: one for each index, of what it holds of the row. A
/// transaction does not double them, and one that changes an index's key writes the index twice, which is not estimated.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html>
fn index_writes(
    of: &str,
    table: &str,
    rows: f64,
    deployment: &Deployment,
    workload: &Workload,
    prices: &Prices,
) -> Option<Line> {
    let indexes = deployment.tables.get(table).map(|plan| plan.table.schema.indexes.as_slice()).unwrap_or_default();
    let of_row: f64 = indexes
        .iter()
        .map(|index| match index.projection {
            Projection::KeysOnly => 1.0,
            // How large the attributes are that it includes is not known.
            Projection::All | Projection::Include(_) => kilobytes(workload.table(table).item_size),
        })
        .sum();
    let units = rows * of_row;
    (units > 0.0).then(|| writes(of, "writes of indexes", units, prices))
}

fn writes(of: &str, what: &'static str, units: f64, prices: &Prices) -> Line {
    let cost = units / MILLION * prices.dynamodb_write_million;
    Line { of: of.to_owned(), what, quantity: units, unit: "write units", cost }
}

/// The billed size of a write, in KB.
fn kilobytes(bytes: u64) -> f64 {
    bytes.div_ceil(1024).max(1) as f64
}

#[cfg(test)]
mod tests {
    use statetopic::manifest::Manifest;

    use super::*;
    use crate::cost::workload::Assumptions;
    use crate::project::samples::{self, deployment};

    const DEFAULT: Assumptions = Assumptions::DEFAULT;

    fn estimate_of(manifest: Manifest, assumptions: Assumptions) -> Estimate {
        estimate_of_all([manifest], assumptions)
    }

    fn estimate_of_all(manifests: impl IntoIterator<Item = Manifest>, assumptions: Assumptions) -> Estimate {
        let workload = Workload::new(None, assumptions).unwrap();
        estimate(&deployment(manifests), &workload, &Prices::built_in().unwrap()).unwrap()
    }

    fn cost(estimate: &Estimate, what: &str) -> f64 {
        estimate.lines.iter().filter(|line| line.what == what).map(|line| line.cost).sum()
    }

    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn each_line_is_what_a_manual_calculation_gives() {
        let times = Assumptions { invocation_ms: 5.0, record_ms: 0.5, ..DEFAULT };
        let workload = Assumptions { writes: 10_000_000, item_size: 2048, records: 100, ..times };
        let estimate = estimate_of(samples::orders_to_totals(), workload);
        // 10 million writes of 2 KB.
        assert_near(cost(&estimate, "writes of the application"), 20.0 * 0.625);
        // 100,000 invocations.
        assert_near(cost(&estimate, "invocations"), 0.1 * 0.2);
        // 100,000 * 5 ms + 10,000,000 * 0.5 ms = 5,500 s at a quarter of a GB.
        assert_near(cost(&estimate, "duration"), 5500.0 * 0.25 * 0.000_016_666_7);
        // In a transaction, 1 KB each for the ledger and 2 KB for the row.
        assert_near(cost(&estimate, "ledger writes"), 20.0 * 0.625);
        assert_near(cost(&estimate, "derived rows, one per record"), 40.0 * 0.625);
        assert_near(estimate.total(), 12.5 + 0.02 + 0.022_916_712_5 + 12.5 + 25.0);
    }

    #[test]
    fn a_narrower_view_saves_invocations() {
        let large = Assumptions { writes: 100_000_000, item_size: 400_000, records: 5000, ..DEFAULT };
        let estimate = estimate_of(samples::large_batch(), large);
        let [saving] = &*estimate.savings else { panic!("{:?}", estimate.savings) };
        assert!(saving.text.contains("view = KEYS_ONLY") && saving.cost > 1.0, "{saving:?}");
    }

    #[test]
    fn a_filter_saves_the_records_that_it_drops() {
        let estimate = estimate_of(samples::filtered(), Assumptions { writes: 100_000_000, passed: 0.1, ..DEFAULT });
        let [saving] = &*estimate.savings else { panic!("{:?}", estimate.savings) };
        assert!(saving.text.contains("filter"), "{saving:?}");
        assert_near(saving.cost, 9.0 * (cost(&estimate, "invocations") + cost(&estimate, "duration")));
    }

    #[test]
    fn a_projected_row_is_one_write_unless_the_function_reads() {
        let mut projection = samples::orders_to_totals();
        (projection.projects, projection.resources) = (true, Vec::new());
        let workload = Assumptions { writes: 10_000_000, item_size: 2048, ..DEFAULT };
        assert_near(cost(&estimate_of(projection, workload), "projected rows, one per record"), 20.0 * 0.625);
    }

    #[test]
    fn a_filter_saves_no_writes_since_the_function_would_drop_the_records() {
        let mut filtered = samples::orders_to_totals();
        filtered.filter.patterns = vec![r#"{"eventName":["INSERT"]}"#.to_owned()];
        let estimate = estimate_of(filtered, Assumptions { writes: 100_000_000, passed: 0.1, ..DEFAULT });
        let [saving] = estimate.savings.iter().filter(|saving| saving.text.contains("filter")).collect::<Vec<_>>()[..]
        else {
            panic!("{:?}", estimate.savings)
        };
        assert_near(saving.cost, 9.0 * (cost(&estimate, "invocations") + cost(&estimate, "duration")));
    }

    #[test]
    fn a_derived_topic_is_written_by_its_subscriber_alone_and_its_changes_go_on() {
        let chain = [samples::orders_to_totals(), samples::of_totals()];
        let workload = Assumptions { writes: 10_000_000, item_size: 1024, records: 1, ..DEFAULT };
        let estimate = estimate_of_all(chain, workload);
        let of = |of: &str, what: &str| estimate.lines.iter().find(|line| line.of == of && line.what == what);
        assert_eq!(of("orders", "writes of the application").map(|line| line.quantity), Some(1e7));
        assert_eq!(of("totals", "writes of the application"), None);
        assert_eq!(of("of_totals", "invocations").map(|line| line.quantity), Some(1e7));
    }

    #[test]
    fn a_loop_without_other_writes_costs_nothing() {
        let looping = [samples::orders_to_totals(), samples::totals_to_orders()];
        let estimate = estimate_of_all(looping, Assumptions { writes: 1_000_000, ..DEFAULT });
        assert_near(estimate.total(), 0.0);
    }

    #[test]
    fn each_index_of_a_table_is_written_with_the_row() {
        let [mut of_orders, mut to_totals] = [samples::stamp("a"), samples::orders_to_totals()];
        let keys_only = samples::index_of_places();
        of_orders.topic.table.schema.indexes = [samples::indexes(true), keys_only.clone()].concat();
        to_totals.topic.table.schema.indexes = of_orders.topic.table.schema.indexes.clone();
        to_totals.writes[0].table.schema.indexes = keys_only;
        let estimate =
            estimate_of_all([of_orders, to_totals], Assumptions { writes: 1_000_000, item_size: 3000, ..DEFAULT });
        let of = |of: &str| {
            let lines = estimate.lines.iter().filter(|line| line.of == of && line.what == "writes of indexes");
            lines.map(|line| line.quantity).collect::<Vec<_>>()
        };
        // 3 KB for the index that holds the whole row, 1 KB for the one that holds its keys.
        assert_eq!(of("orders"), [4e6]);
        // Not twice: a transaction does not write an index.
        assert_eq!(of("to_totals"), [1e6]);
        assert_eq!(of("a"), [] as [f64; 0]);
    }

    #[test]
    fn rows_that_a_parameter_writes_are_not_in_a_transaction() {
        let estimate =
            estimate_of(samples::puts_totals(), Assumptions { writes: 1_000_000, item_size: 2048, ..DEFAULT });
        assert_near(cost(&estimate, "rows written, one per record"), 2.0 * 0.625);
    }
}
