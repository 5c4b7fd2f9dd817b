//! The Lambda function of `organization_membership::sync_members`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<organization_membership::SyncMembersSubscriber>()
}
