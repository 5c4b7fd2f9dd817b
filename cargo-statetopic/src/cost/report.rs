//! The estimate as text and as JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::estimate::Estimate;
use super::prices::Prices;
use super::workload::Assumptions;

pub(crate) fn to_text(estimate: &Estimate, prices: &Prices, assumed: Assumptions) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:<36} {:<28} {:>18} {:<12} {:>10}", "of", "what", "quantity", "", prices.currency);
    for line in &estimate.lines {
        let _ = writeln!(
            text,
            "{:<36} {:<28} {:>18.0} {:<12} {:>10.2}",
            line.of, line.what, line.quantity, line.unit, line.cost
        );
    }
    let _ = writeln!(text, "{:<36} {:<28} {:>18} {:<12} {:>10.2}", "per month", "", "", "", estimate.total());
    for saving in &estimate.savings {
        let _ = writeln!(text, "{}: {:.2} {} {}", saving.of, saving.cost, prices.currency, saving.text);
    }
    let Assumptions { writes, item_size, records, invocation_ms, record_ms, passed } = assumed;
    let _ = writeln!(
        text,
        "Assumed where no workload says otherwise: {writes} writes a month to each table, items of {item_size} bytes, {records} \
         records an invocation, {invocation_ms} ms an invocation and {record_ms} ms a record, {passed} of the records pass filters."
    );
    let _ = writeln!(
        text,
        "Prices as of {} in {}, from {}. {} Storage, backups, logs and data transfer are not included.",
        prices.date,
        prices.region,
        prices.sources.join(", "),
        prices.note
    );
    text
}

pub(crate) fn to_json(estimate: &Estimate, prices: &Prices, assumed: Assumptions) -> String {
    let lines: Vec<_> = estimate
        .lines
        .iter()
        .map(|line| json!({"of": line.of, "what": line.what, "quantity": line.quantity, "unit": line.unit, "cost": line.cost}))
        .collect();
    let savings: Vec<_> = estimate
        .savings
        .iter()
        .map(|saving| json!({"of": saving.of, "what": saving.text, "cost": saving.cost}))
        .collect();
    let report = json!({"total": estimate.total(), "lines": lines, "savings": savings, "assumptions": assumed, "prices": prices});
    format!("{report:#}\n")
}
