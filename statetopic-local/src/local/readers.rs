//! Who reads the streams: each subscriber once, and of each stream no more than AWS allows.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use std::sync::Arc;

use statetopic::plan::MAX_READERS;

use super::LocalError;
use super::subscription::Attachment;
use crate::schedule::Switch;

/// A mapping, or a Pipe and what is behind it.
pub(super) struct Reader {
    /// The subscriber's id; `None` is any function that was attached.
    pub(super) subscriber: Option<&'static str>,
    /// The table whose stream it reads.
    pub(super) table: String,
    pub(super) attached: Arc<dyn Attachment>,
    /// What says whether it delivers.
    pub(super) switch: Switch,
}

/// The readers, in the order in which they came, which is the order in which they begin.
pub(super) struct Readers {
    readers: Vec<Reader>,
    /// Maximum number of readers of a stream.
    pub(super) max: usize,
}

impl Default for Readers {
    fn default() -> Self {
        Self { readers: Vec::new(), max: MAX_READERS }
    }
}

impl Readers {
    pub(super) fn add(&mut self, reader: Reader) -> Result<(), LocalError> {
        let same = |id| self.readers.iter().any(|there| there.subscriber == Some(id));
        if let Some(id) = reader.subscriber.filter(|id| same(*id)) {
            return Err(LocalError::subscribed(id));
        }
        let there: Vec<String> = self.readers.iter().filter(|there| there.table == reader.table).map(name).collect();
        if there.len() >= self.max {
            return Err(LocalError::readers(&reader.table, there, name(&reader)));
        }
        self.readers.push(reader);
        Ok(())
    }

    /// Deletes the reader that this is true of, if there is one: nothing of it begins any more, and another may come.
    pub(super) fn delete(&mut self, is_it: impl Fn(&Reader) -> bool) {
        if let Some(place) = self.readers.iter().position(is_it) {
            self.readers.remove(place).switch.delete();
        }
    }

    pub(super) fn attached(&self) -> Vec<Arc<dyn Attachment>> {
        self.readers.iter().map(|reader| Arc::clone(&reader.attached)).collect()
    }
}

fn name(reader: &Reader) -> String {
    reader.subscriber.map_or_else(|| "a function that was attached".to_owned(), |id| format!("`{id}`"))
}
