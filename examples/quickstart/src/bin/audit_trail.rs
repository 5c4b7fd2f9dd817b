//! The Lambda function of `quickstart::audit_trail`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<quickstart::AuditTrailSubscriber>()
}
