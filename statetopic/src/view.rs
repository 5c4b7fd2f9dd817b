//! The view of a stream: which images of an item a change carries. It is part of a topic's type.

use std::fmt;
use std::marker::PhantomData;

/// What a stream record carries beside the keys.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum StreamView {
    /// Nothing: only the keys.
    KeysOnly,
    /// The item as it is after the change.
    NewImage,
    /// The item as it was before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

impl StreamView {
    /// All four, narrowest first.
    pub const ALL: [Self; 4] = [Self::KeysOnly, Self::NewImage, Self::OldImage, Self::NewAndOldImages];

    /// The name as DynamoDB writes it in `StreamViewType`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    /// The view that captures these images.
    #[must_use]
    pub const fn that_captures(new: bool, old: bool) -> Self {
        match (new, old) {
            (true, true) => Self::NewAndOldImages,
            (true, false) => Self::NewImage,
            (false, true) => Self::OldImage,
            (false, false) => Self::KeysOnly,
        }
    }

    /// Number of images in a change.
    #[must_use]
    pub const fn images(self) -> u8 {
        match self {
            Self::KeysOnly => 0,
            Self::NewImage | Self::OldImage => 1,
            Self::NewAndOldImages => 2,
        }
    }

    /// Whether a change carries the item as it is now.
    #[must_use]
    pub const fn captures_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    /// Whether a change carries the item as it was.
    #[must_use]
    pub const fn captures_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }
}

impl fmt::Display for StreamView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The view `KEYS_ONLY` as a type, for [`NotCaptured`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(non_camel_case_types, reason = "an error that names the type shows the view as it is written")]
pub enum KEYS_ONLY {}

/// The view `NEW_IMAGE` as a type, for [`NotCaptured`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(non_camel_case_types, reason = "an error that names the type shows the view as it is written")]
pub enum NEW_IMAGE {}

/// The view `OLD_IMAGE` as a type, for [`NotCaptured`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(non_camel_case_types, reason = "an error that names the type shows the view as it is written")]
pub enum OLD_IMAGE {}

/// The old image as a type, for [`NotCaptured`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Old {}

/// The new image as a type, for [`NotCaptured`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum New {}

/// A row of the table as a type: what the images and the model are made of.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stored {}

mod side {
    pub trait Sealed {}
}

/// Which image of an item a generated `…RowImage` is: [`New`] or [`Old`]. `OrderNewImage` is `OrderRowImage<New>`.
///
/// A function of either image has a parameter for the side. The partition key's type has the side in it, so such a function takes
/// the key with [`get`](Side::get); where the side is known, the key is a field like any other.
/// ```
/// use statetopic::prelude::*;
/// use statetopic::view::Side;
///
/// #[read_model(table = "levels")]
/// #[state_topic(view = NEW_AND_OLD_IMAGES)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Level {
///     #[partition_key]
///     pub sku: String,
///     pub on_hand: u32,
/// }
///
/// fn is_low<S: Side>(level: &LevelRowImage<S>) -> bool {
///     level.on_hand < 10 && !S::get(&level.sku).starts_with("sample-")
/// }
///
/// fn ran_low(old: &LevelOldImage, new: &LevelNewImage) -> bool {
///     is_low(new) && !is_low(old) && new.sku == old.sku
/// }
/// # let level = |on_hand| Level { sku: "7".to_owned(), on_hand };
/// # assert!(ran_low(&level(12).into(), &level(8).into()) && !ran_low(&level(8).into(), &level(7).into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a side of a change",
    label = "neither the new image nor the old one",
    note = "write `OrderNewImage` or `OrderOldImage` for `Order`, or `OrderRowImage<S>` with a parameter `S: Side` for either"
)]
pub trait Side: side::Sealed + 'static {
    /// The type itself. The partition key's type in an image is this, so that images with different sides are different types.
    type Of<T>;

    /// What the image's name begins its last words with.
    #[doc(hidden)]
    const NAME: &'static str;

    /// The value as the image has it.
    fn of<T>(value: T) -> Self::Of<T>;

    /// The value out of the image.
    fn take<T>(value: Self::Of<T>) -> T;

    /// The value within the image.
    fn get<T>(value: &Self::Of<T>) -> &T;
}

macro_rules! sides {
    ($($side:ty = $name:literal),*) => {$(
        impl side::Sealed for $side {}

        impl Side for $side {
            type Of<T> = T;

            const NAME: &'static str = $name;

            #[inline]
            fn of<T>(value: T) -> T {
                value
            }

            #[inline]
            fn take<T>(value: T) -> T {
                value
            }

            #[inline]
            fn get<T>(value: &T) -> &T {
                value
            }
        }
    )*};
}

sides!(New = "New", Old = "Old", Stored = "Row");

/// What stands in a [`StateChange`](crate::StateChange) where the topic's view captures no image: it has no fields, so
/// reading one does not compile, and the error names this type and with it the reason.
///
/// `NotCaptured<Old, NEW_IMAGE>` reads: the old image is not captured by the view `NEW_IMAGE`.
pub struct NotCaptured<Image, View>(PhantomData<fn() -> (Image, View)>);

impl<Image, View> NotCaptured<Image, View> {
    /// The only value there is; unit tests build changes with it.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<Image, View> Default for NotCaptured<Image, View> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Image, View> Clone for NotCaptured<Image, View> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Image, View> Copy for NotCaptured<Image, View> {}

impl<Image, View> fmt::Debug for NotCaptured<Image, View> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotCaptured")
    }
}

impl<Image, View> PartialEq for NotCaptured<Image, View> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<Image, View> Eq for NotCaptured<Image, View> {}
