//! What `#[subscriber]` generates beside the function.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ItemFn;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::arms;
use super::check::Signature;
use super::settings::Settings;

pub(crate) fn expand(function: &ItemFn, signature: &Signature, settings: &Settings) -> TokenStream {
    let Signature { input, resources, output } = signature;
    let (vis, name) = (&function.vis, &function.sig.ident);
    let subscriber = subscriber_type(name);
    let doc =
        format!("The subscriber [`{name}()`] as a type: what the Lambda process, the local engine and tests take.");
    let definition = definition(name, settings);
    let topic = quote_spanned!(input.span()=> <#input as ::statetopic::Input>::Topic);
    let connected = resources.iter().map(
        |resource| quote_spanned!(resource.span()=> <#resource as ::statetopic::Resource>::connect(connections).await?),
    );
    let takes = match &settings.arms {
        Some(arms) => arms::expand(arms),
        None => quote!(let _ = change; true),
    };
    let places = (0..resources.len()).map(syn::Index::from);
    let call = quote!(#name(input, #(&self.resources.#places),*));
    let call = if function.sig.asyncness.is_some() { quote!(#call.await) } else { call };
    let main = is_bin(settings).then(|| {
        quote! {
            fn main() -> ::std::process::ExitCode {
                ::statetopic::lambda::run::<#subscriber>()
            }
        }
    });
    quote! {
        #[doc = #doc]
        #vis struct #subscriber {
            resources: (#(#resources,)*),
        }

        #[automatically_derived]
        impl ::statetopic::Subscriber for #subscriber {
            type Topic = #topic;
            type Input = #input;
            type Answer = #output;

            const DEFINITION: ::statetopic::SubscriberDefinition = #definition;

            async fn connect(
                connections: &::statetopic::Connections,
            ) -> ::core::result::Result<Self, ::statetopic::ConnectError> {
                let _ = connections;
                ::core::result::Result::Ok(Self { resources: (#(#connected,)*) })
            }

            fn takes(change: &::statetopic::StateChange<#topic>) -> bool {
                #takes
            }

            async fn call(&self, input: #input) -> #output {
                #call
            }
        }

        #main
    }
}

/// The constant that describes the subscriber: its id and what its mapping is made with.
fn definition(name: &Ident, settings: &Settings) -> TokenStream {
    let id = match &settings.id {
        Some(id) => quote!(#id),
        None => {
            let name = name.unraw().to_string();
            quote!(::core::concat!(::core::env!("CARGO_PKG_NAME"), "/", #name))
        }
    };
    let batch_size = settings.batch_size.map(|size| quote!(.with_batch_size(#size)));
    let starting_position =
        settings.latest.then(|| quote!(.with_starting_position(::statetopic::subscriber::StartingPosition::Latest)));
    quote!(::statetopic::SubscriberDefinition::new(#id) #batch_size #starting_position)
}

/// `LowStockAlertsSubscriber` for `low_stock_alerts`.
fn subscriber_type(name: &Ident) -> Ident {
    let mut pascal = String::new();
    for word in name.unraw().to_string().split('_') {
        let mut characters = word.chars();
        pascal.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        pascal.extend(characters);
    }
    format_ident!("{pascal}Subscriber", span = name.span())
}

/// Cargo sets this variable while it compiles a bin, and only then.
fn is_bin(settings: &Settings) -> bool {
    !settings.library && std::env::var_os("CARGO_BIN_NAME").is_some()
}
