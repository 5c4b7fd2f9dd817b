//! The attribute macros of `statetopic`; use them through that crate.
//!
//! Each attribute has a folder with the phases of an expansion: `parse` reads tokens and never compares fields, `check`
//! has one function for each rule, and `expand` cannot fail. `fields` is what the attributes of a struct share.
//! `message` has all error texts, and `errors` collects them, so that one build shows all.
//!
//! `#[read_model]` and `#[state_topic]` re-emit the struct with a hidden derive: when it runs, fields that a `#[cfg]`
//! excludes are gone. It owns the helper attributes, the two attributes work in any order, and the struct exists even
//! if they fail.
//!
//! `tests/ui` has these modules as a library too, and names each in its `lib.rs`.

#![cfg_attr(docsrs, feature(doc_cfg))]

use proc_macro::TokenStream;

mod choice;
mod described;
mod errors;
mod fields;
mod groups;
mod helpers;
mod hidden_derive;
#[cfg(test)]
mod hygiene;
mod key_attribute;
mod map_attribute;
mod message;
mod read_model;
mod root;
mod settings;
#[cfg(test)]
mod snapshots;
mod spans;
mod spelling;
mod state_topic;
mod subscriber;

#[doc = include_str!("../docs/read_model.md")]
#[proc_macro_attribute]
pub fn read_model(args: TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::READ_MODEL, &args.into(), item.into()).into()
}

#[doc = include_str!("../docs/state_topic.md")]
#[proc_macro_attribute]
pub fn state_topic(args: TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::STATE_TOPIC, &args.into(), item.into()).into()
}

#[doc = include_str!("../docs/subscriber.md")]
#[proc_macro_attribute]
pub fn subscriber(args: TokenStream, item: TokenStream) -> TokenStream {
    subscriber::subscriber(args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/key_attribute.md")]
#[proc_macro_derive(KeyAttribute, attributes(key_attribute))]
pub fn key_attribute(item: TokenStream) -> TokenStream {
    key_attribute::derive(item.into()).into()
}

#[doc = include_str!("../docs/map_attribute.md")]
#[proc_macro_derive(MapAttribute, attributes(map_attribute))]
pub fn map_attribute(item: TokenStream) -> TokenStream {
    map_attribute::derive(item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(
    __ReadModel,
    attributes(
        __read_model,
        __state_topic,
        __serde,
        __misspelt,
        partition_key,
        sort_key,
        ttl,
        version,
        sequence,
        sensitive,
        added,
        sharded,
        index
    )
)]
pub fn derive_read_model(item: TokenStream) -> TokenStream {
    read_model::derive(item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(
    __StateTopic,
    attributes(
        __read_model,
        __state_topic,
        __serde,
        __misspelt,
        partition_key,
        sort_key,
        ttl,
        version,
        sequence,
        sensitive,
        added,
        sharded,
        index
    )
)]
pub fn derive_state_topic(item: TokenStream) -> TokenStream {
    state_topic::derive(item.into()).into()
}
