//! Keys and values stay where they belong.

mod log;
