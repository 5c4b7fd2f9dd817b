//! Random arms: tests that `#[subscriber]` reads, put together at random, beside long lists of texts.

use std::cell::RefCell;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use statetopic::__private::filter::{Arm, Cause, Choice, Guard, ImagePath, Known, OfValue as _, Root, Shape, Test};
use statetopic::manifest::describe;
use statetopic::prelude::*;
use statetopic::{
    ChangeKind, ConnectError, Connections, ReadModel as _, Removal, StateChange, Subscriber, SubscriberDefinition,
};
use statetopic_local::Filters;

use super::models::{CARRIER, Kind, Parcel, ParcelNewImage, ParcelOldImage, State};
use super::records::{Record, record};
use super::theirs::Theirs;

/// Random arms, each of them with a dozen records.
const CASES: u32 = 150;

/// A test as `#[subscriber]` reads it, for each change that has what it reads.
#[derive(Clone, Copy)]
struct Atom {
    text: &'static str,
    arms: fn() -> Vec<Arm>,
    takes: fn(&StateChange<Parcel>) -> bool,
}

macro_rules! atom {
    ([$($event:ident)+] $fields:tt $test:expr) => {{
        #[subscriber(library, on($($event $fields if $test),+))]
        fn listener(_: StateChange<Parcel>) {}
        Atom { text: stringify!($test), arms: ListenerSubscriber::arms, takes: ListenerSubscriber::takes }
    }};
}

/// Tests of what changes have.
macro_rules! atoms {
    ($events:tt $fields:tt: $($test:expr;)+) => { [$(atom!($events $fields $test)),+] };
}

fn atoms() -> Vec<Atom> {
    let new = atoms! { [Inserted Modified] { new, .. }:
        new.carrier == "post";
        new.carrier != "air";
        new.carrier.starts_with("post");
        new.carrier.ends_with("air");
        ["post", "air", CARRIER].contains(&new.carrier.as_str());
        new.state == State::Open;
        matches!(new.state, State::Open | State::Done);
        new.kind != Kind::Other;
        new.is_insured;
        new.note.is_some();
        new.note.as_deref() == Some("post");
        matches!(new.note.as_deref(), None | Some("air"));
        new.hold == Some(State::Done);
        new.inner != Some(Kind::Other);
        new.fragile != Some(false);
        new.counted.is_none();
        new.label == "post";
        new.ready;
        new.stage == State::OnHold;
        new.region.as_deref() == Some("post");
        new.phase != State::Open;
        new.weight >= 3;
        new.odd == "";
        new.address.city == "post";
        new.address.zip.as_deref() != Some("air");
        new.address.within.open;
        new.back.r#where != "post";
    };
    let old = atoms! { [Modified Removed] { old, .. }:
        old.carrier == "post";
        old.carrier != "air";
        old.state != State::Done;
        old.kind == Kind::Other;
        old.is_insured;
        old.note.is_none();
        old.note.as_deref() != Some("post");
        old.remark.as_deref() == Some("post");
        old.fragile == Some(true);
        old.billed;
        old.weight < 10;
        old.address.state == State::Done;
        !old.address.checked;
    };
    let both = atoms! { [Modified] { old, new, .. }: old.state != new.state; };
    let key = atoms! { [Inserted Modified Removed] { key, .. }:
        key.depot_name == "oslo";
        key.depot_name.starts_with("be");
        key.number == 1;
    };
    [&new[..], &old, &both, &key].concat()
}

