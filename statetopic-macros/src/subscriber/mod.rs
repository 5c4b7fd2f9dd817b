//! `#[subscriber]`: makes a function a subscriber of a topic.

mod arms;
mod change;
mod check;
mod definition;
mod expand;
mod filter;
mod reads;
mod settings;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, ItemFn};

use crate::errors::Errors;
use crate::message;

/// The attribute.
pub(crate) fn subscriber(args: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<ItemFn>(item.clone()) else { return not_a_function(item) };
    let mut errors = Errors::new();
    let settings = settings::parse(args, &mut errors);
    let signature = check::check(&function, &mut errors);
    let errors = errors.into_tokens();
    // A `const` is reported; errors of rustc in the body because of it would be further errors.
    function.sig.constness = None;
    // With a fault there is no subscriber, but the function exists for its callers.
    let expanded = match signature {
        Some(signature) if errors.is_empty() => expand::expand(&function, &signature, &settings),
        _ => TokenStream::new(),
    };
    // rustc would report too that `main` has no parameters.
    if function.sig.ident == "main" {
        return quote!(#errors fn main() {});
    }
    // A change is passed by value, which clippy would report if the function does not consume it.
    quote!(#[allow(clippy::needless_pass_by_value)] #function #errors #expanded)
}

fn not_a_function(item: &TokenStream) -> TokenStream {
    match syn::parse2::<Item>(item.clone()) {
        // A method is not an item, and a function without a body belongs to a trait; rustc reports anything else.
        Ok(Item::Verbatim(_)) | Err(_) => match syn::parse2::<syn::TraitItemFn>(item.clone()) {
            Ok(method) => {
                let error = syn::Error::new_spanned(&method.sig.ident, message::subscriber_method()).to_compile_error();
                quote!(#error #item)
            }
            Err(_) => item.clone(),
        },
        Ok(other) => {
            let keyword = message::item_keyword(&other);
            let error = syn::Error::new_spanned(keyword, message::not_a_function()).to_compile_error();
            quote!(#error #item)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_fault_in_its_settings_the_function_is_left_alone() {
        let function = quote!(
            fn listen(change: StateChange<Order>) {}
        );
        let sound = subscriber(TokenStream::new(), &function).to_string();
        assert!(sound.contains("fn listen") && sound.contains("ListenSubscriber"), "{sound}");
        let faulty = subscriber(quote!(batch_size = 0), &function).to_string();
        assert!(faulty.contains("fn listen") && faulty.contains("compile_error"), "{faulty}");
        assert!(!faulty.contains("ListenSubscriber"), "{faulty}");
    }
}
