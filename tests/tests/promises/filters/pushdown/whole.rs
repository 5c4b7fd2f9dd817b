//! Whole guards, as they are written in `#[subscriber]`.

use statetopic::Subscriber;
use statetopic::manifest::describe;
use statetopic::prelude::*;
use statetopic::{Removal, StateChange, StateTopic};
use statetopic_local::Filters;

use super::models::{CARRIER, Code, Kind, Letter, Parcel, ParcelNewImage, Proof, STATE, Stamp, State, Visit, Zone};
use super::theirs::Theirs;

/// How close the patterns come to the arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// What decodes and passes is taken.
    Exact,
    /// Records pass that are not taken, but some are stopped.
    Wide,
    /// Every change of the arms' kinds passes.
    Kinds,
}

/// The arms of a subscriber.
pub(crate) struct Arms<T: StateTopic> {
    pub(crate) text: &'static str,
    pub(crate) precision: Precision,
    pub(crate) patterns: Vec<String>,
    pub(crate) takes: fn(&StateChange<T>) -> bool,
    pub(crate) filters: Filters,
    pub(crate) theirs: Theirs,
}

impl<T: StateTopic> Arms<T> {
    fn of<S: Subscriber<Topic = T>>(text: &'static str, precision: Precision) -> Self {
        let patterns = describe::<S>().filter.patterns;
        let filters = Filters::new(&patterns).unwrap_or_else(|error| panic!("{text}: {error}: {patterns:#?}"));
        let theirs = Theirs::new(&patterns);
        Self { text, precision, patterns, takes: S::takes, filters, theirs }
    }
}

macro_rules! arms {
    ($model:ident: $($precision:ident($($arms:tt)*);)+) => {
        vec![$({
            #[subscriber(library, on($($arms)*))]
            fn listener(_: StateChange<$model>) {}
            Arms::of::<ListenerSubscriber>(stringify!($($arms)*), Precision::$precision)
        }),+]
    };
}

pub(crate) fn parcels() -> Vec<Arms<Parcel>> {
    let mut all = texts();
    all.extend(closed());
    all.extend(optional());
    all.extend(in_rows_of_before());
    all.extend(connected());
    all.extend(nested());
    all.extend(beyond());
    all
}

fn texts() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Exact(Inserted { new } if new.carrier == "post");
        Exact(Inserted { new } if "post" == new.carrier);
        Exact(Inserted { new } if &new.carrier == CARRIER);
        Exact(Inserted { new } if new.carrier != "post");
        Exact(Inserted { new } if !(new.carrier == CARRIER));
        Exact(Inserted { new } if new.carrier == "p\"é");
        Exact(Inserted { new } if new.carrier == "");
        Exact(Inserted { new } if new.carrier.starts_with("post"));
        Kinds(Inserted { new } if !new.carrier.starts_with("post"));
        Exact(Inserted { new } if new.carrier.as_str().ends_with("air"));
        Exact(Inserted { new } if new.carrier.ends_with('é'));
        Kinds(Inserted { new } if new.carrier.starts_with(""));
        Wide(Inserted { new } if new.carrier.starts_with("post") && new.carrier.ends_with("air"));
        Exact(Inserted { new } if ["post", "air"].contains(&new.carrier.as_str()));
        Exact(Inserted { new } if !(&["post", CARRIER, ""]).contains(&new.carrier.as_str()));
        Exact(Inserted { new } if matches!(new.carrier.as_str(), "post" | "air"));
        Exact(Inserted { new } if !matches!(&*new.carrier, "post") && new.carrier != "air");
        Exact(Inserted { new } if !matches!(new.carrier.as_str(), "post" | ("air" | ""),));
        Kinds(Inserted { new } if matches!(new.carrier.as_str(), CARRIER | "air"));
        Kinds(Inserted { new } if matches!(new.carrier.as_str(), "post" if new.weight > 2));
        Exact(Inserted { new } if new.odd == "post");
        Exact(Inserted { new } if new.route.as_ref() == "post" || new.route.starts_with("air"));
        Kinds(Inserted { new } if &*new.nickname == "post");
        Exact(Modified { old, new } if old.carrier == "post" && new.carrier != "post");
        Kinds(Modified { old, new } if old.carrier == new.carrier);
        Exact(Inserted { key } if key.depot_name == "oslo");
        Exact(Inserted { key, .. } | Modified { key, .. } | Removed { key, .. } if key.depot_name.starts_with("o"));
        Kinds(Removed { key, .. } if key.number == 2);
    }
}

