//! The operations of a package: a ledger row for each item, and its writes, of which several records' may be one.

use serde_dynamo::Item;

use super::recent::Recent;
use super::row::Format;
use super::{Change, Committed};
use crate::operation::Write;

/// A record on its way.
pub(super) struct Member<'a> {
    pub(super) change: Change<'a>,
    pub(super) writes: Vec<Write>,
    /// What its projection's row says of it, where that was left out.
    pub(super) left_out: Option<Committed>,
}

/// The row of an item, in one format.
pub(super) struct LedgerRow {
    pub(super) format: Format,
    /// The item's records, in their order.
    pub(super) members: Vec<usize>,
    /// What the row was seen to say, where a queue brings them.
    pub(super) seen: Option<Recent>,
}

/// A row of the ledger, by its place in a transaction, as it is.
pub(super) type SeenRow = (usize, Option<Item>);

/// What a package asks of the tables.
pub(super) struct Transaction {
    pub(super) rows: Vec<LedgerRow>,
    /// The writes, each with the places of what it is made of: of a record, and among its writes.
    pub(super) writes: Vec<(Write, Vec<(usize, usize)>)>,
}

impl Transaction {
    /// That of these records, with an item's rows in these formats; `None` where two of their writes are of one row and cannot be
    /// one.
    pub(super) fn of(members: &[Member<'_>], group: &[usize], formats: &[Format]) -> Option<Self> {
        let mut items: Vec<Vec<usize>> = Vec::new();
        let mut writes: Vec<(Write, Vec<(usize, usize)>)> = Vec::new();
        for &place in group {
            let member = &members[place];
            let of_item = |items: &&mut Vec<usize>| members[items[0]].change.is_of_item(&member.change);
            match items.iter_mut().find(of_item) {
                Some(item) => item.push(place),
                None => items.push(vec![place]),
            }
            for (of_record, write) in member.writes.iter().enumerate() {
                let part = (place, of_record);
                match writes.iter_mut().find(|(other, _)| other.is_of_row(write)) {
                    // Two writes of one record to a row are an error of its `Writes`.
                    Some((before, parts)) => {
                        *before = before.coalesced(write)?;
                        parts.push(part);
                    }
                    None => writes.push((write.clone(), vec![part])),
                }
            }
        }
        let in_format = |format: &Format| {
            let format = *format;
            items.iter().map(move |members| LedgerRow { format, members: members.clone(), seen: None })
        };
        Some(Self { rows: formats.iter().flat_map(in_format).collect(), writes })
    }

    /// Notes what the ledger's rows were seen to say. Those of the first format have no place for what a queue brings.
    pub(super) fn note(&mut self, seen: &[SeenRow]) {
        for (place, row) in seen {
            if self.rows[*place].format == Format::Second {
                self.rows[*place].seen = Some(Recent::of(row.as_ref()));
            }
        }
    }

    /// The records that an operation is of: the ledger rows are the first.
    pub(super) fn members_of(&self, operation: usize) -> Vec<usize> {
        match operation.checked_sub(self.rows.len()) {
            None => self.rows[operation].members.clone(),
            Some(write) => self.writes[write].1.iter().map(|(member, _)| *member).collect(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.rows.len() + self.writes.len()
    }
}
