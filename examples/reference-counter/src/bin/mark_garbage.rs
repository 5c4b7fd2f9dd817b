//! The Lambda function of `reference_counter::mark_garbage`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<reference_counter::MarkGarbageSubscriber>()
}