fn closed() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Exact(Inserted { new } if new.state == State::Open);
        Exact(Inserted { new } if STATE == new.state);
        Exact(Inserted { new } if new.state != State::Done);
        Exact(Inserted { new } if matches!(new.state, State::Done | State::OnHold));
        Exact(Inserted { new } if [State::Open, State::Done].contains(&new.state));
        Exact(Inserted { new } if new.kind == Kind::Other);
        Exact(Inserted { new } if new.kind != Kind::Box);
        Exact(Inserted { new } if matches!(new.kind, Kind::Letter));
        Exact(Inserted { new } if matches!(&new.kind, Kind::Letter | Kind::Other));
        Exact(Inserted { new } if new.is_insured);
        Exact(Inserted { new } if !new.is_insured);
        Exact(Inserted { new } if new.is_insured == true);
        Exact(Inserted { new } if false != new.is_insured);
        Kinds(Inserted { new } if new.proof == Proof::None);
        Kinds(Inserted { new } if matches!(new.proof, Proof::Signature(_)));
    }
}

fn optional() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Exact(Inserted { new } if new.note.is_some());
        Exact(Inserted { new } if new.note.is_none());
        Exact(Inserted { new } if !new.note.is_none());
        Exact(Inserted { new } if new.note == None);
        Exact(Inserted { new } if Option::None != new.note);
        Exact(Inserted { new } if new.note.as_deref() == Some("post"));
        Exact(Inserted { new } if new.note.as_deref() != Some("post"));
        Exact(Inserted { new } if Some("post") == new.note.as_deref());
        Exact(Inserted { new } if new.note == Some("post".to_owned()));
        Exact(Inserted { new } if new.note != Some(String::from(CARRIER)));
        Exact(Inserted { new } if matches!(new.note.as_deref(), Some("post" | "air") | None));
        Exact(Inserted { new } if !matches!(new.note, Some(_)));
        Exact(Inserted { new } if matches!(new.note, None));
        Exact(Inserted { new } if [Some("post"), None].contains(&new.note.as_deref()) || new.note.as_deref() == Some(""));
        Exact(Inserted { new } if new.hold == Some(State::Open));
        Exact(Inserted { new } if new.hold != Some(State::Done));
        Exact(Inserted { new } if matches!(new.hold, Some(State::Open | State::Done)));
        Exact(Inserted { new } if new.hold.is_none());
        Exact(Inserted { new } if new.inner == Some(Kind::Other));
        Exact(Inserted { new } if matches!(new.inner, None | Some(Kind::Box)));
        Exact(Inserted { new } if new.fragile == Some(true));
        Exact(Inserted { new } if new.fragile != Some(true));
        Exact(Inserted { new } if new.counted.is_some() && new.paid.is_none());
        Wide(Inserted { new } if new.counted == Some(3));
        Kinds(Inserted { new } if new.counted != Some(3));
        Kinds(Inserted { new } if new.note.as_ref().is_some_and(|note| note == "post"));
    }
}

fn in_rows_of_before() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Exact(Inserted { new } if new.region.as_deref() == Some("post"));
        Exact(Inserted { new } if new.region.is_none());
        Wide(Inserted { new } if new.label == "post");
        Wide(Inserted { new } if new.label != "post");
        Wide(Inserted { new } if new.ready);
        Wide(Inserted { new } if !new.ready);
        Wide(Inserted { new } if new.stage == State::OnHold);
        Wide(Inserted { new } if new.stage != State::OnHold);
        Wide(Inserted { new } if new.remark.is_none());
        Kinds(Inserted { new } if new.remark.is_some());
        Wide(Inserted { new } if new.remark.as_deref() == Some("post"));
        Wide(Inserted { new } if new.phase == State::Open);
        Wide(Inserted { new } if new.phase != State::Open && new.billed);
        Kinds(Inserted { new } if new.tags.is_empty());
    }
}

