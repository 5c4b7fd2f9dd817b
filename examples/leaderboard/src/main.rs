//! The chain at work: users play, move and go, and the leaderboard follows.

use leaderboard::{CountCountriesSubscriber, RankCountriesSubscriber, Ranking, UserProfile, UserProfileKey, best};
use statetopic::Resource as _;
use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start()?;
    let users = local.table::<UserProfile>().await?;
    // Every batch comes twice, as it may on AWS: the sums stay exact.
    local.subscribe::<CountCountriesSubscriber>().await?.set_delivery(Delivery::Twice).await;
    local.subscribe::<RankCountriesSubscriber>().await?.set_delivery(Delivery::Twice).await;

    for (id, name, country, points) in [
        ("1", "Kari", "norway", 30),
        ("2", "Ola", "norway", 5),
        ("3", "Ximena", "chile", 20),
        ("4", "Aroha", "new zealand", 25),
    ] {
        users.put(&UserProfile { id: id.into(), name: name.into(), country: country.into(), points }).await?;
    }
    show(&local, "Four users play").await?;

    users.update(user("3").update_existing().add(|a| a.points, 40)).await?;
    show(&local, "Ximena wins 40 points").await?;

    users.update(user("1").update_existing().set(|a| a.country, "chile".to_owned())).await?;
    show(&local, "Kari moves to Chile and takes her points along").await?;

    users.delete(&user("4")).await?;
    show(&local, "Aroha goes: New Zealand has no users, and no entry").await
}

fn user(id: &str) -> UserProfileKey {
    UserProfileKey { id: id.to_owned() }
}

/// Processes the changes, and reads the board by rank.
async fn show(local: &Local, what: &str) -> Result<()> {
    local.settle().await?;
    println!("\n{what}:");
    let best = best(&Ranking::connect(&local.connections()).await?, 10).await?;
    for (place, entry) in best.iter().enumerate() {
        println!("  {}. {:<12} points {:>3}, users {}", place + 1, entry.country, entry.points, entry.users);
    }
    Ok(())
}
