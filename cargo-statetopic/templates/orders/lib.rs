//! Orders, what each customer has ordered in all, and the large ones.

mod large;
mod order;
mod totals;

pub use large::{LargeOrder, LargeOrderKey, NoteLargeOrdersSubscriber, note_large_orders};
pub use order::{Order, OrderKey, OrderNewImage, OrderOldImage, Status};
pub use totals::{CustomerTotals, CustomerTotalsKey, SumOrdersSubscriber, sum_orders};
