//! The Lambda function of `quickstart::warehouse_totals`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<quickstart::WarehouseTotalsSubscriber>()
}