/// A guard.
#[derive(Clone, Debug)]
enum Tree {
    /// The test with this number among those that read what the change has.
    Atom(usize),
    /// The carrier is one of these.
    Carrier(Vec<String>),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

/// An arm.
#[derive(Clone)]
struct Written {
    event: ChangeKind,
    cause: Option<Cause>,
    guard: Option<Tree>,
}

thread_local! {
    /// The tests that the arms of each kind of change can have.
    static ATOMS: [Vec<Atom>; 3] = {
        let atoms = atoms();
        [ChangeKind::Inserted, ChangeKind::Modified, ChangeKind::Removed].map(|event| {
            let of_event = |atom: &&Atom| (atom.arms)().iter().any(|arm| arm.event == event);
            atoms.iter().filter(of_event).copied().collect()
        })
    };
    /// The arms of [`Composed`].
    static ARMS: RefCell<Vec<Written>> = const { RefCell::new(Vec::new()) };
}

/// The test with this number, of those that the change's arms can have.
fn atom(number: usize, event: ChangeKind) -> Atom {
    ATOMS.with(|atoms| {
        let atoms = &atoms[event as usize];
        atoms[number % atoms.len()]
    })
}

impl Atom {
    fn guard(self, event: ChangeKind) -> Guard {
        let arm = (self.arms)().into_iter().find(|arm| arm.event == event);
        arm.and_then(|arm| arm.guard).expect("a test of the change")
    }
}

impl Tree {
    /// As `#[subscriber]` would make it.
    fn guard(&self, event: ChangeKind) -> Guard {
        let all = |trees: &[Self]| trees.iter().map(|tree| tree.guard(event)).collect();
        match self {
            Self::Atom(number) => atom(*number, event).guard(event),
            Self::Carrier(texts) => carrier(texts, event),
            Self::Not(tree) => Guard::Not(Box::new(tree.guard(event))),
            Self::All(trees) => Guard::All(all(trees)),
            Self::Any(trees) => Guard::Any(all(trees)),
        }
    }

    /// As rustc would evaluate it.
    fn holds(&self, change: &StateChange<Parcel>) -> bool {
        match self {
            Self::Atom(number) => (atom(*number, change.kind()).takes)(change),
            Self::Carrier(texts) => {
                let carrier = change.new().map(|new| &new.carrier).or(change.old().map(|old| &old.carrier));
                texts.contains(carrier.expect("an image"))
            }
            Self::Not(tree) => !tree.holds(change),
            Self::All(trees) => trees.iter().all(|tree| tree.holds(change)),
            Self::Any(trees) => trees.iter().any(|tree| tree.holds(change)),
        }
    }

    fn show(&self, event: ChangeKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |trees: &[Self], with: &str, f: &mut fmt::Formatter<'_>| {
            f.write_str("(")?;
            for (index, tree) in trees.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { with })?;
                tree.show(event, f)?;
            }
            f.write_str(")")
        };
        match self {
            Self::Atom(number) => f.write_str(atom(*number, event).text),
            Self::Carrier(texts) => write!(f, "the carrier is one of {texts:?}"),
            Self::Not(tree) => {
                f.write_str("!(")?;
                tree.show(event, f)?;
                f.write_str(")")
            }
            Self::All(trees) => joined(trees, " && ", f),
            Self::Any(trees) => joined(trees, " || ", f),
        }
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.event)?;
        self.cause.map_or(Ok(()), |cause| write!(f, " {{ cause: {cause:?} }}"))?;
        let Some(guard) = &self.guard else { return Ok(()) };
        f.write_str(" if ")?;
        guard.show(self.event, f)
    }
}

/// `texts.contains(&image.carrier)`, of the new image where there is one.
fn carrier(texts: &[String], event: ChangeKind) -> Guard {
    let (root, known): (_, Option<Known<String>>) = match event {
        ChangeKind::Removed => (Root::OldImage, (&Shape::of(|old: &ParcelOldImage| &old.carrier)).known()),
        _ => (Root::NewImage, (&Shape::of(|new: &ParcelNewImage| &new.carrier)).known()),
    };
    let path = ImagePath { root, fields: &["carrier"], declared: vec![Some(Parcel::FIELDS)] };
    let choice = Choice::Equal(texts.to_vec());
    Guard::Test(Test::new("a list of carriers", &path, known, &choice, |carrier| texts.contains(carrier)))
}

impl Written {
    fn takes(&self, change: &StateChange<Parcel>) -> bool {
        let cause = match change {
            StateChange::Removed { cause: Removal::Deleted, .. } => Some(Cause::Deleted),
            StateChange::Removed { cause: Removal::Expired, .. } => Some(Cause::Expired),
            _ => None,
        };
        change.kind() == self.event
            && (self.cause.is_none() || self.cause == cause)
            && self.guard.as_ref().is_none_or(|guard| guard.holds(change))
    }
}

/// A subscriber with the arms of this moment.
struct Composed;

