//! What is generated for manifests, where a build has them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::root::Root;

/// The items, which are none in most builds. The macro around them knows whether the library has manifests: where it is
/// built twice, it may be only the other one that does.
pub(crate) fn described(root: &Root, items: impl FnOnce() -> TokenStream) -> Option<TokenStream> {
    cfg!(any(feature = "manifest", test)).then(|| {
        let items = items();
        quote!(#root::__private::described! { #items })
    })
}
