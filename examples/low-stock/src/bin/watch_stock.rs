//! The Lambda function of `low_stock::watch_stock`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<low_stock::WatchStockSubscriber>()
}
