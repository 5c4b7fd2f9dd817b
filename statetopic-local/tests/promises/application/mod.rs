//! Tables and functions together, as an application's own tests would run them.

mod failures;
mod local;
mod subscribers;
mod switched;
