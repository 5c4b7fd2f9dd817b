//! The Lambda function of `audit_trail::record_changes`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<audit_trail::RecordChangesSubscriber>()
}
