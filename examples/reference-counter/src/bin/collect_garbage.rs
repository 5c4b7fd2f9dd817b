//! The Lambda function of `reference_counter::collect_garbage`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<reference_counter::CollectGarbageSubscriber>()
}
