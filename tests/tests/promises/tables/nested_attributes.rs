//! Paths into maps and lists, in updates of `Table` and in `Writes`, on the embedded engine.

use std::collections::BTreeSet;

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Function, SetAttribute};
use statetopic_local::Local;
use statetopic_tests::event::{Change, event, sequence_number};

#[read_model(table = "customers")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Customer {
    #[partition_key]
    id: String,
    home: Address,
    #[serde(rename = "work-address")]
    work: Option<Address>,
    orders: Vec<Order>,
    scores: Vec<Option<u8>>,
    steps: Vec<u8>,
    #[added]
    parcel: Box<Parcel<Address>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
struct Address {
    city: String,
    postal_code: Option<u32>,
    #[serde(default)]
    visits: u8,
    place: Place,
    labels: Labels,
    #[serde(default)]
    marks: Labels,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(default)]
struct Place {
    #[serde(rename = "where", alias = "name")]
    r#where: String,
    floor: i8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Order {
    number: u64,
    quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Parcel<T> {
    to: T,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Labels(#[serde(with = "serde_dynamo::string_set")] BTreeSet<String>);

impl SetAttribute for Labels {}

fn labels(labels: &[&str]) -> Labels {
    Labels(labels.iter().map(|label| (*label).to_owned()).collect())
}

fn address(city: &str) -> Address {
    Address {
        city: city.to_owned(),
        postal_code: Some(150),
        visits: 3,
        place: Place { r#where: "yard".to_owned(), floor: 2 },
        labels: labels(&["a", "b"]),
        marks: labels(&["c"]),
    }
}

fn customer() -> Customer {
    Customer {
        id: "7".to_owned(),
        home: address("oslo"),
        work: None,
        orders: vec![Order { number: 1, quantity: 5 }, Order { number: 2, quantity: -5 }],
        scores: vec![Some(1), Some(2), None],
        steps: vec![1, 2],
        parcel: Box::new(Parcel { to: address("bergen") }),
    }
}

fn key() -> CustomerKey {
    CustomerKey { id: "7".to_owned() }
}

async fn customers() -> (Local, Table<Customer>) {
    let local = Local::start().unwrap();
    let customers = local.table::<Customer>().await.unwrap();
    customers.put(&customer()).await.unwrap();
    (local, customers)
}

async fn updated(customers: &Table<Customer>, update: Update<Customer>) -> Customer {
    customers.update(update).await.unwrap();
    customers.get(&key()).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_nested_is_set_added_to_and_removed_in_its_place() {
    let (_local, customers) = customers().await;
    let update = key()
        .update_existing()
        .set(|a| a.home.at(|a| a.city), "Tromsø".to_owned())
        .set(|a| a.home.at(|a| a.postal_code), None)
        .set(|a| a.home.at(|a| a.marks), labels(&[]))
        .add(|a| a.home.at(|a| a.visits), 4)
        .add(|a| a.home.at(|a| a.visits), -2)
        .add(|a| a.home.at(|a| a.place.at(|a| a.floor)), -5)
        .set(|a| a.home.at(|a| a.place).at(|a| a.r#where), "attic".to_owned())
        .remove(|a| a.parcel.at(|a| a.to).at(|a| a.postal_code))
        .set(|a| a.parcel.at(|a| a.to.at(|a| a.labels)), labels(&["z"]))
        .set(|a| a.orders.index(1).at(|a| a.number), 9)
        .add(|a| a.orders.index(0).at(|a| a.quantity), 1)
        .set(|a| a.scores.index(0), None)
        .remove(|a| a.scores.index(1))
        .set(|a| a.scores.index(2), Some(7));
    let mut expected = customer();
    expected.home = Address { city: "Tromsø".to_owned(), postal_code: None, visits: 5, ..expected.home };
    expected.home.place = Place { r#where: "attic".to_owned(), floor: -3 };
    expected.home.marks = Labels::default();
    expected.parcel.to = Address { postal_code: None, labels: labels(&["z"]), ..expected.parcel.to };
    expected.orders = vec![Order { number: 1, quantity: 6 }, Order { number: 9, quantity: -5 }];
    expected.scores = vec![None, None, Some(7)];
    assert_eq!(updated(&customers, update).await, expected);
}

#[tokio::test]
async fn an_addition_counts_from_zero_where_the_map_lacks_the_number_and_stays_in_its_range() {
    let (_local, customers) = customers().await;
    let row = updated(&customers, key().update_existing().set(|a| a.home.at(|a| a.place), Place::default())).await;
    assert_eq!(row.home.place.floor, 0);
    customers.update(key().update_existing().add(|a| a.home.at(|a| a.place.at(|a| a.floor)), 127)).await.unwrap();
    for update in [
        key().update_existing().add(|a| a.home.at(|a| a.place.at(|a| a.floor)), 1),
        key().update_existing().add(|a| a.home.at(|a| a.visits), -4),
    ] {
        let error = customers.update(update).await.unwrap_err();
        assert!(error.is_condition(), "{error}");
        assert!(error.to_string().contains("an addition would leave its field's range, or the map"), "{error}");
    }
}

#[tokio::test]
async fn a_map_that_is_not_there_is_a_failed_condition_that_says_what_to_do() {
    let (local, customers) = customers().await;
    let city = |key: CustomerKey| key.update_existing().set(|a| a.work.at(|a| a.city), "oslo".to_owned());
    let said = "UpdateItem on `customers` failed: the map or list that a nested attribute is in is not there; `set` the \
                whole attribute first";
    // It is `NULL`, then missing, then the row is.
    for removed in [false, true] {
        if removed {
            customers.update(key().update_existing().set(|a| a.work, None)).await.unwrap();
        }
        let error = customers.update(city(key())).await.unwrap_err();
        assert!(error.is_condition());
        assert_eq!(error.to_string(), said);
    }
    let nobody = CustomerKey { id: "8".to_owned() };
    let no_row = "UpdateItem on `customers` failed: the row is not there; `create` or `put` makes one";
    assert_eq!(customers.update(city(nobody.clone())).await.unwrap_err().to_string(), no_row);
    assert_eq!(customers.get(&nobody).await.unwrap(), None);
    let beyond = key().update_existing().set(|a| a.orders.index(2).at(|a| a.number), 3);
    assert_eq!(customers.update(beyond).await.unwrap_err().to_string(), said);
    drop(local);

    customers.update(key().update_existing().set(|a| a.work, Some(address("moss")))).await.unwrap();
    let row = updated(&customers, city(key())).await;
    assert_eq!(row.work, Some(address("oslo")));
}

#[tokio::test]
async fn an_element_beyond_the_end_is_appended() {
    let (_local, customers) = customers().await;
    let row = updated(&customers, key().update_existing().set(|a| a.scores.index(9), Some(4))).await;
    assert_eq!(row.scores, [Some(1), Some(2), None, Some(4)]);
}

#[tokio::test]
async fn an_element_that_is_not_there_is_neither_added_to_nor_removed() {
    let (_local, customers) = customers().await;
    let before = customers.get(&key()).await.unwrap().unwrap();
    let said = "UpdateItem on `customers` failed: an addition would leave its field's range, or the map or list that a nested \
                attribute is in is not there; `set` the whole attribute first, or the element of a list that is added to or \
                removed is not there; `set` appends one";
    let error = customers.update(key().update_existing().add(|a| a.steps.index(9), 1)).await.unwrap_err();
    assert_eq!((error.is_condition(), &*error.to_string()), (true, said));
    assert!(customers.update(key().update_existing().remove(|a| a.scores.index(9))).await.unwrap_err().is_condition());
    assert_eq!(customers.get(&key()).await.unwrap().unwrap(), before);

    let row =
        updated(&customers, key().update_existing().add(|a| a.steps.index(1), 3).add(|a| a.steps.index(1), 4)).await;
    assert_eq!(row.steps, [1, 9]);
}

#[tokio::test]
async fn paths_that_overlap_are_refused_before_they_are_sent() {
    let (local, customers) = customers().await;
    local.engine().inject(|call| panic!("{} is sent", call.operation()));
    let visits = || key().update_existing().add(|a| a.home.at(|a| a.visits), 1);
    for (update, said) in [
        (
            visits().set(|a| a.home, address("oslo")),
            "`Customer.home` and `Customer.home.VISITS` overlap in one update; set the outer attribute whole",
        ),
        (
            key().update_existing().set(|a| a.orders, Vec::new()).set(|a| a.orders.index(3).at(|a| a.number), 1),
            "`Customer.orders[3].number` and `Customer.orders` overlap",
        ),
        (visits().set(|a| a.home.at(|a| a.visits), 1), "two actions on `Customer.home.VISITS`"),
        (visits().add(|a| a.home.at(|a| a.visits), 255), "the addition to `Customer.home.VISITS` exceeds"),
        (
            key().update_existing().set(|a| a.home.at(|a| a.labels), labels(&[])),
            "a map without `Customer.home.LABELS` would not be read, and DynamoDB has no empty set; add",
        ),
        (
            key().update_existing().remove(|a| a.home.at(|a| a.labels)),
            "a map without `Customer.home.LABELS` would not be read",
        ),
    ] {
        let error = customers.update(update).await.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// A tree is as deep as one likes.
#[read_model(table = "trees")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    #[partition_key]
    id: u32,
    root: Node,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Node {
    weight: u32,
    child: Option<Box<Node>>,
}

#[tokio::test]
async fn a_path_is_as_deep_as_a_row_can_be() {
    let local = Local::start().unwrap();
    let trees = local.table::<Tree>().await.unwrap();
    let leaf = Node { weight: 0, child: None };
    let root = (1..8).fold(leaf, |child, weight| Node { weight, child: Some(Box::new(child)) });
    trees.put(&Tree { id: 1, root }).await.unwrap();
    let update = |levels| {
        TreeKey { id: 1 }.update_existing().add(
            |a| {
                let child = a.root.at(|a| a.child);
                (1..levels).fold(child, |path, _| path.at(|a| a.child)).at(|a| a.weight)
            },
            40,
        )
    };
    trees.update(update(7)).await.unwrap();
    let tree = trees.get(&TreeKey { id: 1 }).await.unwrap().unwrap();
    let leaf = (0..7).fold(&tree.root, |node, _| node.child.as_ref().unwrap());
    assert_eq!(leaf.weight, 40);

    let error = trees.update(update(31)).await.unwrap_err().to_string();
    assert!(error.contains("is deeper than the 32 levels that DynamoDB nests"), "{error}");
}

#[read_model(table = "moves")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Move {
    #[partition_key]
    id: String,
    city: String,
}

#[subscriber(library, on(Inserted))]
fn follow(change: StateChange<Move>) -> Writes<Customer> {
    let StateChange::Inserted { new, .. } = change else { return Writes::new() };
    let visits = |by: i64| key().update_existing().add(|a| a.home.at(|a| a.visits), by);
    match new.city.as_str() {
        "work" => Writes::new().update(key().update_existing().set(|a| a.work.at(|a| a.city), new.city)),
        _ => Writes::new()
            .update(visits(3))
            .update(visits(-2))
            .update(key().update_existing().add(|a| a.home.at(|a| a.visits), 1)),
    }
}

#[tokio::test]
async fn writes_take_paths_and_a_map_that_is_not_there_is_the_records_error() {
    let (local, customers) = customers().await;
    local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
    let function = Function::<FollowSubscriber>::connect(&local.connections()).await.unwrap();
    let insert = |number, city: &str| Change::insert(number, &format!("move-{number}"), json!({"city": {"S": city}}));
    let deliver = async |changes: Vec<Change>| function.invoke(&event(changes), None).await;

    let twice = || vec![insert(1, "home"), insert(2, "home")];
    for _ in 0..2 {
        assert_eq!(deliver(twice()).await.unwrap().checkpoint(), None);
    }
    assert_eq!(customers.get(&key()).await.unwrap().unwrap().home.visits, 3 + 2 * 2);

    let response = deliver(vec![insert(3, "home"), insert(4, "work"), insert(5, "home")]).await.unwrap();
    assert_eq!(response.checkpoint(), Some(&*sequence_number(4)));
    assert_eq!(customers.get(&key()).await.unwrap().unwrap().home.visits, 9);
}
