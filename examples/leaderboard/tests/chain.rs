//! The whole chain on the embedded engine, every batch delivered twice.

use aws_sdk_dynamodb::types::AttributeValue;
use leaderboard::{
    CountCountriesSubscriber, CountryStatistics, CountryStatisticsKey, LeaderboardEntry, RankCountriesSubscriber,
    Ranking, UserProfile, UserProfileKey, best, tied,
};
use statetopic::prelude::*;
use statetopic::{ParkedRecords, ReadModel as _, Resource as _};
use statetopic_local::{Delivery, Local};

/// An application with users of three countries.
async fn game() -> Result<Local> {
    let local = Local::start()?;
    local.subscribe::<CountCountriesSubscriber>().await?.set_delivery(Delivery::Twice).await;
    local.subscribe::<RankCountriesSubscriber>().await?.set_delivery(Delivery::Twice).await;
    let users = local.table::<UserProfile>().await?;
    for (id, country, points) in [("1", "norway", 10), ("2", "norway", 1), ("3", "chile", 20), ("4", "tonga", 5)] {
        let (id, name, country) = (id.to_owned(), format!("user {id}"), country.to_owned());
        users.put(&UserProfile { id, name, country, points }).await?;
    }
    Ok(local)
}

fn user(id: &str) -> UserProfileKey {
    UserProfileKey { id: id.to_owned() }
}

/// Processes the changes: the countries by rank, with points and users.
async fn ranked(local: &Local, most: usize) -> Result<Vec<(String, u64, u32)>> {
    local.settle().await?;
    let best = best(&Ranking::connect(&local.connections()).await?, most).await?;
    Ok(best.into_iter().map(|entry| (entry.country, entry.points, entry.users)).collect())
}

fn entry(country: &str, points: u64, users: u32) -> (String, u64, u32) {
    (country.to_owned(), points, users)
}

#[tokio::test]
async fn countries_are_ranked_by_the_points_of_their_users() -> Result<()> {
    let local = game().await?;
    assert_eq!(ranked(&local, 10).await?, [entry("chile", 20, 1), entry("norway", 11, 2), entry("tonga", 5, 1)]);

    let users = local.table::<UserProfile>().await?;
    users.update(user("1").update_existing().add(|a| a.points, 15)).await?;
    assert_eq!(ranked(&local, 2).await?, [entry("norway", 26, 2), entry("chile", 20, 1)]);
    Ok(())
}

#[tokio::test]
async fn among_equal_points_the_country_with_more_users_is_ahead() -> Result<()> {
    let local = game().await?;
    let users = local.table::<UserProfile>().await?;
    users.update(user("3").update_existing().add(|a| a.points, -9)).await?;
    assert_eq!(ranked(&local, 2).await?, [entry("norway", 11, 2), entry("chile", 11, 1)]);

    let ranking = Ranking::connect(&local.connections()).await?;
    let countries = |entries: Vec<LeaderboardEntry>| entries.into_iter().map(|entry| entry.country).collect::<Vec<_>>();
    assert_eq!(countries(tied(&ranking, 11, 1, 10).await?), ["chile", "norway"]);
    assert_eq!(countries(tied(&ranking, 11, 2, 10).await?), ["norway"]);
    assert_eq!(countries(tied(&ranking, 12, 0, 10).await?), [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn a_user_who_moves_counts_where_they_are() -> Result<()> {
    let local = game().await?;
    let users = local.table::<UserProfile>().await?;
    users.update(user("1").update_existing().set(|a| a.country, "tonga".to_owned())).await?;
    assert_eq!(ranked(&local, 10).await?, [entry("chile", 20, 1), entry("tonga", 15, 2), entry("norway", 1, 1)]);
    Ok(())
}

#[tokio::test]
async fn the_last_user_takes_the_entry_along_and_the_statistics_fall_to_zero() -> Result<()> {
    let local = game().await?;
    let users = local.table::<UserProfile>().await?;
    users.delete(&user("4")).await?;
    assert_eq!(ranked(&local, 10).await?, [entry("chile", 20, 1), entry("norway", 11, 2)]);

    let tonga = CountryStatisticsKey { country: "tonga".to_owned() };
    let statistics = local.table::<CountryStatistics>().await?.get(&tonga).consistent().await?;
    assert_eq!(statistics.map(|row| (row.users, row.points)), Some((0, 0)));

    // The next user puts it on the board again.
    let (id, name, country) = ("5".to_owned(), "user 5".to_owned(), "tonga".to_owned());
    users.put(&UserProfile { id, name, country, points: 50 }).await?;
    assert_eq!(ranked(&local, 1).await?, [entry("tonga", 50, 1)]);
    Ok(())
}

/// Puts a row that does not decode, so that its subscriber fails, and looks up whether it had committed the change before.
async fn put_undecodable(local: &Local, table: &str, key: (&str, &str), number: &str) -> Result<()> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let row = local.client().put_item().table_name(table).item(key.0, text(key.1)).item(number, text("many"));
    row.send().await?;
    local.settle().await.expect_err("the row does not decode");
    Ok(())
}

#[tokio::test]
async fn the_roles_allow_what_is_done_and_nothing_else() -> Result<()> {
    let local = game().await?;
    let users = local.table::<UserProfile>().await?;
    users.update(user("1").update_existing().add(|a| a.points, 15)).await?;
    local.settle().await?;
    users.delete(&user("4")).await?;
    local.settle().await?;
    // Somebody deletes the statistics of a country; a user who leaves it cannot be subtracted, and is parked after three attempts.
    let norway = CountryStatisticsKey { country: "norway".to_owned() };
    local.table::<CountryStatistics>().await?.delete(&norway).await?;
    local.settle().await?;
    users.update(user("1").update_existing().set(|a| a.country, "tonga".to_owned())).await?;
    local.settle().await?;
    let parked = ParkedRecords::<CountCountriesSubscriber>::connect(&local.connections()).await?;
    assert_eq!(parked.items().await?[0].records, 1);
    put_undecodable(&local, CountryStatistics::SCHEMA.table, ("country", "norway"), "users").await?;
    put_undecodable(&local, UserProfile::SCHEMA.table, ("id", "5"), "points").await?;
    for role in [local.role_of::<CountCountriesSubscriber>(), local.role_of::<RankCountriesSubscriber>()] {
        assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    }
    Ok(())
}
