//! The Lambda function of `count_articles`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<{{crate}}::CountArticlesSubscriber>()
}
