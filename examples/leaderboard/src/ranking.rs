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
    Ok(ranking.index(|i| i.by_points).query(&Board::World).descending().limit(most).all().await?)
}
