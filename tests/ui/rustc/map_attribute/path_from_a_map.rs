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

fn move_to(order: OrderKey) -> Update<Order> {
    order.update_existing().set(|_| Address::ATTRIBUTES.city, "oslo".to_owned())
}

fn main() {}
