//! Conditions on the sort key give the rows that meet them, in the order of the sort key: random rows.

use statetopic_local::Local;

use super::shops::all;
use super::{Row, are_together, has, partition, rows, shops, value};

/// Histories that are tried.
const SEEDS: std::ops::Range<u64> = 10..13;

/// The rows of an index with the partition key of `$probe`, and all conditions on its sort key with the values of `$probe`: first
/// none, then equality of one more attribute each time with each range on the next.
macro_rules! check {
    ($shops:ident $rows:ident $probe:ident $index:ident [$($partition:ident)+] [$($sort:ident)+]) => {
        let together: Vec<&Row> =
            $rows.iter().filter(|row| are_together!(row, $probe, [$($partition)+] [$($sort)+])).collect();
        let at = |row: &all::Shop| {
            let row = Row { shop: row.clone(), lacks_region: false };
            ($(value!(row, $sort).clone(),)+)
        };
        check!(@ [$shops together $probe at $index [$($partition)+]] [] [$($sort)+]);
    };
    (@ $of:tt [$($given:ident)*] []) => {
        check!(@equal $of [$($given)*]);
    };
    (@ $of:tt [$($given:ident)*] [$next:ident $($rest:ident)*]) => {
        check!(@equal $of [$($given)*]);
        check!(@ranges $of [$($given)*] $next);
        check!(@ $of [$($given)* $next] [$($rest)*]);
    };
    (@equal [$shops:ident $rows:ident $probe:ident $at:ident $index:ident $partition:tt] [$($given:ident)*]) => {
        let given = |row: &Row| {
            // Unused where nothing is given.
            let _ = row;
            [$(value!(row, $given) == value!($probe, $given)),*].iter().all(|equal: &bool| *equal)
        };
        compare(query!($shops $probe $index $partition [$($given)*]), &$rows, given, $at).await;
    };
    (@ranges [$shops:ident $rows:ident $probe:ident $at:ident $index:ident $partition:tt] [$($given:ident)*] $next:ident) => {
        let given = |row: &Row| {
            // Unused where nothing is given.
            let _ = row;
            [$(value!(row, $given) == value!($probe, $given)),*].iter().all(|equal: &bool| *equal)
        };
        let (value, high) = (value!($probe, $next), $rows.iter().map(|row| value!(row, $next)).max().unwrap());
        let below = query!($shops $probe $index $partition [$($given)*]).sort_lt(value);
        compare(below, &$rows, |row| given(row) && value!(row, $next) < value, $at).await;
        let at_most = query!($shops $probe $index $partition [$($given)*]).sort_le(value);
        compare(at_most, &$rows, |row| given(row) && value!(row, $next) <= value, $at).await;
        let above = query!($shops $probe $index $partition [$($given)*]).sort_gt(value);
        compare(above, &$rows, |row| given(row) && value!(row, $next) > value, $at).await;
        let at_least = query!($shops $probe $index $partition [$($given)*]).sort_ge(value);
        compare(at_least, &$rows, |row| given(row) && value!(row, $next) >= value, $at).await;
        let between = query!($shops $probe $index $partition [$($given)*]).sort_between(value, high);
        compare(between, &$rows, |row| given(row) && (value..=high).contains(&value!(row, $next)), $at).await;
    };
}

/// A query with the partition key of a row, and equality of some attributes of its sort key.
macro_rules! query {
    ($shops:ident $probe:ident $index:ident [$($partition:ident)+] [$($given:ident)*]) => {
        $shops.index(|i| i.$index).query(partition!($probe, $($partition)+))$(.sort_eq(value!($probe, $given)))*
    };
}

type Query<S> = statetopic::table::Query<all::Shop, S, all::Shop, statetopic::index::Global>;

/// The rows of a query are those of a filter, in the order of the index, and the other way round.
async fn compare<S, At: Ord>(
    query: Query<S>,
    rows: &[&Row],
    filter: impl Fn(&Row) -> bool,
    at: impl Fn(&all::Shop) -> At,
) {
    let found = Box::pin(query.page_size(3).unlimited().rows()).await.unwrap();
    assert!(found.is_sorted_by_key(at), "in the order of the sort key");
    let ids = |shops: &mut dyn Iterator<Item = &all::Shop>| {
        let mut ids: Vec<_> = shops.map(|shop| (shop.id.clone(), shop.slot)).collect();
        ids.sort();
        ids
    };
    let expected = ids(&mut rows.iter().filter(|row| filter(row)).map(|row| &row.shop));
    assert_eq!(ids(&mut found.iter()), expected);
}

#[tokio::test]
async fn a_query_gives_what_a_filter_of_all_rows_gives() {
    for seed in SEEDS {
        let (local, rows) = (Local::start().unwrap(), rows(seed));
        let shops = shops(&local, &rows).await;
        let are_all = |row: &&Row| has!(row, country) && has!(row, region) && has!(row, city) && has!(row, opened);
        for probe in rows.iter().filter(are_all).take(4) {
            check!(shops rows probe p1s1 [continent] [opened]);
            check!(shops rows probe p2s2 [continent country] [opened name]);
            check!(shops rows probe p4s4 [continent country region city] [opened name digest rank]);
        }
    }
}

#[tokio::test]
async fn a_prefix_is_the_last_condition() {
    let (local, rows) = (Local::start().unwrap(), rows(20));
    let shops = shops(&local, &rows).await;
    let mut found = 0;
    for opened in [-10, -9, 0, 9, 10] {
        let query = shops.index(|i| i.p1s2).query("eu").sort_eq(opened).sort_begins_with("os");
        for row in query.unlimited().rows().await.unwrap() {
            assert!(row.opened == Some(opened) && row.name.starts_with("os"), "{row:?}");
            found += 1;
        }
    }
    let meets = |row: &&Row| row.shop.continent == "eu" && row.shop.opened.is_some() && row.shop.name.starts_with("os");
    assert_eq!(found, rows.iter().filter(meets).count());
    assert!(found > 0);
}

#[tokio::test]
async fn a_descending_query_gives_the_rows_the_other_way_round() {
    let (local, rows) = (Local::start().unwrap(), rows(21));
    let shops = shops(&local, &rows).await;
    let at = |shop: &all::Shop| (shop.opened, shop.name.clone());
    let index = shops.index(|i| i.p1s2);
    let mut forward: Vec<_> = index.query("eu").unlimited().rows().await.unwrap().iter().map(at).collect();
    let backward: Vec<_> = index.query("eu").descending().unlimited().rows().await.unwrap().iter().map(at).collect();
    forward.reverse();
    assert!(!forward.is_empty() && forward == backward);
}
