//! A subscriber of the table in AWS's documented sample event. Its `main` comes from `#[subscriber]`.

use statetopic::prelude::*;

#[read_model(table = "ExampleTableWithStream")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[partition_key]
    id: u32,
    message: String,
}

/// Tells what it read.
#[subscriber]
fn sample(record: Record<Message>) {
    let number = *record.sequence_number().expect("a sequence number");
    match record.into_change() {
        StateChange::Inserted { key, new } => println!("read {number}: {key} is {:?}", new.message),
        StateChange::Modified { key, old, new } => {
            println!("read {number}: {key} was {:?} and is {:?}", old.message, new.message);
        }
        StateChange::Removed { key, old, cause } => println!("read {number}: {key} was {:?}, {cause:?}", old.message),
    }
}
