//! Event source mappings with the function that they deliver to.

mod queue;
mod stream;

pub use queue::QueueMapping;
pub use stream::Mapping;
