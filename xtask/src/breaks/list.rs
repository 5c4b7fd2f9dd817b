//! The breaks: what is right, and what is wrong about it.

/// A mistake that the simulation must catch.
pub(super) struct Break {
    pub(super) name: &'static str,
    /// Where it is made.
    pub(super) file: &'static str,
    /// What stands there, once.
    pub(super) right: &'static str,
    /// What is put in its place.
    pub(super) wrong: &'static str,
}

pub(super) const BREAKS: &[Break] = &[
    Break {
        name: "report-the-highest-failure",
        file: "statetopic/src/transport/mod.rs",
        right: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).min();",
        wrong: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).max();",
    },
    Break {
        name: "take-the-checkpoint-of-one-lane",
        file: "statetopic/src/transport/mod.rs",
        right: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).min();",
        wrong: "let lowest = undone.iter().filter_map(|undone| undone.sequence_number).next();",
    },
    Break {
        name: "compare-sequence-numbers-as-plain-strings",
        file: "statetopic/src/ledger/package.rs",
        right: "applied: change.sequence_number.padded(),",
        wrong: "applied: change.sequence_number.as_str().to_owned(),",
    },
    Break {
        name: "condition-a-package-on-its-last-number",
        file: "statetopic/src/ledger/commit.rs",
        right: "AttributeValue::S(first.applied.clone()));",
        wrong: "AttributeValue::S(if first.applied < last.applied { last } else { first }.applied.clone()));",
    },
    Break {
        name: "drop-the-ledgers-condition",
        file: "statetopic/src/ledger/commit.rs",
        right: "            condition: Some(condition),\n",
        wrong: "            condition: Some(condition).filter(|_| false),\n",
    },
    Break {
        name: "start-a-later-record-of-a-failed-item",
        file: "statetopic/src/invoke/lanes.rs",
        right: "    pub(super) fn end(&mut self, last: Ordinal) -> Vec<Ordinal> {\n        self.running -= 1;\n        self.behind(last).collect()\n",
        wrong: "    pub(super) fn end(&mut self, last: Ordinal) -> Vec<Ordinal> {\n        self.advance(last);\n        Vec::new()\n",
    },
    Break {
        name: "advance-progress-before-the-effect",
        file: "statetopic/src/ledger/package.rs",
        right: "let Err(error) = self.rows.transact(&operations, None).await else {",
        wrong: "let (rows, effects) = operations.split_at(transaction.items.len());\n            let both = match self.rows.transact(rows, None).await {\n                Ok(()) if !effects.is_empty() => self.rows.transact(effects, None).await,\n                other => other,\n            };\n            let Err(error) = both else {",
    },
    Break {
        name: "forget-the-old-id-after-a-rename",
        file: "statetopic/src/invoke/function.rs",
        right: "S::DEFINITION.ledger_id(), tables)",
        wrong: "S::DEFINITION.id, tables)",
    },
    Break {
        name: "expire-ledger-rows-early",
        file: "statetopic/src/ledger/mod.rs",
        right: "const KEPT: Duration = Duration::from_hours(15 * 24);",
        wrong: "const KEPT: Duration = Duration::from_secs(1);",
    },
    Break {
        name: "skip-a-committed-event-silently",
        file: "statetopic/src/invoke/packer.rs",
        right: "            if taken { members.push(member) } else { waiting.push_back(member) }",
        wrong: "            if taken && (members.is_empty() || members.len() % 7 > 0) { members.push(member) } else if !taken { waiting.push_back(member) }",
    },
    Break {
        name: "two-packages-of-an-item-in-flight",
        file: "statetopic/src/invoke/packer.rs",
        right: "        self.in_flight.extend(touched.iter().cloned());\n",
        wrong: "        self.in_flight.clear();\n",
    },
    Break {
        name: "call-the-next-of-a-reading-function-early",
        file: "statetopic/src/invoke/commits.rs",
        right: "    fn is_ahead(&self) -> bool {\n        S::READS_NOTHING\n    }",
        wrong: "    fn is_ahead(&self) -> bool {\n        true\n    }",
    },
    Break {
        name: "conclude-from-another-reason-than-the-ledgers",
        file: "statetopic/src/ledger/cancelled.rs",
        right: "    if !not_as_asked.is_empty() {",
        wrong: "    if !not_as_asked.is_empty() && of_writes.iter().all(|reason| reason.code == CancellationCode::None) {",
    },
    Break {
        name: "lose-a-record-at-a-shard-split",
        file: "statetopic-local/src/shards.rs",
        right: "self.open(id, middle + 1..=end, last)])",
        wrong: "self.open(id, middle + 1..=end, last.map(|last| Position::new(last.number() + 1)))])",
    },
];
