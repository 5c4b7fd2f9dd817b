//! The Lambda function of `sum_orders`.

fn main() -> std::process::ExitCode {
    statetopic::lambda::run::<{{crate}}::SumOrdersSubscriber>()
}