fn connected() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Exact(Inserted);
        Exact(Inserted, Removed { cause: Expired });
        Exact(Removed { cause: Deleted });
        Exact(Removed { old, cause: why @ Expired } if old.state == State::Open);
        Exact(Removed { old, cause: Removal::Deleted } if !old.is_insured);
        Wide(Removed { old, cause } if matches!(cause, Deleted) && old.is_insured);
        Exact(Modified { old: was, new: is } if was.state != State::Open && is.state == State::Open);
        // Named after each other.
        Exact(Modified { old: new, new: old } if new.carrier == "post" && old.is_insured);
        Exact(Modified { old, new } if old.is_insured && !new.is_insured || old.state == State::Done && new.state == State::Open);
        Exact(Modified { old, new } if !(old.is_insured && (new.is_insured || new.note.is_none())));
        Exact(Modified { old, new } if !(!(old.is_insured) || !new.is_insured));
        Exact(Modified { old, new } if (old.is_insured || new.is_insured) && (old.note.is_none() || new.note.is_none()));
        Exact(Inserted { new } if new.is_insured, Modified { new, .. } if new.is_insured);
        Exact(Inserted { new } | Modified { new, .. } if new.state == State::Done);
        Exact(Removed, Inserted { new } if new.is_insured && !new.is_insured);
        Exact(Inserted { new } if new.state == State::Open && new.state != State::Done);
        Wide(Inserted { new } if new.weight >= 3 && new.is_insured);
        Wide(Inserted { new } if new.is_insured && (new.weight >= 3 || new.state == State::Open));
        Kinds(Inserted { new } if new.weight >= 3 || new.is_insured);
        Wide(
            Inserted { new } if new.carrier == "post" && new.label == "post",
            Inserted { new } if new.carrier == "air" && new.is_insured,
            Inserted { new } if new.carrier == "" && new.state == State::Open,
            Inserted { new } if new.odd == "post" && new.note.is_some(),
            Inserted { new } if new.odd == "air" && new.hold.is_some(),
            Inserted { new } if new.odd == "" && new.counted.is_some(),
            Modified { old, new } if old.carrier == "post" && new.carrier == "air",
        );
        Wide(Modified { old, new } if
            (old.carrier == "post" || new.carrier == "air") && (old.is_insured || new.is_insured)
            && (old.note.is_none() || new.note.is_none()) && (old.hold.is_none() || new.hold.is_none())
            && (old.odd == "post" || new.odd == "air") && (old.fragile.is_none() || new.fragile.is_none())
            && (old.state == State::Open || new.state == State::Open));
    }
}

