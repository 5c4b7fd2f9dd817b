//! The Lambda function of `write_trail`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<{{crate}}::WriteTrailSubscriber>()
}
