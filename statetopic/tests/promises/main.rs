//! What the library promises without AWS: one module for each promise, in one program.

mod common_traits;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod decode;
mod features;
#[cfg(feature = "manifest")]
mod filter;
#[cfg(feature = "manifest")]
mod filter_keys;
mod function;
