//! The Lambda function of `count_tags`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<{{crate}}::CountTagsSubscriber>()
}
