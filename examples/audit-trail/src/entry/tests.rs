//! Entries without an engine.

use super::*;
use crate::AccountStatus;

fn account() -> Account {
    Account {
        id: "a-1".to_owned(),
        owner: "Kari".to_owned(),
        email: Sensitive::new("kari@example.com".to_owned()),
        credit_limit: Number::from(1_000),
        status: AccountStatus::Open,
        ends_at: None,
        signed_by: "ann".to_owned(),
    }
}

fn record(change: StateChange<Account>) -> Record<Account> {
    without_time(change).with_time(Timestamp::from_epoch_millis(1_700_000_000_000))
}

fn without_time(change: StateChange<Account>) -> Record<Account> {
    Record::new(change).with_event_id("e7").with_sequence_number("12".parse().unwrap())
}

fn modified(new: Account) -> Record<Account> {
    record(StateChange::Modified { key: account().key(), old: account().into(), new: new.into() })
}

#[test]
fn a_change_has_who_what_and_when() {
    let frozen = Account { status: AccountStatus::Frozen, signed_by: "bob".to_owned(), ..account() };
    let entry = AuditEntry::of(&modified(frozen)).unwrap().unwrap();
    assert_eq!((entry.item.as_str(), entry.action, entry.by.as_deref()), ("a-1", Action::Changed, Some("bob")));
    let change =
        FieldChange { attribute: "status".to_owned(), old: Some("Open".to_owned()), new: Some("Frozen".to_owned()) };
    assert_eq!(entry.changes, [change]);
    assert_eq!(entry.place, Place(format!("01700000000000/{:0>40}/e7", 12)));
    assert_eq!(entry.place.time(), Some(Timestamp::from_epoch_millis(1_700_000_000_000)));
}

#[test]
fn a_signature_alone_makes_no_entry() {
    let signed = Account { signed_by: "bob".to_owned(), ..account() };
    assert_eq!(AuditEntry::of(&modified(signed)).unwrap(), None);
}

#[test]
fn whoever_signed_last_deleted_and_nobody_lets_a_row_expire() {
    for (cause, action, by) in
        [(Removal::Deleted, Action::Deleted, Some("ann")), (Removal::Expired, Action::Expired, None)]
    {
        let removed = StateChange::Removed { key: account().key(), old: account().into(), cause };
        let entry = AuditEntry::of(&record(removed)).unwrap().unwrap();
        assert_eq!((entry.action, entry.by.as_deref()), (action, by));
    }
}

#[test]
fn a_record_without_a_time_comes_first() {
    let inserted = StateChange::Inserted { key: account().key(), new: account().into() };
    let entry = AuditEntry::of(&without_time(inserted)).unwrap().unwrap();
    assert_eq!(entry.place.time(), None);
    assert!(entry.place < Place::at(Timestamp::from_epoch_millis(1)));
}
