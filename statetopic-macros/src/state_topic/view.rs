//! The four views.

use proc_macro2::TokenStream;
use quote::quote;

/// What a stream record carries beside the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    KeysOnly,
    NewImage,
    OldImage,
    NewAndOldImages,
}

impl View {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "KEYS_ONLY" => Self::KeysOnly,
            "NEW_IMAGE" => Self::NewImage,
            "OLD_IMAGE" => Self::OldImage,
            "NEW_AND_OLD_IMAGES" => Self::NewAndOldImages,
            _ => return None,
        })
    }

    pub(crate) const fn captures_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    pub(crate) const fn captures_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }

    /// The view as a type, for what it does not capture.
    pub(crate) fn marker(self) -> TokenStream {
        match self {
            Self::KeysOnly => quote!(KEYS_ONLY),
            Self::NewImage => quote!(NEW_IMAGE),
            Self::OldImage => quote!(OLD_IMAGE),
            Self::NewAndOldImages => quote!(NEW_AND_OLD_IMAGES),
        }
    }
}
