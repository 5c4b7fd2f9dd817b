//! The functions that are built for Lambda: what each needs, an event for it, and what it is to do.

use serde_json::{Value, json};
use statetopic_tests::event::{Change, event, sequence_number};

/// A function by the name of its bin.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// The tables among its resources.
    pub(crate) tables: &'static [Table],
    /// The change in its event, and the row that is in its first table then.
    change: fn() -> Change,
    row: fn() -> Value,
}

/// A table among a function's resources.
pub(crate) struct Table {
    /// The variable that has its physical name.
    pub(crate) variable: &'static str,
    /// Its physical name.
    pub(crate) name: &'static str,
    /// Its partition key and sort key, which are strings.
    pub(crate) keys: &'static [&'static str],
}

/// Of `lambda_runtime` alone: what the others are compared with.
pub(crate) const BARE: &str = "bare";

/// A subscriber without the SDK.
pub(crate) const LEAN: &str = "lean";

/// All of them; the first is the one that the others are compared with.
pub(crate) const FUNCTIONS: [Function; 5] = [
    Function { name: BARE, tables: &[], change: ran_low, row: || Value::Null },
    Function { name: LEAN, tables: &[], change: ran_low, row: || Value::Null },
    Function {
        name: "low_stock_alerts",
        tables: &[Table {
            variable: "STATETOPIC_TABLE_LOW_STOCK_ALERTS",
            name: "prod.Alerts_7f3a",
            keys: &["warehouse", "sku"],
        }],
        change: ran_low,
        row: || json!({ "warehouse": { "S": "oslo" }, "sku": { "S": "bolt-m8" }, "on_hand": { "N": "3" } }),
    },
    Function {
        name: "audit_trail",
        tables: &[Table {
            variable: "STATETOPIC_TABLE_AUDIT_TRAIL",
            name: "prod.Audit_7f3a",
            keys: &["warehouse", "sequence"],
        }],
        change: totalled,
        row: || {
            json!({
                "warehouse": { "S": "oslo" }, "sequence": { "S": format!("{:0>40}", sequence_number(1)) },
                "what": { "S": "Inserted" }, "changed": { "L": [] }, "by_ttl": { "BOOL": false },
                "at": { "N": "1770000000000" },
            })
        },
    },
    Function {
        name: "warehouse_totals",
        tables: &[
            Table { variable: "STATETOPIC_TABLE_WAREHOUSE_TOTALS", name: "prod.Totals_7f3a", keys: &["warehouse"] },
            Table { variable: "STATETOPIC_TABLE_STATETOPIC_LEDGER", name: "prod.Ledger_7f3a", keys: &["entry"] },
        ],
        change: arrived,
        row: || json!({ "warehouse": { "S": "oslo" }, "articles": { "N": "1" }, "units": { "N": "12" } }),
    },
];

impl Function {
    /// An event with one good record.
    pub(crate) fn event(&self) -> Vec<u8> {
        event([(self.change)()])
    }

    /// The rows that are in its first table once it has answered.
    pub(crate) fn rows(&self) -> Value {
        json!([(self.row)()])
    }
}

fn level(on_hand: u32) -> Value {
    json!({
        "warehouse": { "S": "oslo" }, "sku": { "S": "bolt-m8" }, "on_hand": { "N": on_hand.to_string() },
        "shelf": { "S": "A1" },
    })
}

fn article(change: Change) -> Change {
    change.with("/dynamodb/Keys", json!({ "warehouse": { "S": "oslo" }, "sku": { "S": "bolt-m8" } }))
}

fn arrived() -> Change {
    article(Change::insert(1, "", level(12)).with("/dynamodb/NewImage", level(12)))
}

fn totalled() -> Change {
    let totals = json!({ "warehouse": { "S": "oslo" }, "articles": { "N": "1" }, "units": { "N": "12" } });
    let change = Change::insert(1, "", totals.clone()).with("/dynamodb/NewImage", totals);
    change.with("/dynamodb/Keys", json!({ "warehouse": { "S": "oslo" } }))
}

fn ran_low() -> Change {
    let change = article(Change::modify(1, "", level(12), level(3)));
    change.with("/dynamodb/OldImage", level(12)).with("/dynamodb/NewImage", level(3))
}
