use statetopic::prelude::*;

#[derive(Serialize, Deserialize)]
struct Address {
    city: String,
}

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    address: Address,
}

fn move_to(order: OrderKey) -> Update<Order> {
    order.update_existing().set(|a| a.address.at(|a| a.city), "oslo".to_owned())
}

fn main() {}
