//! Items that are generated only for builds with manifests.

use proc_macro2::TokenStream;
use quote::quote;

use crate::root::Root;

/// The items, or `None` in a build without manifests. The macro around them knows whether the library has manifests: if
/// the library is built twice, only the other build may have them.
pub(crate) fn described(root: &Root, items: impl FnOnce() -> TokenStream) -> Option<TokenStream> {
    cfg!(any(feature = "manifest", test)).then(|| {
        let items = items();
        quote!(#root::__private::described! { #items })
    })
}
