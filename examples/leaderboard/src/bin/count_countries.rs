//! The Lambda function of `leaderboard::count_countries`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<leaderboard::CountCountriesSubscriber>()
}
