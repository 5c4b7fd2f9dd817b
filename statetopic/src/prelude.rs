//! What a module with read models and subscribers needs: `use statetopic::prelude::*;`.

pub use serde::{Deserialize, Serialize};

pub use crate::access;
pub use crate::{
    Batch, BinarySet, Bytes, Create, Delete, EpochSeconds, KeyAttribute, KeyOperations, MapAttribute, ModelKey, Number,
    NumberSet, Only, Outcomes, Projection, Put, Record, Removal, Replace, Result, Sensitive, SourcePosition,
    StateChange, StringSet, Table, Update, Writes, read_model, state_topic, subscriber,
};
