//! The constant that describes a subscriber: its id, and the settings of its mapping and its function.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::settings::{
    Architecture, Destination, DestinationKind, Name, Omitted, OnError, Owner, Settings, StartingPosition, Transport,
};
use crate::choice::Choice as _;

/// The expression for the constant.
pub(crate) fn definition(name: &Ident, settings: &Settings) -> TokenStream {
    let id = match &settings.id {
        Some(id) => quote!(#id),
        None => {
            let name = name.unraw().to_string();
            quote!(::core::concat!(::core::env!("CARGO_PKG_NAME"), "/", #name))
        }
    };
    let root = &settings.root;
    let previously = settings.previously.as_ref().map(|id| quote!(.with_previously(#id)));
    let loop_ends = settings.loop_ends.as_ref().map(|reason| quote!(.with_loop_ends(#reason)));
    let (mapping, function, errors) = (mapping(settings), function(settings), errors(settings));
    quote!(#root::SubscriberDefinition::new(#id) #previously #loop_ends #mapping #function #errors)
}

/// `.with_mapping(…)`, if anything of it is set.
fn mapping(settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let subscriber = quote!(#root::subscriber);
    let mut fields = numbers(settings, Owner::Mapping);
    match settings.starting_position {
        StartingPosition::TrimHorizon => {}
        StartingPosition::Latest => fields.push(quote!(starting_position = #subscriber::StartingPosition::Latest)),
    }
    if settings.bisect {
        fields.push(quote!(bisect = true));
    }
    if let Some(Destination { kind, name }) = &settings.on_failure {
        let kind = match kind {
            DestinationKind::S3 => quote!(S3),
            DestinationKind::Sqs => quote!(Sqs),
            DestinationKind::Sns => quote!(Sns),
        };
        let destination = some(&quote!(#subscriber::Destination::#kind(#name)));
        fields.push(quote!(on_failure = #destination));
    }
    match settings.via {
        Transport::Stream => {}
        Transport::Fifo => fields.push(quote!(via = #subscriber::Transport::Fifo)),
    }
    if settings.accept_message_limit {
        fields.push(quote!(accept_message_limit = true));
    }
    if let Some(region) = &settings.home_region {
        let region = some(&quote!(#region));
        fields.push(quote!(home_region = #region));
    }
    with("with_mapping", &quote!(#subscriber::MappingSettings), &fields)
}

/// `.with_function(…)`, if anything of it is set.
fn function(settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let subscriber = quote!(#root::subscriber);
    let mut fields = numbers(settings, Owner::Function);
    if let Some(provider) = &settings.capacity_provider {
        if !settings.numbers.contains_key(&Name::Memory) {
            fields.push(quote!(memory = #subscriber::FunctionSettings::MIN_MANAGED_MEMORY));
        }
        let provider = some(&quote!(#provider));
        fields.push(quote!(capacity_provider = #provider));
    }
    match settings.architecture {
        Architecture::X86_64 => {}
        Architecture::Arm64 => fields.push(quote!(architecture = #subscriber::Architecture::Arm64)),
    }
    with("with_function", &quote!(#subscriber::FunctionSettings), &fields)
}

/// `.with_errors(…)`, if anything of it is set.
fn errors(settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let subscriber = quote!(#root::subscriber);
    let mut fields = numbers(settings, Owner::Errors);
    match settings.on_error {
        OnError::Retry => {}
        OnError::Skip => fields.push(quote!(on_error = #subscriber::OnError::Skip)),
        OnError::Park => fields.push(quote!(on_error = #subscriber::OnError::Park)),
    }
    with("with_errors", &quote!(#subscriber::ErrorSettings), &fields)
}

/// The numbers of the mapping, of the function, or of what becomes of a record that fails.
fn numbers(settings: &Settings, owner: Owner) -> Vec<TokenStream> {
    let numbers = settings.numbers.iter().filter_map(|(name, value)| {
        let number = name.number().filter(|number| number.owner == owner)?;
        let (field, value) = (format_ident!("{}", name.word()), Literal::u32_unsuffixed(*value));
        let value = match number.omitted {
            Omitted::Default => quote!(#value),
            Omitted::Unset | Omitted::Infinite => some(&quote!(#value)),
        };
        Some(quote!(#field = #value))
    });
    numbers.collect()
}

fn some(value: &TokenStream) -> TokenStream {
    quote!(::core::option::Option::Some(#value))
}

fn with(method: &str, settings: &TokenStream, fields: &[TokenStream]) -> TokenStream {
    if fields.is_empty() {
        return TokenStream::new();
    }
    let method = format_ident!("{method}");
    quote! {
        .#method({
            let mut settings = #settings::new();
            #(settings.#fields;)*
            settings
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_of_the_mapping_of_the_function_or_of_what_becomes_of_failures() {
        for name in Name::ALL {
            let Some(number) = name.number() else { continue };
            let mut settings = Settings::default();
            settings.numbers.insert(*name, *number.range.start());
            let of_errors = errors(&settings).to_string();
            let (mapping, function) = (mapping(&settings).to_string(), function(&settings).to_string());
            let name = name.word();
            if ["max_attempts", "park_threshold"].contains(&name) {
                assert!(of_errors.contains(&format!("settings . {name} =")), "{name}: {of_errors}");
                assert_eq!((mapping.as_str(), function.as_str()), ("", ""), "{name}");
                continue;
            }
            assert_eq!(of_errors, "", "{name}");
            let of_function = [
                "memory",
                "timeout",
                "concurrency",
                "reserved_concurrency",
                "environment_concurrency",
                "memory_per_vcpu",
            ];
            let (of_it, of_the_other) =
                if of_function.contains(&name) { (function, mapping) } else { (mapping, function) };
            assert!(of_it.contains(&format!("settings . {name} =")), "{name}: {of_it}");
            assert_eq!(of_the_other, "", "{name}");
        }
    }
}