impl Subscriber for Composed {
    type Topic = Parcel;
    type Input = StateChange<Parcel>;
    type Answer = ();

    const DEFINITION: SubscriberDefinition = SubscriberDefinition::new("composed");

    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }

    fn takes(change: &StateChange<Parcel>) -> bool {
        ARMS.with_borrow(|arms| arms.iter().any(|arm| arm.takes(change)))
    }

    fn arms() -> Vec<Arm> {
        let arm = |arm: &Written| Arm {
            text: "an arm",
            event: arm.event,
            cause: arm.cause,
            guard: arm.guard.as_ref().map(|guard| guard.guard(arm.event)),
        };
        ARMS.with_borrow(|arms| arms.iter().map(arm).collect())
    }

    async fn call(&self, _: StateChange<Parcel>) {}
}

fn tree() -> impl Strategy<Value = Tree> {
    let carriers = vec(select(vec!["post", "air", "", "p\"é", "none"]), 0..4);
    let long = vec("[a-z\"é]{1,60}", 40..400);
    let leaf = prop_oneof![
        12 => (0_usize..1000).prop_map(Tree::Atom),
        2 => carriers.prop_map(|texts| Tree::Carrier(texts.into_iter().map(str::to_owned).collect())),
        1 => long.prop_map(Tree::Carrier),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
            3 => vec(inner.clone(), 1..5).prop_map(Tree::All),
            3 => vec(inner, 1..5).prop_map(Tree::Any),
        ]
    })
}

fn arm() -> impl Strategy<Value = Written> {
    let kind = select(vec![
        (ChangeKind::Inserted, None),
        (ChangeKind::Modified, None),
        (ChangeKind::Removed, None),
        (ChangeKind::Removed, Some(Cause::Deleted)),
        (ChangeKind::Removed, Some(Cause::Expired)),
    ]);
    (kind, proptest::option::weighted(0.95, tree())).prop_map(|((event, cause), guard)| Written { event, cause, guard })
}

/// What became of records that decode and that no arm takes.
#[derive(Clone, Copy, Debug, Default)]
struct Saved {
    untaken: u32,
    stopped: u32,
    taken: u32,
}

#[test]
fn of_random_arms() {
    let saved = RefCell::new(Saved::default());
    let cases = (vec(arm(), 1..6), vec(record::<Parcel>(), 1..20));
    let result = TestRunner::new(super::config(CASES)).run(&cases, |(arms, records): (Vec<Written>, Vec<Record>)| {
        ARMS.set(arms.clone());
        let patterns = describe::<Composed>().filter.patterns;
        // Five patterns at most, none of them too long.
        let filters = Filters::new(&patterns).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let theirs = Theirs::new(&patterns);
        for record in &records {
            let json = record.json();
            let passes = filters.passes(&json);
            if let Some(theirs) = theirs.pass(&json) {
                prop_assert_eq!(passes, theirs, "quamina passes otherwise: {:#?}: {:?}", patterns, record);
            }
            let Some(change) = record.change::<Parcel>() else { continue };
            let takes = Composed::takes(&change);
            prop_assert!(passes || !takes, "it is taken and does not pass {:#?}: {:?}", patterns, record);
            let mut saved = saved.borrow_mut();
            saved.taken += u32::from(takes);
            saved.untaken += u32::from(!takes);
            saved.stopped += u32::from(!passes);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let Saved { untaken, stopped, taken } = saved.into_inner();
    assert!(taken > 100, "hardly anything is taken: {taken}");
    assert!(stopped * 2 > untaken, "the patterns stop {stopped} of {untaken} records that no arm takes");
}

#[test]
fn a_list_that_no_pattern_can_hold_is_left_to_the_function() {
    for (count, expected) in [(1, true), (300, true), (420, false), (5000, false)] {
        let texts: Vec<String> = (0..count).map(|number| format!("{number:07}")).collect();
        ARMS.set(vec![Written { event: ChangeKind::Inserted, cause: None, guard: Some(Tree::Carrier(texts)) }]);
        let patterns = describe::<Composed>().filter.patterns;
        assert!(Filters::new(&patterns).is_ok(), "{count} texts");
        assert_eq!(patterns[0].contains("carrier"), expected, "{count} texts");
    }
}
