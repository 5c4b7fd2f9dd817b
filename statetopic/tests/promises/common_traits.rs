//! The standard traits that a user of the types expects.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;

use serde::de::DeserializeOwned;
use statetopic::decode::{Delivered, Undecoded};
use statetopic::prelude::*;
use statetopic::schema::TableSchema;
use statetopic::subscriber::{FunctionSettings, MappingSettings};
use statetopic::{
    BatchResponse, ChangeKind, ChangedFields, Clock, ConnectError, Connections, DecodeError, EncodeError, EventError,
    EventId, Function, Grant, InvocationError, MissingAttribute, NumberError, Origin, Outcome, Pending, SequenceNumber,
    SequenceNumberError, SubscriberDefinition, Timestamp, TimestampError,
};

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    #[partition_key]
    id: String,
    lines: u32,
}

#[subscriber(library)]
fn follow(_change: StateChange<Order>) {}

fn shared<T: Debug + Send + Sync + Unpin + 'static>() {}
fn value<T: Clone + PartialEq + Debug + Send + Sync + Unpin + 'static>() {}
fn name<T: Ord + Hash + Copy + Debug + Send + Sync + Unpin + 'static>() {}
fn error<T: Error + Send + Sync + Unpin + 'static>() {}
fn stored<T: Serialize + DeserializeOwned + Clone + Ord + Hash + Debug + Send + Sync + 'static>() {}

#[test]
fn each_type_has_the_traits_of_its_kind() {
    shared::<Batch<Order>>();
    shared::<Outcomes<Order>>();
    shared::<Outcome<Order>>();
    shared::<Pending<Order>>();
    shared::<Delivered<Order>>();
    shared::<Function<FollowSubscriber>>();
    shared::<Connections>();
    shared::<Clock>();
    shared::<Table<Order>>();

    value::<StateChange<Order>>();
    value::<Record<Order>>();
    value::<Undecoded<Order>>();
    value::<ChangedFields<Order>>();
    value::<Writes<Order>>();
    value::<Update<Order>>();
    value::<BatchResponse>();
    value::<Grant>();
    value::<TableSchema>();
    value::<SubscriberDefinition>();
    value::<MappingSettings>();
    value::<FunctionSettings>();
    value::<Origin>();
    value::<Removal>();

    name::<ChangeKind>();
    name::<SequenceNumber>();
    name::<Timestamp>();
    name::<EpochSeconds>();

    stored::<SequenceNumber>();
    stored::<EventId>();
    stored::<ChangeKind>();
    stored::<Timestamp>();
    stored::<EpochSeconds>();
    stored::<Bytes>();
    stored::<StringSet>();
    stored::<NumberSet>();
    stored::<NumberSet<u32>>();
    stored::<BinarySet>();
    stored::<Sensitive<String>>();
    stored::<Number>();

    error::<Undecoded<Order>>();
    error::<DecodeError>();
    error::<EventError>();
    error::<EncodeError>();
    error::<ConnectError>();
    error::<InvocationError>();
    error::<MissingAttribute>();
    error::<NumberError>();
    error::<SequenceNumberError>();
    error::<TimestampError>();
}

#[test]
fn what_has_a_text_is_shown_by_it() {
    fn shown<T: Display>(value: &T) -> String {
        format!("{value:>10}")
    }
    assert_eq!(shown(&ChangeKind::Inserted), "  Inserted");
    assert_eq!(shown(&Removal::Expired), "   Expired");
    assert_eq!(shown(&EventId::from("7f3")), "       7f3");
    assert_eq!(shown(&EpochSeconds(7)), "         7");
    assert_eq!(shown(&"007".parse::<SequenceNumber>().unwrap()), "       007");
    assert_eq!(shown(&Number::from(7_u32)), "         7");
}
