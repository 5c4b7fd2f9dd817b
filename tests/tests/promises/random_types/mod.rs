//! Random types in all of serde's representations, with random values: what `put` takes, `Table` and all four views read back
//! equal.
//!
//! `STATETOPIC_RANDOM_TYPES=10000` tries more of them.

mod node;
mod types;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use serde_json::{Value, json};
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Resource as _, WholeRows, decode};
use statetopic_local::simulate::Random;

use self::node::Slot;
use self::types::Type;

/// How many types are tried where the environment says nothing.
const TYPES: u64 = 200;

/// A model with this view, what it makes of two values, and the rows in the images of an event.
macro_rules! views {
    ($($module:ident $view:ident, $change:ident => $images:expr, $(#[$serde:meta])?;)*) => { $(
        mod $module {
            use super::*;

            #[read_model(table = "rows")]
            #[state_topic(view = $view)]
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub(super) struct Row {
                #[partition_key]
                pub(super) id: String,
                pub(super) value: Slot<0>,
                $(#[$serde])?
                pub(super) other: Slot<1>,
            }

            /// The rows that an event's images are read into.
            pub(super) fn images(event: &[u8]) -> Vec<Row> {
                let mut rows = Vec::new();
                for record in decode::<Row>(event).expect("an event") {
                    let $change = record.expect("a record").into_change();
                    assert_eq!($change.key().id, "1");
                    rows.extend($images.map(Row::from));
                }
                rows
            }

            pub(super) fn row(ty: &Type, random: &mut Random) -> Row {
                Row { id: "1".to_owned(), value: ty.slot(random), other: ty.slot(random) }
            }
        }
    )* };
}

views! {
    keys_only KEYS_ONLY, _change => std::iter::empty::<Row>(),;
    new_image NEW_IMAGE, change => change.new().cloned().into_iter(),;
    old_image OLD_IMAGE, change => change.old().cloned().into_iter(),;
    both NEW_AND_OLD_IMAGES, change => change.old().cloned().map(Row::from).into_iter().chain(change.new().cloned().map(Row::from)),;
    flattening NEW_AND_OLD_IMAGES,
        change => change.old().cloned().map(Row::from).into_iter().chain(change.new().cloned().map(Row::from)),
        #[serde(flatten)];
}

/// The event of an insertion, a change and a removal of a row, whose members are in a random order.
fn event(item: &Value, random: &mut Random) -> Vec<u8> {
    let records = ["INSERT", "MODIFY", "REMOVE"].into_iter().enumerate().map(|(number, name)| {
        json!({
            "eventID": format!("event-{number}"),
            "eventName": name,
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": { "id": { "S": "1" } },
                "NewImage": if name == "REMOVE" { &Value::Null } else { item },
                "OldImage": if name == "INSERT" { &Value::Null } else { item },
                "SequenceNumber": format!("10000000000000000000{number}"),
            },
        })
    });
    let mut text = String::new();
    shuffle(&json!({ "Records": records.collect::<Vec<_>>() }), random, &mut text);
    text.into_bytes()
}

fn shuffle(value: &Value, random: &mut Random, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            text.push('{');
            while !members.is_empty() {
                let place = random.below(u32::try_from(members.len()).expect("few members"));
                let (name, member) = members.swap_remove(place as usize);
                write!(text, "{}:", json!(name)).expect("a text");
                shuffle(member, random, text);
                text.push_str(if members.is_empty() { "" } else { "," });
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (place, element) in elements.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                shuffle(element, random, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Whether a row was written: then it is read as it was, by the table and in all images.
async fn is_read_back<M>(row: &M, images: fn(&[u8]) -> Vec<M>, count: usize, random: &mut Random) -> Result<(), String>
where
    M: WholeRows + Serialize + Clone + std::fmt::Debug + PartialEq,
    M::Key: Clone,
{
    let tables = MemoryTables::new(Clock::wall());
    tables.create("rows", &M::SCHEMA);
    let connections = Connections::memory(tables.environment(), tables.clone());
    let table = Table::<M>::connect(&connections).await.expect("a table");
    table.put(row).await.map_err(|error| error.to_string())?;
    // The order of the members is another each time.
    for _ in 0..2 {
        let read = table.get(&row.key()).consistent().await;
        assert_eq!(read.as_ref().ok(), Some(&Some(row.clone())), "{read:?}");
    }
    let item = serde_json::to_value(tables.rows("rows").expect("rows").remove(0).inner()).expect("JSON");
    assert_eq!(images(&event(&item, random)), vec![row.clone(); count], "{item}");
    Ok(())
}

#[tokio::test]
async fn what_put_takes_is_read_back_whatever_its_type() {
    let types = std::env::var("STATETOPIC_RANDOM_TYPES").map_or(TYPES, |number| number.parse().expect("a number"));
    let (mut written, mut refused) = (0_u64, BTreeMap::<String, u64>::new());
    for seed in 0..types {
        let mut random = Random::seeded(seed);
        let (value, other) = (Type::random(&mut random, 3), Type::like_a_map(&mut random, 2));
        let ty = Rc::new(Type::Struct(value, other));
        // The types of a thread are those of its values, wherever they are read.
        let guard = node::Reading::of(&ty);
        for _ in 0..2 {
            let done = [
                is_read_back(&keys_only::row(&ty, &mut random), keys_only::images, 0, &mut random).await,
                is_read_back(&new_image::row(&ty, &mut random), new_image::images, 2, &mut random).await,
                is_read_back(&old_image::row(&ty, &mut random), old_image::images, 2, &mut random).await,
                is_read_back(&both::row(&ty, &mut random), both::images, 4, &mut random).await,
                is_read_back(&flattening::row(&ty, &mut random), flattening::images, 4, &mut random).await,
            ];
            for done in done {
                match done {
                    Ok(()) => written += 1,
                    Err(error) => *refused.entry(reason(&error)).or_default() += 1,
                }
            }
        }
        drop(guard);
    }
    println!("{written} rows written; refused: {refused:#?}");
    assert!(written > refused.values().sum(), "most rows are written: {written}, {refused:?}");
    assert!(refused.len() > 3, "{refused:?}");
}

/// What an error says, without its path.
fn reason(error: &str) -> String {
    error.split_once("`: ").or_else(|| error.split_once(": ")).map_or(error, |(_, reason)| reason).to_owned()
}
