//! The Lambda function of `cache_invalidation::drop_page`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<cache_invalidation::DropPageSubscriber>()
}
