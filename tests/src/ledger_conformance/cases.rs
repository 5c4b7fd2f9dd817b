//! The cases.

use serde_json::json;

use super::model::{
    CountHeavySubscriber, CountSubscriber, LedgerRow, NoteSubscriber, Parcels, ParcelsKey, Title, TitleKey,
};
use super::{Case, CaseResult, Place, equal};
use crate::event::{Change, STREAM};

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(super) const ALL: &[Case] =
            &[$(Case { name: stringify!($name), run: |place| Box::pin($name(place)) }),*];
    };
}

cases! {
    a_change_that_comes_again_changes_nothing,
    a_change_that_comes_after_a_later_one_of_its_item_is_superseded,
    a_package_whose_first_records_were_committed_before_adds_the_others_alone,
    a_record_that_cannot_be_committed_keeps_back_those_behind_it_alone,
    a_sum_that_would_pass_through_a_violation_is_not_committed,
    of_processes_that_have_the_same_batch_at_once_one_commits_each_record,
    a_stale_row_is_left_out_and_its_record_is_done,
    a_reading_function_without_writes_is_noted,
    a_stream_that_was_made_again_counts_anew,
    a_row_of_newer_code_is_left_alone,
    rows_of_the_first_format_are_read_and_kept,
}

fn insert(number: u32, id: &str, depot: &str, weight: i64) -> Change {
    Change::insert(number, id, json!({ "depot": { "S": depot }, "weight": { "N": weight.to_string() } }))
}

/// The same of another incarnation of the stream.
fn of_stream(change: Change, label: &str) -> Change {
    let (table, _) = STREAM.rsplit_once('/').unwrap_or_default();
    change.with("/eventSourceARN", json!(format!("{table}/{label}")))
}

/// That a depot has seen so many changes, and holds so much.
async fn holds(place: &Place, depot: &str, changes: u32, weight: u8) -> CaseResult {
    let row = place.table::<Parcels>().await?.get(&ParcelsKey { depot: depot.to_owned() }).consistent().await?;
    let should_be = Some(Parcels { depot: depot.to_owned(), changes, weight });
    equal("the depot", &row, &should_be)
}

async fn a_change_that_comes_again_changes_nothing(place: &Place) -> CaseResult {
    let first = place.start::<CountSubscriber>().await?;
    let batch = || [insert(1, "again-a", "again", 5), insert(2, "again-b", "again", 7)];
    first.deliver_to(batch(), &["Done", "Done"]).await?;
    first.deliver_to(batch(), &["Duplicate", "Duplicate"]).await?;
    // In a process that knows nothing of the first.
    place.start::<CountSubscriber>().await?.deliver_to(batch(), &["Duplicate", "Duplicate"]).await?;
    holds(place, "again", 2, 12).await
}

async fn a_change_that_comes_after_a_later_one_of_its_item_is_superseded(place: &Place) -> CaseResult {
    let function = place.start::<CountSubscriber>().await?;
    // Of 9 and 10 the first is the greater text.
    function.deliver([insert(10, "late", "late", 1)], None).await?;
    function.deliver_to([insert(9, "late", "late", 200)], &["Superseded"]).await?;
    holds(place, "late", 1, 1).await
}

async fn a_package_whose_first_records_were_committed_before_adds_the_others_alone(place: &Place) -> CaseResult {
    let function = place.start::<CountSubscriber>().await?;
    let record = |number, item: &str| insert(number, &format!("part-{item}"), "part", i64::from(number));
    function.deliver([record(1, "a")], None).await?;
    let batch = || [record(1, "a"), record(2, "b"), record(3, "a"), record(4, "b")];
    function.deliver_to(batch(), &["Duplicate", "Done", "Done", "Done"]).await?;
    function.deliver_to(batch(), &["Superseded", "Superseded", "Duplicate", "Duplicate"]).await?;
    holds(place, "part", 4, 10).await
}

async fn a_record_that_cannot_be_committed_keeps_back_those_behind_it_alone(place: &Place) -> CaseResult {
    let function = place.start::<CountSubscriber>().await?;
    let batch = [
        insert(1, "full-a", "full", 250),
        insert(2, "full-b", "full", 6),
        insert(3, "full-b", "other-full", 1),
        insert(4, "full-c", "full", 1),
    ];
    function.deliver_to(batch.clone(), &["Done", "Failed", "NotStarted", "Done"]).await?;
    holds(place, "full", 2, 251).await?;
    let row = place.table::<Parcels>().await?.get(&ParcelsKey { depot: "other-full".to_owned() }).await?;
    equal("the other depot", &row, &None::<Parcels>)?;
    // Once there is room, the rest goes on from where it was left.
    let empty = Change::remove(5, "full-a", json!({ "depot": { "S": "full" }, "weight": { "N": "250" } }));
    function.deliver([empty], None).await?;
    let [_, rest @ ..] = batch;
    function.deliver_to(rest, &["Done", "Done", "Duplicate"]).await?;
    holds(place, "full", 4, 7).await
}

async fn a_sum_that_would_pass_through_a_violation_is_not_committed(place: &Place) -> CaseResult {
    let function = place.start::<CountSubscriber>().await?;
    let gone = |number| Change::remove(number, "way-c", json!({ "depot": { "S": "way" }, "weight": { "N": "7" } }));
    function.deliver([insert(1, "way-a", "way", 250)], None).await?;
    let batch = [insert(2, "way-b", "way", 7), gone(3)];
    function.deliver_to(batch, &["Failed", "Done"]).await?;
    holds(place, "way", 2, 243).await
}

