//! What `put` accepts, `get` and queries read: `Table<M>` on the embedded engine.

mod both_stores;
mod buffered;
mod collections;
mod conditions;
mod decimals;
mod entries;
mod enum_shapes;
mod errors;
mod former_names;
mod generic;
mod index_queries;
mod index_rows;
mod keys;
mod lost_answers;
mod missing_defaults;
mod nested_attributes;
mod operations;
mod queries;
mod removals;
mod rows;
mod sets;
mod sharded;
