//! Counts the references to blobs, and deletes a blob that had none for a week.
//!
//! Each step has a file here, and its function a one-line bin in `src/bin`.

mod attachments;
mod counter;
mod garbage;

pub use attachments::*;
pub use counter::*;
pub use garbage::*;
