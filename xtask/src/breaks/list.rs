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
    /// The simulation of functions that park.
    Parking,
    /// A test of parking, by its name.
    Poison(&'static str),
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
        file: "statetopic/src/ledger/position.rs",
        right: "Self(format!(\"{}#{}\", table_and_label(change.source).1, change.sequence_number.padded()))",
        wrong: "Self(format!(\"{}#{}\", table_and_label(change.source).1, change.sequence_number.as_str()))",
    },
    Break {
        name: "compare-two-incarnations-of-a-stream-without-their-labels",
        by: CaughtBy::Simulation,
        file: "statetopic/src/ledger/position.rs",
        right: "Self(format!(\"{}#{}\", table_and_label(change.source).1, change.sequence_number.padded()))",
        wrong: "Self(format!(\"#{}\", change.sequence_number.padded()))",
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
        right: "    fn is_ahead(&self) -> bool {\n        S::READS_NOTHING && !self.is_careful\n    }",
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
        file: "statetopic/src/operation/projected.rs",
        right: "self.is_projected() && self.key.canonical() != item",
        wrong: "self.is_projected() && self.key.canonical().len() > item.len() + 99",
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
    Break {
        name: "clear-parking-without-looking-at-the-tail",
        by: CaughtBy::Parking,
        file: "statetopic/src/ledger/parked_range.rs",
        right: "            is(PARKED_HEAD, self.head.value()),\n            is(PARKED_TAIL, self.tail.value()),\n            is(PARKED_RECORDS, self.count_value()),\n        ])",
        wrong: "            is(PARKED_HEAD, self.head.value()),\n        ])",
    },
    Break {
        name: "redrive-without-the-condition-on-the-head",
        by: CaughtBy::Poison("a_redrive_that_lands_late_changes_nothing"),
        file: "statetopic/src/ledger/parked_range.rs",
        right: "            is(PARKED_HEAD, self.head.value()),\n            is(PARKED_TAIL, self.tail.value()),\n            is(PARKED_RECORDS, self.count_value()),\n        ])",
        wrong: "            is(PARKED_TAIL, self.tail.value()),\n        ])",
    },
    Break {
        name: "park-behind-by-a-read-and-a-write",
        by: CaughtBy::Parking,
        file: "statetopic/src/ledger/parked_range.rs",
        right: "        let tail = is(PARKED_TAIL, self.tail.value());",
        wrong: "        let tail = Condition::Missing(DocumentPath::named(\"nothing\"));",
    },
    Break {
        name: "accept-a-live-record-behind-a-parked-one",
        by: CaughtBy::Parking,
        file: "statetopic/src/ledger/row.rs",
        right: "Condition::Compare(format.clone(), Comparison::Equal, AttributeValue::N(CURRENT.to_owned()));",
        wrong: "Condition::Exists(format.clone());",
    },
    Break {
        name: "park-on-throttling",
        by: CaughtBy::Poison("a_throttled_or_missing_table_parks_nothing"),
        file: "statetopic/src/invoke/failure.rs",
        right: "            Self::Function(FunctionError::Returned(error)) if is_of_service(&**error) => Blame::Others,\n",
        wrong: "            Self::Function(FunctionError::Returned(error)) if is_of_service(&**error) && false => Blame::Others,\n",
    },
    Break {
        name: "park-what-could-not-be-committed-for-the-services-fault",
        by: CaughtBy::Poison("nothing_is_parked_behind_a_record_that_the_service_failed"),
        file: "statetopic/src/invoke/failure.rs",
        right: "            Self::Commit(error) if error.is_the_records_own() => Blame::Record,\n",
        wrong: "            Self::Commit(_) => Blame::Record,\n",
    },
    Break {
        name: "park-all-in-an-outage",
        by: CaughtBy::Poison("at_the_threshold_no_new_item_is_parked_and_what_is_parked_is_parked_behind"),
        file: "statetopic/src/parking/threshold.rs",
        right: "Condition::Compare(path.clone(), Comparison::Below, threshold),",
        wrong: "Condition::Compare(path.clone(), Comparison::AtLeast, AttributeValue::N(\"0\".to_owned())),",
    },
    Break {
        name: "a-threshold-of-each-batch",
        by: CaughtBy::Poison("at_the_threshold_no_new_item_is_parked_and_what_is_parked_is_parked_behind"),
        file: "statetopic/src/parking/threshold.rs",
        right: "format!(\"hour#{hour:010}\"))",
        wrong: "format!(\"hour#{hour:010}#{}\", self.committer.rows().chance()))",
    },
    Break {
        name: "count-an-attempt-after-its-call",
        by: CaughtBy::Poison("a_record_that_hangs_is_parked_without_being_called_again"),
        file: "statetopic/src/invoke/guard.rs",
        right: "        let attempts = self.parking.count_attempt(change).await.map_err(failed)?;\n        set(Some(attempts));\n        let returned = calling.await;\n",
        wrong: "        let returned = calling.await;\n        let attempts = self.parking.count_attempt(change).await.map_err(failed)?;\n        set(Some(attempts));\n",
    },
    Break {
        name: "hand-back-for-ever-what-hangs",
        by: CaughtBy::Poison("a_record_that_hangs_is_parked_without_being_called_again"),
        file: "statetopic/src/invoke/parks/mod.rs",
        right: "!matches!(&outcome, RecordOutcome::Failed(failure) if failure.is_deadline());",
        wrong: "!matches!(&outcome, RecordOutcome::Done);",
    },
    Break {
        name: "leave-what-an-outage-exhausted-undone",
        by: CaughtBy::Poison("what_an_outage_kept_from_being_done_is_done_when_it_ends"),
        file: "statetopic/src/invoke/guard.rs",
        right: "            if !self.parking.is_at_threshold().await.map_err(failed)? {",
        wrong: "            if before > 0 {",
    },
    Break {
        name: "take-a-parked-record-of-an-older-stream-for-a-duplicate",
        by: CaughtBy::Poison("a_record_of_an_older_stream_is_superseded_and_not_taken_for_a_duplicate"),
        file: "statetopic/src/parking/keep.rs",
        right: "let same_stream = position.label() == range.tail.label();",
        wrong: "let same_stream = true;",
    },
    Break {
        name: "call-a-function-behind-a-parked-record",
        by: CaughtBy::Poison("a_function_with_a_parameter_or_without_writes_is_not_called_behind_a_parked_record"),
        file: "statetopic/src/invoke/guard.rs",
        right: "            ItemState::Parked(_) => return Err(Failure::Behind),",
        wrong: "            ItemState::Parked(_) => {}",
    },
];
