//! No poison: a record that ends its process is parked. What else is parked, and in which order: `tests/simulate/tests/poison`.

mod process;
