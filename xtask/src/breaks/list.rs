//! The breaks: what is right, and what is wrong about it.

/// A mistake that must be caught.
pub(super) struct Break {
    pub(super) name: &'static str,
    pub(super) by: CaughtBy,
    /// Where it is made.
    pub(super) file: &'static str,
    /// What stands there, once.
    pub(super) right: &'static str,
    /// What is put in its place.
    pub(super) wrong: &'static str,
}

/// What must catch a break.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CaughtBy {
    Simulation,
    /// A property among the unit tests of `statetopic`, by its name. The tables at the end of a run are the same with and without
    /// such a break; what became of each record is not.
    Property(&'static str),
}

pub(super) const BREAKS: &[Break] = &[
    Break {
        name: "report-the-highest-failure",
        by: CaughtBy::Simulation,
        file: "statetopic/src/transport/mod.rs",
        right: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).min();",
        wrong: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).max();",
    },
    Break {
        name: "take-the-checkpoint-of-one-lane",
        by: CaughtBy::Simulation,
        file: "statetopic/src/transport/mod.rs",
        right: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).min();",
        wrong: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).next();",
    },
    Break {
        name: "compare-sequence-numbers-as-plain-strings",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/row.rs",
        right: "let number = change.sequence_number.padded();",
        wrong: "let number = change.sequence_number.as_str().to_owned();",
    },
    Break {
        name: "compare-two-incarnations-of-a-stream-without-their-labels",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/row.rs",
        right: "format!(\"{}#{number}\", table_and_label(change.source).1)",
        wrong: "format!(\"#{number}\")",
    },
    Break {
        name: "condition-a-package-on-its-last-number",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/commit.rs",
        right: "            condition: Some(row.format.condition(first)),\n",
        wrong: "            condition: Some(row.format.condition(last)),\n",
    },
    Break {
        name: "drop-the-ledgers-condition",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/commit.rs",
        right: "            condition: Some(row.format.condition(first)),\n",
        wrong: "            condition: Some(row.format.condition(first)).filter(|_| false),\n",
    },
    Break {
        name: "start-a-later-record-of-a-failed-item",
        by: CaughtBy::Simulation,
        file: "statetopic/src/invoke/lanes.rs",
        right: "    pub(super) fn end(&mut self, last: Ordinal) -> Vec<Ordinal> {\n        self.running -= 1;\n        self.behind(last).collect()\n",
        wrong: "    pub(super) fn end(&mut self, last: Ordinal) -> Vec<Ordinal> {\n        self.advance(last);\n        Vec::new()\n",
    },
    Break {
        name: "advance-progress-before-the-effect",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/package.rs",
        right: "let Err(error) = self.rows.transact(&operations, None).await else {",
        wrong: "let (rows, effects) = operations.split_at(transaction.rows.len());\n            let both = match self.rows.transact(rows, None).await {\n                Ok(()) if !effects.is_empty() => self.rows.transact(effects, None).await,\n                other => other,\n            };\n            let Err(error) = both else {",
    },
    Break {
        name: "forget-the-old-id-after-a-rename",
        by: CaughtBy::Simulation,
        file: "statetopic/src/invoke/function.rs",
        right: "S::DEFINITION.ledger_id(), tables)",
        wrong: "S::DEFINITION.id, tables)",
    },
    Break {
        name: "expire-ledger-rows-early",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/row.rs",
        right: "const KEPT: Duration = Duration::from_hours(15 * 24);",
        wrong: "const KEPT: Duration = Duration::from_secs(1);",
    },
    Break {
        name: "skip-a-committed-event-silently",
        by: CaughtBy::Simulation,
        file: "statetopic/src/invoke/packer/mod.rs",
        right: "            if taken { members.push(member) } else { waiting.push_back(member) }",
        wrong: "            if taken && (members.is_empty() || members.len() % 7 > 0) { members.push(member) } else if !taken { waiting.push_back(member) }",
    },
    Break {
        name: "two-packages-of-an-item-in-flight",
        by: CaughtBy::Simulation,
        file: "statetopic/src/invoke/packer/mod.rs",
        right: "        self.in_flight.extend(touched.iter().cloned());\n",
        wrong: "        self.in_flight.clear();\n",
    },
    Break {
        name: "pass-a-record-of-the-same-item",
        by: CaughtBy::Property("what_shares_an_item_or_a_row_is_never_in_two_packages_in_flight_and_keeps_its_order"),
        file: "statetopic/src/invoke/packer/building.rs",
        right: "        self.touched.extend(member.lane_and_item());",
        wrong: "        if fit == Fit::Not {\n            self.touched.extend(member.lane_and_item());\n        }",
    },
    Break {
        name: "call-the-next-of-a-reading-function-early",
        by: CaughtBy::Simulation,
        file: "statetopic/src/invoke/commits.rs",
        right: "    fn is_ahead(&self) -> bool {\n        S::READS_NOTHING\n    }",
        wrong: "    fn is_ahead(&self) -> bool {\n        true\n    }",
    },
    Break {
        name: "conclude-from-another-reason-than-the-ledgers",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/cancelled.rs",
        right: "    if !not_as_asked.is_empty() {",
        wrong: "    if !not_as_asked.is_empty() && of_writes.iter().all(|reason| reason.code == CancellationCode::None) {",
    },
    Break {
        name: "lose-a-record-at-a-shard-split",
        by: CaughtBy::Simulation,
        file: "statetopic-local/src/shards.rs",
        right: "self.open(id, middle + 1..=end, last)])",
        wrong: "self.open(id, middle + 1..=end, last.map(|last| Position::new(last.number() + 1)))])",
    },
    Break {
        name: "count-a-sum-that-passed-through-a-violation",
        by: CaughtBy::Property("a_package_is_as_its_records_one_after_another"),
        file: "statetopic/src/rows/action.rs",
        right: "way: (self.way.0.min(least), self.way.1.max(most)), ..*self };",
        wrong: "way: (least.max(delta.min(Number::ZERO)), most.min(delta.max(Number::ZERO))), ..*self };",
    },
    Break {
        name: "compare-the-positions-of-two-items",
        by: CaughtBy::Property("a_row_with_the_key_of_another_item_is_its_records_error"),
        file: "statetopic/src/ledger/projection.rs",
        right: "if write.is_projected() && write.key.canonical() != self.change.item {",
        wrong: "if write.is_projected() && write.key.canonical().is_empty() {",
    },
    Break {
        name: "project-without-the-labels-of-streams",
        by: CaughtBy::Simulation,
        file: "statetopic/src/position/mod.rs",
        right: "Self(format!(\"{label}#{number}\"))",
        wrong: "Self(format!(\"{}#{number}\", &label[..0]))",
    },
    Break {
        name: "forget-the-ledger-where-a-row-goes",
        by: CaughtBy::Simulation,
        file: "statetopic/src/operation/projected.rs",
        right: "matches!(self.change, Change::Put(_)) && self.follows",
        wrong: "true && self.follows",
    },
    Break {
        name: "project-over-the-row-of-a-newer-change",
        by: CaughtBy::Simulation,
        file: "statetopic/src/operation/source_change.rs",
        right: "Condition::And(vec![is_set, self.is_after_position()])",
        wrong: "Condition::And(vec![is_set])",
    },
    Break {
        name: "remove-the-row-of-a-newer-change",
        by: CaughtBy::Property("a_row_tells_where_the_ledger_has_forgotten"),
        file: "statetopic/src/operation/projected.rs",
        right: "self.guard.newer = Some(change.is_newer());",
        wrong: "self.guard.newer = Some(change.is_newer()).filter(|_| matches!(self.change, Change::Put(_)));",
    },
    Break {
        name: "take-an-older-stream-for-a-duplicate",
        by: CaughtBy::Property("a_record_of_an_older_stream_is_superseded_and_no_duplicate"),
        file: "statetopic/src/ledger/projected.rs",
        right: "Some(Found::Later) => Some(Committed::Superseded),",
        wrong: "Some(Found::Later) => Some(Committed::Before),",
    },
];
