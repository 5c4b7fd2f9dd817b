//! The first step: statistics of each country, derived from the profiles.

use statetopic::prelude::*;

use crate::UserProfile;

/// The totals of a country. A country without users keeps its row, with zeros.
#[read_model(table = "country-statistics")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryStatistics {
    /// The country.
    #[partition_key]
    pub country: String,
    /// Number of users.
    #[serde(default)]
    pub users: u32,
    /// Their points.
    #[serde(default)]
    pub points: u64,
}

/// Subtracts the old profile from its country and adds the new one: additions to one row are summed, so a win and a move are
/// handled alike.
#[subscriber(
    on(
        Inserted,
        Modified { old, new } if old.country != new.country || old.points != new.points,
        Removed,
    ),
    on_error = park,
)]
pub fn count_countries(change: StateChange<UserProfile>) -> Writes<Only<CountryStatistics, access::Update>> {
    let country = |country: &str| CountryStatisticsKey { country: country.to_owned() }.update();
    let mut writes = Writes::new();
    if let Some(old) = change.old() {
        let left = country(&old.country).add(|a| a.users, -1).add(|a| a.points, -i128::from(old.points));
        writes = writes.update(left);
    }
    if let Some(new) = change.new() {
        writes = writes.update(country(&new.country).add(|a| a.users, 1).add(|a| a.points, new.points));
    }
    writes
}

#[cfg(test)]
mod tests {
    use statetopic::ReadModel as _;

    use super::*;

    fn profile(country: &str, points: u64) -> UserProfile {
        UserProfile { id: "1".to_owned(), name: "Kari".to_owned(), country: country.to_owned(), points }
    }

    fn addition(country: &str, users: i32, points: i32) -> Update<CountryStatistics> {
        let key = CountryStatisticsKey { country: country.to_owned() };
        key.update().add(|a| a.users, users).add(|a| a.points, points)
    }

    fn modified(old: &UserProfile, new: UserProfile) -> StateChange<UserProfile> {
        StateChange::Modified { key: old.key(), old: old.clone().into(), new: new.into() }
    }

    #[test]
    fn a_user_who_wins_adds_the_difference() {
        let change = modified(&profile("norway", 5), profile("norway", 12));
        assert_eq!(count_countries(change), Writes::new().update(addition("norway", 0, 7)));
    }

    #[test]
    fn a_user_who_moves_takes_all_points_along() {
        let change = modified(&profile("norway", 5), profile("chile", 5));
        let expected = Writes::new().update(addition("norway", -1, -5)).update(addition("chile", 1, 5));
        assert_eq!(count_countries(change), expected);
    }

    #[test]
    fn a_user_who_goes_is_taken_off() {
        let gone = profile("norway", 5);
        let change = StateChange::Removed { key: gone.key(), old: gone.into(), cause: Removal::Deleted };
        assert_eq!(count_countries(change), Writes::new().update(addition("norway", -1, -5)));
    }

    #[test]
    fn another_name_is_no_news() {
        use statetopic::Subscriber as _;
        let renamed = UserProfile { name: "Kari N.".to_owned(), ..profile("norway", 5) };
        assert!(!CountCountriesSubscriber::takes(&modified(&profile("norway", 5), renamed)));
    }
}
