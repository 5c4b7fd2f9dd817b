//! The four views.

use proc_macro2::{Ident, Span};

use crate::choice::{Choice as _, choice};

choice! {
    /// The images of a stream record.
    pub(crate) enum View {
        KeysOnly = "KEYS_ONLY",
        NewImage = "NEW_IMAGE",
        OldImage = "OLD_IMAGE",
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
    }
}

impl View {
    pub(crate) const fn captures_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    pub(crate) const fn captures_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }

    /// The type of the view, for `NotCaptured`.
    pub(crate) fn marker(self) -> Ident {
        Ident::new(self.word(), Span::call_site())
    }
}
