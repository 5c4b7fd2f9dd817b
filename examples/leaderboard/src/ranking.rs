//! The query of the board: the best countries, by the index.

use statetopic::prelude::*;

use crate::{Board, LeaderboardEntry};

/// The leaderboard, restricted to queries of its index.
pub type Ranking = Table<LeaderboardEntry, access::QueryIndex>;

/// The countries with the most points, best first.
///
/// # Errors
/// If the index cannot be read.
pub async fn best(ranking: &Ranking, most: usize) -> Result<Vec<LeaderboardEntry>> {
    let entries = ranking.index(|i| i.by_points).query(Board::World).descending().limit(most);
    Ok(entries.rows().await?)
}

/// The countries with these points and at least so many users, fewest users first.
///
/// # Errors
/// If the index cannot be read.
pub async fn tied(ranking: &Ranking, points: u64, users: u32, most: usize) -> Result<Vec<LeaderboardEntry>> {
    let entries = ranking.index(|i| i.by_points).query(Board::World).sort_eq(points).sort_ge(users).limit(most);
    Ok(entries.rows().await?)
}
