//! A service that reads and writes notes, and a read model that follows from them.

mod notes;
mod routes;
mod tags;

pub use notes::{Note, NoteKey, NoteNewImage, NoteOldImage};
pub use routes::{Tables, router};
pub use tags::{CountTagsSubscriber, TagCount, TagCountKey, count_tags};
