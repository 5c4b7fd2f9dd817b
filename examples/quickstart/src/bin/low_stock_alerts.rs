//! The Lambda function of `quickstart::low_stock_alerts`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<quickstart::LowStockAlertsSubscriber>()
}
