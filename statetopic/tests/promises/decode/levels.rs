//! One model under each of the four views, and what the fixtures say of it.

use std::collections::BTreeSet;

use statetopic::prelude::*;
use statetopic::{Origin, Record, StateTopic, Timestamp};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) qty: u32,
}

macro_rules! level {
    ($model:ident, $key:ident, $view:ident) => {
        #[read_model(table = "levels")]
        #[state_topic(view = $view)]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(crate) struct $model {
            #[partition_key]
            pub(crate) warehouse: String,
            #[sort_key]
            pub(crate) sku: u32,
            pub(crate) on_hand: u32,
            pub(crate) lines: Vec<Line>,
            pub(crate) tags: BTreeSet<String>,
            pub(crate) note: Option<String>,
            #[ttl]
            pub(crate) expires_at: Option<EpochSeconds>,
        }

        #[allow(dead_code, reason = "no view has a use for all of them")]
        impl $model {
            /// The fixtures' new image.
            pub(crate) fn new() -> Self {
                Self { on_hand: 7, tags: ["metric", "steel"].map(str::to_owned).into(), ..Self::old() }
            }

            /// The fixtures' old image.
            pub(crate) fn old() -> Self {
                Self {
                    warehouse: "oslo".to_owned(),
                    sku: 7042,
                    on_hand: 12,
                    lines: vec![Line { name: "bolt".to_owned(), qty: 3 }, Line { name: "nut".to_owned(), qty: 4 }],
                    tags: ["steel".to_owned()].into(),
                    note: None,
                    expires_at: Some(EpochSeconds(1_793_862_000)),
                }
            }

            /// The fixtures' key.
            pub(crate) fn fixed_key() -> $key {
                $key { warehouse: "oslo".to_owned(), sku: 7042 }
            }
        }
    };
}

level!(KeysLevel, KeysLevelKey, KEYS_ONLY);
level!(NewLevel, NewLevelKey, NEW_IMAGE);
level!(OldLevel, OldLevelKey, OLD_IMAGE);
level!(Level, LevelKey, NEW_AND_OLD_IMAGES);

/// What surrounds the change in the fixtures, unless they are about just that.
pub(crate) fn surrounded<T: StateTopic>(change: StateChange<T>) -> Record<T> {
    identified(change).with_time(Timestamp::from_epoch_millis(1_793_858_400_000)).with_size_bytes(112)
}

/// The same without the time and the size.
pub(crate) fn identified<T: StateTopic>(change: StateChange<T>) -> Record<T> {
    Record::new(change)
        .with_event_id("c4ca4238a0b923820dcc509a6f75849b")
        .with_sequence_number("4421584500000000017450439091".parse().unwrap())
        .with_source("arn:aws:dynamodb:eu-north-1:123456789012:table/levels/stream/2026-11-05T07:00:00.000")
        .with_origin(Origin::Writer)
}

/// The fixtures' change of `on_hand` from 12 to 7.
pub(crate) fn modified() -> StateChange<Level> {
    StateChange::Modified { key: Level::fixed_key(), old: Level::old().into(), new: Level::new().into() }
}

/// The fixtures' removal.
pub(crate) fn removed(cause: Removal) -> StateChange<Level> {
    StateChange::Removed { key: Level::fixed_key(), old: Level::old().into(), cause }
}
