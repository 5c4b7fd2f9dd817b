use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Address {
    city: String,
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    address: Address,
}

fn moved(old: &OrderOldImage, new: &OrderNewImage) -> bool {
    new.changed_since(old).contains(|a| a.address.at(|a| a.city))
}

fn main() {}