fn nested() -> Vec<Arms<Parcel>> {
    // A struct within may be a list of its fields, which no pattern leads into and every one lets pass.
    arms! { Parcel:
        Wide(Inserted { new } if new.address.city == "post");
        Wide(Inserted { new } if new.address.city != "post");
        Wide(Inserted { new } if !matches!(new.address.city.as_str(), "post" | "air"));
        Wide(Inserted { new } if "post" == &new.address.city && new.carrier == "post");
        Wide(Inserted { new } if new.address.city.starts_with("post") || new.address.city.ends_with("é"));
        Wide(Inserted { new } if new.address.zip.is_none());
        Wide(Inserted { new } if new.address.zip.as_deref() == Some("post"));
        Wide(Inserted { new } if new.address.zip.as_deref() != Some("post"));
        Wide(Inserted { new } if new.address.zip.is_some() && new.address.state == State::Open);
        Wide(Inserted { new } if new.address.state != State::Done);
        Wide(Inserted { new } if matches!(new.address.state, State::Open | State::OnHold));
        Wide(Inserted { new } if new.address.checked);
        Wide(Inserted { new } if !new.address.checked);
        Wide(Inserted { new } if new.address.place.r#where == "post");
        Wide(Inserted { new } if new.address.place.r#where != "post" && !new.address.place.open);
        Wide(Inserted { new } if new.address.within.r#where == "post" || new.address.within.open);
        Wide(Inserted { new } if new.back.open);
        Wide(Inserted { new } if !new.back.open && new.back.r#where == "");
        Wide(Modified { old, new } if old.address.state == State::Open && new.address.state != State::Open);
        Wide(Modified { old, new } if old.address.city == "post" && new.carrier == "post");
        Wide(Modified { old, new } if old.address.city != new.address.city && new.address.city == "post");
        Wide(Removed { old, cause: Expired } if old.address.zip.is_none());
        Kinds(Inserted { new } if new.address.street == "post");
        Kinds(Inserted { new } if new.address.floor == 3);
        Kinds(Inserted { new } if new.home.r#where == "post");
        Kinds(Inserted { new } if new.plain.city == "post");
        Kinds(Inserted { new } if new.address.place == super::models::Place::default());
    }
}

fn beyond() -> Vec<Arms<Parcel>> {
    arms! { Parcel:
        Kinds(Inserted { new } if new.weight == 3);
        Kinds(Inserted { new } if matches!(new.weight, 3..=10));
        Kinds(Inserted { new } if new.price > 2.5);
        Kinds(Modified { old, new } if old.state != new.state);
        Kinds(Inserted { new } if { new.is_insured });
        Kinds(Inserted { new } if if new.is_insured { true } else { new.weight > 2 });
        Kinds(Inserted { new: ParcelNewImage { is_insured: true, .. } });
        Kinds(Inserted { new } if new.carrier.len() == 4 && new.tags.contains("a"));
        Kinds(Inserted { new } if new.contact.expose() == "post");
        Kinds(Inserted { new } if let Some(note) = &new.note && note == "post");
        Wide(Inserted { new } if new.is_insured && let Some(note) = &new.note && note == "post");
        Kinds(Modified { new, old } if let Some(new) = Some(old) && new.is_insured);
        Wide(Inserted { new } if new.is_insured ^ new.ready || new.carrier.is_empty(), Removed { old } if old.is_insured);
    }
}

pub(crate) fn letters() -> Vec<Arms<Letter>> {
    arms! { Letter:
        Exact(Inserted { key, new } if key.receiver == "b" && new.opened);
        Exact(Modified { key, new } if key.receiver.starts_with("b-") && !new.opened);
        Exact(Removed { key, cause: Deleted } if key.sender != "a");
        Exact(Inserted { new } if new.r#type == Some(Kind::Box));
        Exact(Inserted { new } if matches!(new.r#type, None | Some(Kind::Other)));
        Exact(Inserted { new } if new.receiver == "c" || new.sender.ends_with('b'));
        Kinds(Inserted { new } if new.origin.urgent);
        Wide(Inserted { new } if new.desk.open && new.desk.r#where != "post");
        Wide(Inserted { new } if new.origin.country == "post" && new.opened);
    }
}

pub(crate) fn stamps() -> Vec<Arms<Stamp>> {
    arms! { Stamp:
        Kinds(Inserted { key } if key.zone == Zone::North);
        Kinds(Modified { key } if matches!(key.zone, Zone::South) && key.code.0 == "a");
        Kinds(Removed { key } if key.code == Code("a".to_owned()));
    }
}

pub(crate) fn visits() -> Vec<Arms<Visit>> {
    arms! { Visit:
        Exact(Removed { old, cause: Expired } if old.page == "post");
        Exact(Modified { old } if old.expires.is_some());
        Exact(Removed { key, old } if old.expires.is_none() || key.id == "2");
        Exact(Removed { cause: Expired }, Modified { old } if old.page != "");
    }
}
