//! The Lambda function of `note_large_orders`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<{{crate}}::NoteLargeOrdersSubscriber>()
}
