//! What a module with read models and subscribers needs: `use statetopic::prelude::*;`.

pub use serde::{Deserialize, Serialize};

pub use crate::access;
pub use crate::{
    Batch, BinarySet, Bytes, EpochSeconds, KeyAttribute, MapAttribute, ModelKey, Number, NumberSet, Outcomes, Record,
    Removal, Result, Sensitive, StateChange, StringSet, Table, Update, UpdateByKey, Writes, read_model, state_topic,
    subscriber,
};
