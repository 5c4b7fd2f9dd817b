//! The operations of a package: a ledger row for each item, and its writes, of which several records' may be one.

use super::Change;
use crate::operation::Write;

/// A record on its way.
pub(super) struct Member<'a> {
    pub(super) change: Change<'a>,
    /// Its sequence number, as the ledger has it.
    pub(super) applied: String,
    pub(super) writes: Vec<Write>,
}

/// What a package asks of the tables.
pub(super) struct Transaction {
    /// The records of each item, in their order.
    pub(super) items: Vec<Vec<usize>>,
    /// The writes, each with the places of what it is made of: of a record, and among its writes.
    pub(super) writes: Vec<(Write, Vec<(usize, usize)>)>,
}

impl Transaction {
    /// That of these records; `None` where two of their writes are of one row and cannot be one.
    pub(super) fn of(members: &[Member<'_>], group: &[usize]) -> Option<Self> {
        let mut transaction = Self { items: Vec::new(), writes: Vec::new() };
        for &place in group {
            let member = &members[place];
            let of_item = |items: &&mut Vec<usize>| members[items[0]].change.is_of_item(&member.change);
            match transaction.items.iter_mut().find(of_item) {
                Some(item) => item.push(place),
                None => transaction.items.push(vec![place]),
            }
            for (of_record, write) in member.writes.iter().enumerate() {
                let part = (place, of_record);
                match transaction.writes.iter_mut().find(|(other, _)| other.is_of_row(write)) {
                    // Two writes of one record to a row are an error of its `Writes`.
                    Some((before, parts)) => {
                        *before = before.coalesced(write)?;
                        parts.push(part);
                    }
                    None => transaction.writes.push((write.clone(), vec![part])),
                }
            }
        }
        Some(transaction)
    }

    /// The records that an operation is of: the ledger rows are the first.
    pub(super) fn members_of(&self, operation: usize) -> Vec<usize> {
        match operation.checked_sub(self.items.len()) {
            None => self.items[operation].clone(),
            Some(write) => self.writes[write].1.iter().map(|(member, _)| *member).collect(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.items.len() + self.writes.len()
    }
}
