//! The type that `#[subscriber]` generates.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ItemFn;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::check::Signature;
use super::definition::definition;
use super::reads::{Reads, reads};
use super::settings::{Name, Settings};
use super::{arms, filter};
use crate::described::described;
use crate::spans::ending_with;

pub(crate) fn expand(function: &ItemFn, signature: &Signature, settings: &Settings) -> TokenStream {
    let Signature { input, resources, output, .. } = signature;
    let (vis, name) = (&function.vis, &function.sig.ident);
    let subscriber = subscriber_type(name);
    let doc = format!("The subscriber [`{name}()`] as a type, for the Lambda process, the local engine and tests.");
    let definition = definition(name, settings);
    // All of it has the span of the topic: if that is not a topic, rustc reports it there, and not at the attribute.
    let at = input.span();
    // Names that do not collide with the guards or the name of the function.
    let hidden = |name: &str| Ident::new(name, at);
    let (change, handed) = (hidden("__change"), hidden("__input"));
    // The same token everywhere: in a `macro_rules!`, the `self` of the type would not be that of the attribute.
    let this = Ident::new("self", at);
    let root = settings.root.at(at);
    let takes = match &settings.arms {
        Some(arms) => arms::expand(arms, &settings.root, &change),
        None => quote_spanned!(at=> let _ = #change; true),
    };
    let places = (0..resources.len()).map(syn::Index::from);
    // With the tuple, the span of the argument is the whole type, where rustc reports an error about it once.
    let argument = ending_with(quote_spanned!(at=> (#handed,).0), input);
    let call = quote!(#name(#argument, #(&#this.resources.#places),*));
    let main = is_bin(settings).then(|| {
        let root = &settings.root;
        quote!(#root::__private::main!(#subscriber);)
    });
    let concurrent = settings
        .numbers
        .contains_key(&Name::Concurrency)
        .then(|| ending_with(quote_spanned!(at=> const _: () = #root::__private::concurrent::<#input>();), input));
    let described = described(&settings.root, || description(function, signature, settings));
    let future = quote_spanned!(at=> impl ::core::future::Future);
    let topic = ending_with(quote_spanned!(at=> <#input as #root::Input>::Topic), input);
    let item = |item: TokenStream| ending_with(item, input);
    let own = |item: &str| {
        let item = Ident::new(item, at);
        ending_with(quote_spanned!(at=> Self::#item), input)
    };
    let (own_topic, own_input, own_answer) = (own("Topic"), own("Input"), own("Answer"));
    let own_change = ending_with(quote_spanned!(at=> <#own_topic as #root::Topic>::Change), input);
    let topic_item = item(quote_spanned!(at=> type Topic = #topic;));
    let input_item = item(quote_spanned!(at=> type Input = #input;));
    let answer_item = item(quote_spanned!(at=> type Answer = #output;));
    let takes_item = item(quote_spanned!(at=> #[inline] fn takes(#change: &#own_change) -> bool));
    // The future of an `async` function is returned as it is, because another around it would be compiled too.
    let called = match function.sig.asyncness {
        Some(_) => {
            quote_spanned!(at=> fn call(&#this, #handed: #own_input) -> #future<Output = #own_answer> + ::core::marker::Send)
        }
        None => quote_spanned!(at=> async fn call(&#this, #handed: #own_input) -> #own_answer),
    };
    let call_item = item(quote_spanned!(at=> #[inline] #called { #call }));
    let connect = connect(signature, settings);
    let reads_nothing = resources.is_empty().then(|| quote_spanned!(at=> const READS_NOTHING: bool = true;));
    let implementation = quote_spanned! {at=>
        impl #root::Subscriber for #subscriber {
            #topic_item
            #input_item
            #answer_item

            const DEFINITION: #root::SubscriberDefinition = #definition;
            #reads_nothing

            #connect

            #takes_item {
                #takes
            }

            #call_item

            #described
        }
    };
    let implementation = item(implementation);
    quote! {
        #[doc = #doc]
        #vis struct #subscriber {
            resources: (#(#resources,)*),
        }

        #[automatically_derived]
        #implementation

        #concurrent

        #main
    }
}

/// The function that connects the resources; without resources, its future is ready.
fn connect(signature: &Signature, settings: &Settings) -> TokenStream {
    let at = signature.input.span();
    let (root, connections) = (settings.root.at(at), Ident::new("__connections", at));
    let connected = quote_spanned!(at=> ::core::result::Result<Self, #root::ConnectError>);
    let resources = signature.resources.iter().map(|resource| {
        let root = settings.root.at(resource.span());
        quote_spanned!(resource.span()=> #root::__private::connect::<#resource>(#connections).await?)
    });
    if signature.resources.is_empty() {
        return quote_spanned! {at=>
            #[inline]
            fn connect(
                _: &#root::Connections,
            ) -> impl ::core::future::Future<Output = #connected> + ::core::marker::Send {
                ::core::future::ready(::core::result::Result::Ok(Self { resources: () }))
            }
        };
    }
    quote_spanned! {at=>
        async fn connect(#connections: &#root::Connections) -> #connected {
            ::core::result::Result::Ok(Self { resources: (#(#resources,)*) })
        }
    }
}

/// The arms, the images and the resources, for a manifest.
fn description(function: &ItemFn, signature: &Signature, settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let arms = settings.arms.as_ref().map(|arms| filter::expand(arms, root));
    let Reads { new, old } = reads(function, settings.arms.as_deref());
    let resources = signature.resources.iter().zip(&signature.names).map(|(resource, name)| {
        quote_spanned!(resource.span()=> #root::__private::ResourceParameter::of::<#resource>(#name))
    });
    let name = function.sig.ident.unraw().to_string();
    quote! {
        const SOURCE: #root::__private::Source = #root::__private::Source::new(
            ::core::env!("CARGO_PKG_NAME"),
            #name,
            ::core::file!(),
            ::core::line!(),
        );

        #arms

        fn reads() -> (bool, bool) {
            (#new, #old)
        }

        fn resources() -> ::std::vec::Vec<#root::__private::ResourceParameter> {
            ::std::vec![#(#resources),*]
        }
    }
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

/// Cargo sets this variable only while it compiles a bin.
fn is_bin(settings: &Settings) -> bool {
    !settings.library && std::env::var_os("CARGO_BIN_NAME").is_some()
}
