//! The second step: the leaderboard, derived from the statistics' own changes.

use statetopic::prelude::*;

use crate::CountryStatistics;

/// The boards. An index needs a partition key, and 200 countries fit one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(rename_all = "lowercase")]
pub enum Board {
    /// All countries.
    World,
}

/// A country with at least one user: a projection of its statistics.
#[read_model(table = "leaderboard", projection_of = CountryStatistics)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderboardEntry {
    /// The country.
    #[partition_key]
    pub country: String,
    /// The board: the index orders the entries of each.
    #[index("by-points", partition)]
    pub board: Board,
    /// The points, by which the board is ordered.
    #[index("by-points", sort)]
    pub points: u64,
    /// Number of users, by which entries with the same points are ordered.
    #[index("by-points", sort(1))]
    pub users: u32,
    /// The change of the statistics that the entry follows from.
    #[sequence]
    pub position: SourcePosition,
}

/// Keeps an entry for each country with users, and removes it when the last one has left.
#[subscriber(on(Inserted, Modified, Removed))]
pub fn rank_countries(change: StateChange<CountryStatistics>) -> Projection<LeaderboardEntry> {
    match change.new() {
        Some(now) if now.users > 0 => Projection::row(&LeaderboardEntry {
            country: now.country.clone(),
            board: Board::World,
            points: now.points,
            users: now.users,
            position: SourcePosition::unset(),
        }),
        _ => Projection::absent(),
    }
}

#[cfg(test)]
mod tests {
    use statetopic::ReadModel as _;
    use statetopic::view::NotCaptured;

    use super::*;

    fn statistics(users: u32, points: u64) -> StateChange<CountryStatistics> {
        let row = CountryStatistics { country: "norway".to_owned(), users, points };
        // The old image is not in the view `NEW_IMAGE`, and nothing here can read it.
        StateChange::Modified { key: row.key(), old: NotCaptured::new(), new: row.into() }
    }

    #[test]
    fn a_country_with_users_is_on_the_board() {
        let (country, position) = ("norway".to_owned(), SourcePosition::unset());
        let expected = LeaderboardEntry { country, board: Board::World, points: 9, users: 2, position };
        assert_eq!(rank_countries(statistics(2, 9)), Projection::row(&expected));
    }

    #[test]
    fn a_country_without_users_leaves_the_board() {
        assert_eq!(rank_countries(statistics(0, 0)), Projection::absent());
    }
}
