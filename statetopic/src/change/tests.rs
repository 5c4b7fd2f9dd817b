//! A topic whose changes are those of two models in one table: decoding and the runtime know it by its `Topic` alone.

use std::sync::Mutex;

use super::topic::{ChangeParts, ImageSource, ItemEvent, MissingImage};
use super::{StateParts, Topic, TopicChange, TopicTable};
use crate::connections::{ConnectError, Connections};
use crate::key::{InvalidKey, KeyValue};
use crate::prelude::*;
use crate::subscriber::SubscriberDefinition;
use crate::view::StreamView;
use crate::{Function, ReadModel as _, Subscriber};

#[read_model(table = "app")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Profile {
    #[partition_key]
    id: String,
    name: String,
}

#[read_model(table = "app")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

/// Both of them.
struct AppItem;

#[derive(Clone, Debug, PartialEq)]
enum AppChange {
    Profile(StateChange<Profile>),
    Order(StateChange<Order>),
}

#[derive(Clone, Debug, PartialEq)]
enum AppKey {
    Profile(ProfileKey),
    Order(OrderKey),
}

enum AppParts {
    Nothing,
    Profile(StateParts<Profile>),
    Order(StateParts<Order>),
}

impl Topic for AppItem {
    type Change = AppChange;
    type ItemKey = AppKey;
    type Parts = AppParts;
}

impl TopicChange for AppChange {
    type Topic = AppItem;
}

impl ChangeParts for AppParts {
    type Change = AppChange;
    type Key = AppKey;

    const VIEW: StreamView = StreamView::NewImage;
    const TABLE: TopicTable = TopicTable::of::<Profile>();

    fn new() -> Self {
        Self::Nothing
    }

    fn read_key(&mut self, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Result<(), InvalidKey> {
        *self = match partition {
            KeyValue::S(id) if id.starts_with("user-") => Self::Profile(StateParts::new()),
            _ => Self::Order(StateParts::new()),
        };
        match self {
            Self::Nothing => Ok(()),
            Self::Profile(parts) => parts.read_key(partition, sort),
            Self::Order(parts) => parts.read_key(partition, sort),
        }
    }

    fn read_new<S: ImageSource>(&mut self, source: S) -> S::Read {
        match self {
            Self::Nothing => source.read::<Profile>(|_| ()),
            Self::Profile(parts) => parts.read_new(source),
            Self::Order(parts) => parts.read_new(source),
        }
    }

    fn read_old<S: ImageSource>(&mut self, source: S) -> S::Read {
        source.read::<Profile>(|_| ())
    }

    fn take_key(&mut self) -> Option<AppKey> {
        match self {
            Self::Nothing => None,
            Self::Profile(parts) => parts.take_key().map(AppKey::Profile),
            Self::Order(parts) => parts.take_key().map(AppKey::Order),
        }
    }

    fn finish<C, R>(
        &mut self,
        key: AppKey,
        event: ItemEvent,
        context: C,
        keep: impl FnOnce(AppChange, C) -> R,
    ) -> Result<R, (AppKey, C, MissingImage)> {
        match (self, key) {
            (Self::Profile(parts), AppKey::Profile(key)) => parts
                .finish(key, event, context, |change, context| keep(AppChange::Profile(change), context))
                .map_err(|(key, context, missing)| (AppKey::Profile(key), context, missing)),
            (Self::Order(parts), AppKey::Order(key)) => parts
                .finish(key, event, context, |change, context| keep(AppChange::Order(change), context))
                .map_err(|(key, context, missing)| (AppKey::Order(key), context, missing)),
            (_, key) => Err((key, context, MissingImage::New)),
        }
    }
}

fn order(id: &str, total: u32) -> AppChange {
    let row = Order { id: id.to_owned(), total };
    AppChange::Order(StateChange::Inserted { key: row.key(), new: row.into() })
}

fn profile(id: &str, name: &str) -> AppChange {
    let row = Profile { id: id.to_owned(), name: name.to_owned() };
    AppChange::Profile(StateChange::Inserted { key: row.key(), new: row.into() })
}

/// Inserts, one after the other; `rest` is what an image has beside its key.
fn event(items: &[(&str, &str)]) -> String {
    let records = items.iter().zip(1..).map(|((id, rest), number)| {
        format!(
            r#"{{"eventID":"{number}","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{{"SequenceNumber":"{number}","Keys":{{"id":{{"S":"{id}"}}}},"NewImage":{{"id":{{"S":"{id}"}},{rest}}}}}}}"#
        )
    });
    format!(r#"{{"Records":[{}]}}"#, records.collect::<Vec<_>>().join(","))
}

const NAME: &str = r#""name":{"S":"Kari"}"#;
const TOTAL: &str = r#""total":{"N":"7"}"#;

#[test]
fn a_record_is_decoded_into_the_change_of_its_topic() {
    let records = crate::decode::<AppItem>(event(&[("user-1", NAME), ("order-1", TOTAL)]).as_bytes()).unwrap();
    let records: Vec<Record<AppItem>> = records.into_iter().map(Result::unwrap).collect();
    assert_eq!(records[0].change, profile("user-1", "Kari"));
    let second = Record::new(order("order-1", 7)).with_sequence_number("2".parse().unwrap());
    assert_eq!(records[1], Record { event_id: "2".into(), ..second });
}

#[test]
fn what_does_not_decode_is_named_by_its_model_and_known_by_its_key() {
    let event = event(&[("order-1", NAME), ("user-1", NAME)]);
    let [first, second] = <[_; 2]>::try_from(crate::decode::<AppItem>(event.as_bytes()).unwrap()).ok().unwrap();
    let undecoded = first.unwrap_err();
    assert_eq!(undecoded.key, Some(AppKey::Order(OrderKey { id: "order-1".to_owned() })));
    assert!(
        undecoded.error.to_string().starts_with("cannot decode `Order.total` from NewImage"),
        "{}",
        undecoded.error
    );
    assert!(second.is_ok());
    let without_image = event.replace("NewImage", "Image");
    let undecoded = crate::decode::<AppItem>(without_image.as_bytes()).unwrap().pop().unwrap().unwrap_err();
    assert!(undecoded.error.to_string().contains("INSERT has no NewImage"), "{}", undecoded.error);
}

/// Notes the orders that it is called with.
struct Orders;

static NOTED: Mutex<Vec<AppChange>> = Mutex::new(Vec::new());

impl Subscriber for Orders {
    type Topic = AppItem;
    type Input = Record<AppItem>;
    type Answer = ();

    const DEFINITION: SubscriberDefinition = SubscriberDefinition::new("app/orders");

    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }

    fn takes(change: &AppChange) -> bool {
        matches!(change, AppChange::Order(_))
    }

    async fn call(&self, record: Record<AppItem>) {
        assert_ne!(record.change, order("order-3", 7), "an order that fails");
        NOTED.lock().unwrap().push(record.change);
    }
}

#[tokio::test]
async fn a_function_runs_on_the_changes_of_its_topic() {
    let function = Function::<Orders>::connect(&Connections::from_env()).await.unwrap();
    let items = [("user-1", NAME), ("order-1", TOTAL), ("order-2", TOTAL), ("order-3", TOTAL), ("order-4", TOTAL)];
    let response = function.invoke(event(&items).as_bytes(), None).await.unwrap();
    assert_eq!(response.checkpoint(), Some("4"));
    assert_eq!(*NOTED.lock().unwrap(), [order("order-1", 7), order("order-2", 7)]);
}
