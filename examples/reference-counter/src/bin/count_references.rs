//! The Lambda function of `reference_counter::count_references`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<reference_counter::CountReferencesSubscriber>()
}
