//! What queries of indexes give, for each layout of keys and each projection: what a filter of all rows gives.

mod conditions;
mod shops;

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::ReadModel;
use statetopic::prelude::*;
use statetopic_local::Local;
use statetopic_local::simulate::Random;

use self::shops::{Place, all, include, keys_only, layouts};

/// Number of rows in a table.
const ROWS: u32 = 40;

/// A row, and what it lacks.
#[derive(Clone, Debug)]
struct Row {
    shop: all::Shop,
    /// It was written before the region was added.
    lacks_region: bool,
}

/// Rows with few values, so that they meet in an index.
fn rows(seed: u64) -> Vec<Row> {
    let mut random = Random::seeded(seed);
    let text = |random: &mut Random, texts: &[&str]| (*random.choose(texts)).to_owned();
    let row = |place: u32| {
        let random = &mut random;
        let labels: BTreeSet<String> = ["new", "large"].map(str::to_owned).into();
        let lacks_region = random.percent(15);
        let shop = all::Shop {
            id: format!("shop-{:02}", place / 3),
            slot: place % 3,
            continent: text(random, &["eu", "as"]),
            country: random.percent(80).then(|| text(random, &["no", "se"])),
            region: if lacks_region { 9 } else { u8::try_from(random.below(2)).unwrap() },
            city: random.percent(80).then(|| Place(text(random, &["oslo", "oppdal"]))),
            opened: random.percent(80).then(|| *random.choose(&[-10, -9, 0, 9, 10])),
            name: text(random, &["os", "oslo", "bolt", "bo"]),
            digest: Bytes::from(random.choose(&[&[0_u8][..], &[1], &[1, 255], &[255]]).to_vec()),
            rank: *random.choose(&[1, 2, 10]),
            labels: if random.percent(50) { labels } else { BTreeSet::new() },
            contact: Sensitive::new(text(random, &["Kari", "Ola"])),
            total: random.below(9),
            note: random.percent(50).then(|| "a note".to_owned()),
            open: random.percent(50),
        };
        Row { shop, lacks_region }
    };
    (0..ROWS).map(row).collect()
}

/// The same row of another table.
macro_rules! of_table {
    ($table:ident, $shop:expr) => {{
        let all::Shop {
            id,
            slot,
            continent,
            country,
            region,
            city,
            opened,
            name,
            digest,
            rank,
            labels,
            contact,
            total,
            note,
            open,
        } = $shop;
        $table::Shop {
            id,
            slot,
            continent,
            country,
            region,
            city,
            opened,
            name,
            digest,
            rank,
            labels,
            contact,
            total,
            note,
            open,
        }
    }};
}

/// A table with these rows.
macro_rules! table {
    ($local:expr, $table:ident, $rows:expr) => {{
        let table = $local.table::<$table::Shop>().await.unwrap();
        for row in $rows {
            table.put(&of_table!($table, row.shop.clone())).await.unwrap();
            if row.lacks_region {
                remove_region($local, <$table::Shop as ReadModel>::SCHEMA.table, &row.shop).await;
            }
        }
        table
    }};
}

/// As a writer left the row that knows no region.
async fn remove_region(local: &Local, table: &str, shop: &all::Shop) {
    let update = local.client().update_item().table_name(table).key("id", AttributeValue::S(shop.id.clone()));
    let update = update.key("slot", AttributeValue::N(shop.slot.to_string()));
    Box::pin(update.update_expression("REMOVE #r").expression_attribute_names("#r", "region").send()).await.unwrap();
}

/// The table with all attributes in each index.
async fn shops(local: &Local, rows: &[Row]) -> Table<all::Shop> {
    table!(local, all, rows)
}

/// Whether a row has an attribute.
macro_rules! has {
    ($row:expr, region) => {
        !$row.lacks_region
    };
    ($row:expr, country) => {
        $row.shop.country.is_some()
    };
    ($row:expr, city) => {
        $row.shop.city.is_some()
    };
    ($row:expr, opened) => {
        $row.shop.opened.is_some()
    };
    ($row:expr, $field:ident) => {{
        let _ = &$row.shop.$field;
        true
    }};
}

/// The value of an attribute that a row has.
macro_rules! value {
    ($row:expr, country) => {
        $row.shop.country.as_ref().unwrap()
    };
    ($row:expr, city) => {
        $row.shop.city.as_ref().unwrap()
    };
    ($row:expr, opened) => {
        $row.shop.opened.as_ref().unwrap()
    };
    ($row:expr, $field:ident) => {
        &$row.shop.$field
    };
}

/// The partition key of a row: a plain value, or a tuple.
macro_rules! partition {
    ($row:expr, $field:ident) => { value!($row, $field) };
    ($row:expr, $($field:ident)+) => { ($(value!($row, $field)),+) };
}

