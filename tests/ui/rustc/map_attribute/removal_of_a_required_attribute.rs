use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
struct Address {
    city: String,
    floor: u8,
}

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    address: Address,
}

fn clear(order: OrderKey) -> Update<Order> {
    order.update_existing().remove(|a| a.address.at(|a| a.floor))
}

fn main() {}
