//! References to a table, whether this stack creates it, another stack, or neither.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use statetopic::plan::{Owner, TablePlan};

use super::value::{arn, attribute, import, reference, sub};
use crate::synth::names::{Kind, export, logical};

/// References to the tables of a stack, by logical name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'a> {
    pub(super) tables: &'a BTreeMap<String, TablePlan>,
}

impl Places<'_> {
    fn owner(self, table: &str) -> Owner {
        self.tables.get(table).map_or(Owner::Stack, |table| table.owner)
    }

    /// The physical name.
    pub(super) fn name(self, table: &str) -> Value {
        match self.owner(table) {
            Owner::Stack => reference(&logical(table, Kind::Table)),
            Owner::External => reference(&logical(table, Kind::TableName)),
            Owner::OtherStack => import(&exported(table, TABLE_NAME)),
        }
    }

    /// The ARN of the table, followed by `rest`.
    pub(super) fn arn(self, table: &str, rest: &str) -> Value {
        let of = |name: &str| arn("dynamodb", &format!("table/${{{name}}}{rest}"));
        match (self.owner(table), rest) {
            (Owner::Stack, "") => attribute(&logical(table, Kind::Table), "Arn"),
            (Owner::Stack, rest) => sub(format!("${{{}.Arn}}{rest}", logical(table, Kind::Table))),
            (Owner::External, _) => sub(of(&logical(table, Kind::TableName))),
            (Owner::OtherStack, _) => json!({ "Fn::Sub": [of("Table"), { "Table": self.name(table) }] }),
        }
    }

    /// The ARN of the stream.
    pub(super) fn stream(self, table: &str) -> Value {
        match self.owner(table) {
            Owner::Stack => attribute(&logical(table, Kind::Table), "StreamArn"),
            Owner::External => reference(&logical(table, Kind::StreamArn)),
            Owner::OtherStack => import(&exported(table, STREAM_ARN)),
        }
    }

    /// The ARNs of all streams of the table, past and future: a change of the view replaces the stream.
    pub(super) fn streams(self, table: &str) -> Value {
        match self.owner(table) {
            Owner::Stack => self.arn(table, "/stream/*"),
            Owner::External | Owner::OtherStack => self.stream(table),
        }
    }
}

/// The exports of a table.
pub(super) const TABLE_NAME: &str = "table-name";
pub(super) const STREAM_ARN: &str = "stream-arn";

/// The name of an export.
pub(super) fn exported(table: &str, what: &str) -> String {
    format!("${{Stage}}:{}", export(table, what))
}
