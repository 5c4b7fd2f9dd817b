//! What has been read of a `StateChange`.

use super::topic::{ChangeParts, ImageSource, ItemEvent, MissingImage, TopicTable};
use super::{StateChange, StateTopic};
use crate::key::{InvalidKey, KeyValue, read_key};
use crate::model::Image;
use crate::view::StreamView;

/// The key and the images of a record. They come in any order, so the change is put together at the end.
#[doc(hidden)]
pub struct StateParts<T: StateTopic> {
    key: Option<T::Key>,
    new: Option<T::NewImage>,
    old: Option<T::OldImage>,
}

impl<T: StateTopic> std::fmt::Debug for StateParts<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StateParts")
    }
}

impl<T: StateTopic> ChangeParts for StateParts<T> {
    type Change = StateChange<T>;
    type Key = T::Key;

    const VIEW: StreamView = StreamView::that_captures(T::NewImage::IS_CAPTURED, T::OldImage::IS_CAPTURED);
    const TABLE: TopicTable = TopicTable::of::<T>();

    #[inline]
    fn new() -> Self {
        Self { key: None, new: T::NewImage::uncaptured(), old: T::OldImage::uncaptured() }
    }

    #[inline]
    fn read_key(&mut self, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Result<(), InvalidKey> {
        self.key = Some(read_key(const { &T::SCHEMA }, partition, sort)?);
        Ok(())
    }

    #[inline]
    fn read_new<S: ImageSource>(&mut self, source: S) -> S::Read {
        self.new = None;
        source.read::<T>(|row| self.new = Some(Image::from_row(row)))
    }

    #[inline]
    fn read_old<S: ImageSource>(&mut self, source: S) -> S::Read {
        self.old = None;
        source.read::<T>(|row| self.old = Some(Image::from_row(row)))
    }

    #[inline]
    fn take_key(&mut self) -> Option<T::Key> {
        self.key.take()
    }

    #[inline]
    fn finish<C, R>(
        &mut self,
        key: T::Key,
        event: ItemEvent,
        context: C,
        keep: impl FnOnce(StateChange<T>, C) -> R,
    ) -> Result<R, (T::Key, C, MissingImage)> {
        let missing = match event {
            ItemEvent::Insert => match self.new.take() {
                Some(new) => return Ok(keep(StateChange::Inserted { key, new }, context)),
                None => MissingImage::New,
            },
            ItemEvent::Modify if self.new.is_none() => MissingImage::New,
            // The other image stays where it is, for its `Drop` is the user's.
            ItemEvent::Modify if self.old.is_none() => MissingImage::Old,
            ItemEvent::Modify => match (self.old.take(), self.new.take()) {
                (Some(old), Some(new)) => return Ok(keep(StateChange::Modified { key, old, new }, context)),
                _ => MissingImage::Old,
            },
            ItemEvent::Remove(cause) => match self.old.take() {
                Some(old) => return Ok(keep(StateChange::Removed { key, old, cause }, context)),
                None => MissingImage::Old,
            },
        };
        Err((key, context, missing))
    }
}
