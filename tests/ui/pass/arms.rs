//! Arms are `match` arms: guards, or-patterns, nested patterns, the causes of a removal; the `..` is implied.

use statetopic::Subscriber;
use statetopic::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Status {
    Open,
    Paid,
    Shipped,
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    #[partition_key]
    id: String,
    status: Status,
    total: u32,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pieces: u32,
}

#[subscriber(on(Removed { cause: Expired }), library)]
fn expired(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(on(Removed { cause: Deleted | Expired, old } if old.total > 1), library)]
fn removed(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(on(Removed { cause: why @ Deleted, .. } if *why == Deleted, Inserted), library)]
fn deleted(change: StateChange<Order>) {
    let _ = change;
}

// A name like a cause is one where no cause stands.
#[subscriber(on(Removed { old: expired } if expired.total > 1), library)]
fn named_like_a_cause(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(on(Inserted | Removed { .. }), library)]
fn come_or_gone(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(
    on(
        Inserted { new: OrderNewImage { status: Status::Paid | Status::Shipped, .. } },
        Modified { old, new } if matches!((old.status, new.status), (Status::Open, Status::Paid)),
    ),
    id = "orders/paid",
    batch_size = 10_000,
    starting_position = LATEST,
    library,
)]
fn paid(change: StateChange<Order>) {
    let _ = change;
}

// The names that the generated code uses are not the guards'.
fn change() -> u32 {
    1
}

#[subscriber(on(Inserted { new } if new.total == change()), library)]
fn input(input: StateChange<Order>) {
    let _ = input;
}

struct Limits {
    total: u32,
}

impl Limits {
    fn allow(&self, total: u32) -> bool {
        total <= self.total
    }
}

const LIMITS: Limits = Limits { total: 1 };

// A guard reads whatever is in scope, and a closure's parameter may be called like a part.
#[subscriber(on(Inserted { new } if LIMITS.allow(new.total) && new.total < LIMITS.total + 1), library)]
fn within_the_limits(change: StateChange<Order>) {
    let _ = change;
}

#[subscriber(on(Inserted { new: row } if row.lines.iter().any(|new| new.pieces > 1)), library)]
fn of_several_pieces(change: StateChange<Order>) {
    let _ = change;
}

fn order(status: Status) -> Order {
    Order { id: "1".to_owned(), status, total: 1, lines: vec![Line { pieces: 2 }] }
}

fn inserted(status: Status) -> StateChange<Order> {
    StateChange::Inserted { key: OrderKey { id: "1".to_owned() }, new: order(status).into() }
}

fn gone(cause: Removal) -> StateChange<Order> {
    StateChange::Removed { key: OrderKey { id: "1".to_owned() }, old: order(Status::Open).into(), cause }
}

#[test]
fn runs() {
    assert!(ExpiredSubscriber::takes(&gone(Removal::Expired)));
    assert!(!ExpiredSubscriber::takes(&gone(Removal::Deleted)));
    assert!(!RemovedSubscriber::takes(&gone(Removal::Deleted)));
    assert!(DeletedSubscriber::takes(&gone(Removal::Deleted)));
    assert!(!DeletedSubscriber::takes(&gone(Removal::Expired)));
    assert!(ComeOrGoneSubscriber::takes(&inserted(Status::Open)));
    assert!(ComeOrGoneSubscriber::takes(&gone(Removal::Deleted)));
    assert!(PaidSubscriber::takes(&inserted(Status::Paid)));
    assert!(!PaidSubscriber::takes(&inserted(Status::Open)));
    assert!(InputSubscriber::takes(&inserted(Status::Open)));
    assert!(WithinTheLimitsSubscriber::takes(&inserted(Status::Open)));
    assert!(OfSeveralPiecesSubscriber::takes(&inserted(Status::Open)));
    assert_eq!(PaidSubscriber::DEFINITION.id, "orders/paid");
    assert_eq!(PaidSubscriber::DEFINITION.mapping.batch_size, 10_000);
}
