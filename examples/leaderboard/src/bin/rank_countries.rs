//! The Lambda function of `leaderboard::rank_countries`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<leaderboard::RankCountriesSubscriber>()
}