async fn of_processes_that_have_the_same_batch_at_once_one_commits_each_record(place: &Place) -> CaseResult {
    let record = |number: u32| insert(number, &format!("race-{}", number % 5), "race", i64::from(number % 3));
    let batch = || (1..=30).map(record);
    let (one, other) = (place.start::<CountSubscriber>().await?, place.start::<CountSubscriber>().await?);
    let (first, second) = tokio::join!(one.outcomes(batch()), other.outcomes(batch()));
    // Neither may have been the one; what is left comes again.
    let again = place.start::<CountSubscriber>().await?.outcomes(batch()).await?;
    equal("what is to come again", &again.0, &None::<String>)?;
    let done = [first?.1, second?.1, again.1].concat().iter().filter(|outcome| **outcome == "Done").count();
    equal("the records that were done", &done, &30)?;
    holds(place, "race", 30, 30).await
}

async fn a_stale_row_is_left_out_and_its_record_is_done(place: &Place) -> CaseResult {
    let function = place.start::<NoteSubscriber>().await?;
    let titles = place.table::<Title>().await?;
    let key = || TitleKey { id: "stale".to_owned() };
    titles.put(&Title { id: "stale".to_owned(), version: 9 }).await?;
    let stale = || [insert(1, "stale", "", 3)];
    function.deliver_to(stale(), &["Done"]).await?;
    equal("the row", &titles.get(&key()).consistent().await?.map(|row| row.version), &Some(9))?;
    // With the row gone it would no longer be stale.
    titles.delete(&key()).await?;
    function.deliver_to(stale(), &["Duplicate"]).await?;
    equal("the row", &titles.get(&key()).consistent().await?, &None::<Title>)
}

async fn a_reading_function_without_writes_is_noted(place: &Place) -> CaseResult {
    let function = place.start::<CountHeavySubscriber>().await?;
    function.deliver_to([insert(1, "read", "read", 1)], &["Done"]).await?;
    function.deliver_to([insert(1, "read", "read", 1)], &["Duplicate"]).await?;
    function.deliver_to([insert(2, "read", "read", 50), insert(3, "read", "read", 60)], &["Done", "Done"]).await?;
    holds(place, "read", 2, 0).await
}

async fn a_stream_that_was_made_again_counts_anew(place: &Place) -> CaseResult {
    let function = place.start::<CountSubscriber>().await?;
    let newer = |number, weight| of_stream(insert(number, "made", "made", weight), "2026-06-01T00:00:00.000");
    function.deliver([insert(500, "made", "made", 1)], None).await?;
    function.deliver_to([newer(7, 2)], &["Done"]).await?;
    function.deliver_to([insert(501, "made", "made", 100)], &["Superseded"]).await?;
    function.deliver_to([newer(7, 2), newer(8, 4)], &["Duplicate", "Done"]).await?;
    holds(place, "made", 3, 7).await
}

/// The rows that are for a number of the stream of the events.
async fn rows_with(
    place: &Place,
    has: impl Fn(&LedgerRow) -> bool,
) -> Result<Vec<LedgerRow>, Box<dyn std::error::Error + Send + Sync>> {
    Ok(place.ledger_rows().await?.into_iter().filter(|row| has(row)).collect())
}

async fn a_row_of_newer_code_is_left_alone(place: &Place) -> CaseResult {
    const NUMBER: u32 = 70_001;
    let function = place.start::<CountSubscriber>().await?;
    function.deliver([insert(NUMBER, "newer", "newer", 1)], None).await?;
    let is_its = |row: &LedgerRow| row.applied.as_deref().is_some_and(|applied| applied.ends_with(&NUMBER.to_string()));
    let rows = rows_with(place, is_its).await?;
    let [row] = rows.as_slice() else { return equal("its ledger rows", &rows.len(), &1) };
    let newer = LedgerRow { format: Some(3), ..row.clone() };
    let ledger = place.table::<LedgerRow>().await?;
    ledger.put(&newer).await?;
    let batch = [insert(NUMBER + 1, "newer", "newer", 1), insert(NUMBER + 2, "newer-other", "newer", 2)];
    function.deliver_to(batch, &["Failed", "Done"]).await?;
    equal("its ledger row", &rows_with(place, is_its).await?, &vec![newer])?;
    holds(place, "newer", 2, 3).await
}

async fn rows_of_the_first_format_are_read_and_kept(place: &Place) -> CaseResult {
    const NUMBER: u32 = 80_001;
    // What code of the first format leaves: its row is that of the second without what is new.
    let both = [("STATETOPIC_LEDGER_FIRST_FORMAT", "true")];
    let function = place.start_with::<CountSubscriber>(&both).await?;
    let record = |number| insert(number, "first", "first", 1);
    function.deliver([record(NUMBER)], None).await?;
    let of_number = |number: u32| {
        move |row: &LedgerRow| {
            [&row.applied, &row.applied_seq].into_iter().flatten().any(|text| text.ends_with(&number.to_string()))
        }
    };
    let rows = rows_with(place, of_number(NUMBER)).await?;
    equal("the rows of both formats", &rows.len(), &2)?;
    let ledger = place.table::<LedgerRow>().await?;
    for row in rows.iter().filter(|row| row.format.is_some()) {
        ledger.delete(&super::model::LedgerRowKey { entry: row.entry.clone() }).await?;
    }
    function.deliver_to([record(NUMBER), record(NUMBER + 1)], &["Duplicate", "Done"]).await?;
    let rows = rows_with(place, of_number(NUMBER + 1)).await?;
    equal("the formats", &rows.iter().filter(|row| row.format == Some(2)).count(), &1)?;
    equal("the rows", &rows.len(), &2)?;
    holds(place, "first", 2, 2).await
}