/// Whether two rows have the same partition key in an index, and both are in it.
macro_rules! are_together {
    ($a:expr, $b:expr, [$($partition:ident)+] [$($sort:ident)*]) => {
        $(has!($a, $partition) && has!($b, $partition) && value!($a, $partition) == value!($b, $partition))&&+
            $(&& has!($a, $sort))*
    };
}

/// Whether a row is in an index.
macro_rules! is_in_index {
    ($row:expr, [$($partition:ident)+] [$($sort:ident)*]) => {
        $(has!($row, $partition))&&+ $(&& has!($row, $sort))*
    };
}

use {are_together, has, partition, value};

/// The rows of an index with the partition key of `probe`: all attributes of a row.
macro_rules! check_all {
    ($shops:ident $rows:ident $probe:ident $index:ident $projected:ident [$($partition:ident)+] [$($sort:ident)*]) => {
        if is_in_index!($probe, [$($partition)+] []) {
            let query = $shops.index(|i| i.$index).query(partition!($probe, $($partition)+));
            let mut found = Box::pin(query.unlimited().rows()).await.unwrap();
            found.sort_by_key(|row| (row.id.clone(), row.slot));
            let rows = $rows.iter().filter(|row| are_together!(row, $probe, [$($partition)+] [$($sort)*]));
            let expected: Vec<all::Shop> = rows.map(|row| row.shop.clone()).collect();
            assert_eq!(found, expected, "{}", stringify!($index));
        }
    };
}

/// The same of an index that has some attributes: exactly those.
macro_rules! check_projected {
    (
        $table:ident [$($included:ident)*] $shops:ident $rows:ident $probe:ident
        $index:ident $projected:ident [$($partition:ident)+] [$($sort:ident)*]
    ) => {
        if is_in_index!($probe, [$($partition)+] []) {
            let query = $shops.index(|i| i.$index).query(partition!($probe, $($partition)+));
            let mut found: Vec<$table::$projected> = Box::pin(query.unlimited().rows()).await.unwrap();
            found.sort_by_key(|row| (row.id.clone(), row.slot));
            let rows = $rows.iter().filter(|row| are_together!(row, $probe, [$($partition)+] [$($sort)*]));
            let expected: Vec<_> = rows.map(|row| $table::$projected {
                id: row.shop.id.clone(),
                slot: row.shop.slot,
                $($partition: value!(row, $partition).clone(),)+
                $($sort: value!(row, $sort).clone(),)*
                $($included: value!(row, $included).clone(),)*
            }).collect();
            assert_eq!(found, expected, "{}", stringify!($index));
            for (row, projected) in $rows.iter().filter(|row| are_together!(row, $probe, [$($partition)+] [$($sort)*])).zip(&found) {
                assert_eq!(projected.key().to_string(), row.shop.key().to_string());
            }
        }
    };
}

/// The probes of a table: rows, some of which are in some indexes.
fn probes(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().step_by(7)
}

#[tokio::test]
async fn an_index_of_all_attributes_gives_whole_rows() {
    let (local, rows) = (Local::start().unwrap(), rows(1));
    let shops = table!(&local, all, &rows);
    for probe in probes(&rows) {
        layouts!(check_all! { shops rows probe });
    }
}

#[tokio::test]
async fn an_index_of_keys_gives_those_of_the_table_and_all_of_its_own() {
    let (local, rows) = (Local::start().unwrap(), rows(2));
    let shops = table!(&local, keys_only, &rows);
    for probe in probes(&rows) {
        layouts!(check_projected! { keys_only [] shops rows probe });
    }
}

#[tokio::test]
async fn an_index_that_includes_attributes_gives_them_beside_the_keys() {
    let (local, rows) = (Local::start().unwrap(), rows(3));
    let shops = table!(&local, include, &rows);
    for probe in probes(&rows) {
        layouts!(check_projected! { include [labels contact total note] shops rows probe });
    }
}

/// A row of a writer that used the other name of an attribute.
#[tokio::test]
async fn an_included_attribute_is_read_by_each_of_its_names() {
    let (local, rows) = (Local::start().unwrap(), rows(4));
    let shops = table!(&local, include, &rows[..1]);
    let all::Shop { id, slot, continent, .. } = &rows[0].shop;
    let update = local.client().update_item().table_name("shops-that-include");
    let update = update.key("id", AttributeValue::S(id.clone())).key("slot", AttributeValue::N(slot.to_string()));
    let update = update.update_expression("REMOVE #t SET #s = :s").expression_attribute_names("#t", "total");
    let update = update.expression_attribute_names("#s", "sum");
    Box::pin(update.expression_attribute_values(":s", AttributeValue::N("77".to_owned())).send()).await.unwrap();
    let found = shops.index(|i| i.p1s0).query(continent).first().await.unwrap();
    assert_eq!(found.map(|row| row.total), Some(77));
}
