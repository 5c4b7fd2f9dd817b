//! The Lambda function of `keys_only::page_changed`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<keys_only::PageChangedSubscriber>()
}
