//! The attribute macros as ordinary functions, which a package of macros cannot have: a test expands with them, without
//! rustc, and sees where each token comes from.
//!
//! The modules are those of `statetopic-macros/src/lib.rs`, but for its tests. The cases are in `tests/ui`.

use proc_macro2::TokenStream;

#[path = "../../../statetopic-macros/src/choice.rs"]
mod choice;
#[path = "../../../statetopic-macros/src/described.rs"]
mod described;
#[path = "../../../statetopic-macros/src/errors.rs"]
mod errors;
#[path = "../../../statetopic-macros/src/fields/mod.rs"]
mod fields;
#[path = "../../../statetopic-macros/src/groups.rs"]
mod groups;
#[path = "../../../statetopic-macros/src/helpers.rs"]
mod helpers;
#[path = "../../../statetopic-macros/src/hidden_derive/mod.rs"]
mod hidden_derive;
#[path = "../../../statetopic-macros/src/key_attribute/mod.rs"]
mod key_attribute;
#[path = "../../../statetopic-macros/src/map_attribute.rs"]
mod map_attribute;
#[path = "../../../statetopic-macros/src/message/mod.rs"]
mod message;
#[path = "../../../statetopic-macros/src/read_model/mod.rs"]
mod read_model;
#[path = "../../../statetopic-macros/src/root.rs"]
mod root;
#[path = "../../../statetopic-macros/src/settings.rs"]
mod settings;
#[path = "../../../statetopic-macros/src/spans.rs"]
mod spans;
#[path = "../../../statetopic-macros/src/spelling.rs"]
mod spelling;
#[path = "../../../statetopic-macros/src/state_topic/mod.rs"]
mod state_topic;
#[path = "../../../statetopic-macros/src/subscriber/mod.rs"]
mod subscriber;

/// `#[read_model]`.
#[must_use]
pub fn read_model(args: &TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::READ_MODEL, args, item)
}

/// `#[state_topic]`.
#[must_use]
pub fn state_topic(args: &TokenStream, item: TokenStream) -> TokenStream {
    hidden_derive::attach(&hidden_derive::STATE_TOPIC, args, item)
}

/// `#[subscriber]`.
#[must_use]
pub fn subscriber(args: TokenStream, item: &TokenStream) -> TokenStream {
    subscriber::subscriber(args, item)
}

/// `#[derive(KeyAttribute)]`.
#[must_use]
pub fn key_attribute(item: TokenStream) -> TokenStream {
    key_attribute::derive(item)
}

/// `#[derive(MapAttribute)]`.
#[must_use]
pub fn map_attribute(item: TokenStream) -> TokenStream {
    map_attribute::derive(item)
}

/// The hidden derive of `#[read_model]`.
#[must_use]
pub fn derive_read_model(item: TokenStream) -> TokenStream {
    read_model::derive(item)
}

/// The hidden derive of `#[state_topic]`.
#[must_use]
pub fn derive_state_topic(item: TokenStream) -> TokenStream {
    state_topic::derive(item)
}
