//! The settings of a subscriber's mapping and function: their ranges, and the data that they become.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

use super::settings::Settings;
use crate::errors::Errors;
use crate::message::{self, NUMBERS};
use crate::settings;

/// Where records go that are given up: the kind as the library calls it, and the logical name.
pub(crate) struct Destination {
    kind: &'static str,
    name: LitStr,
}

/// A number in its range; `None` for a fault, which has then been reported.
pub(crate) fn number(name: &str, value: &Expr, errors: &mut Errors) -> Option<(&'static str, u32)> {
    let number = NUMBERS.iter().find(|number| number.name == name)?;
    let read = match value {
        // A unit behind it would be dropped without a word.
        Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) if value.suffix().is_empty() => {
            value.base10_parse::<u32>().ok()
        }
        _ => None,
    };
    match read.filter(|read| (number.least..=number.most).contains(read)) {
        Some(read) => Some((number.name, read)),
        None if number.can_be_infinite() && is_minus_one(value) => {
            errors.on(value, message::minus_one(number.name));
            None
        }
        None => {
            errors.on(value, message::number_range(number));
            None
        }
    }
}

/// What Lambda's API writes for "infinite".
fn is_minus_one(value: &Expr) -> bool {
    match value {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => {
            matches!(&**expr, Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) if value.base10_digits() == "1")
        }
        _ => false,
    }
}

/// An example of a setting with its value.
pub(crate) fn example(name: &str) -> &'static str {
    match name {
        "id" => "id = \"orders/alerts\"",
        "previously" => "previously = \"orders/warnings\"",
        "starting_position" => "starting_position = TRIM_HORIZON",
        "on_failure" => "on_failure = s3(\"failed-alerts\")",
        "via" => "via = stream",
        "home_region" => "home_region = \"eu-central-1\"",
        "architecture" => "architecture = arm64",
        number => NUMBERS.iter().find(|known| known.name == number).map_or("name = value", |number| number.example),
    }
}

/// `s3("…")`, `sqs("…")` or `sns("…")`.
pub(crate) fn destination(value: &Expr, errors: &mut Errors) -> Option<Destination> {
    let Expr::Call(call) = value else {
        errors.on(value, message::unknown_destination(&value.to_token_stream().to_string()));
        return None;
    };
    let kind = match settings::as_name(&call.func).map(ToString::to_string).as_deref() {
        Some("s3") => "S3",
        Some("sqs") => "Sqs",
        Some("sns") => "Sns",
        _ => {
            errors.on(&call.func, message::unknown_destination(&call.func.to_token_stream().to_string()));
            return None;
        }
    };
    match call.args.first() {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. }))
            if call.args.len() == 1 && is_destination_name(&name.value()) =>
        {
            Some(Destination { kind, name: name.clone() })
        }
        Some(other) => {
            errors.on(other, message::destination_name());
            None
        }
        None => {
            errors.on(value, message::destination_name());
            None
        }
    }
}

/// What a bucket, a queue and a notification topic can all be called, with room for the stage.
fn is_destination_name(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (3..=40).contains(&name.len()) && name.bytes().all(inner) && !name.starts_with('-') && !name.ends_with('-')
}

pub(crate) fn is_fifo(value: &Expr, errors: &mut Errors) -> bool {
    one_of(value, ["stream", "fifo"], message::unknown_transport, errors)
}

pub(crate) fn is_arm64(value: &Expr, errors: &mut Errors) -> bool {
    one_of(value, ["x86_64", "arm64"], message::unknown_architecture, errors)
}

/// Whether it is the second of two words.
fn one_of(value: &Expr, words: [&str; 2], unknown: fn(&str) -> String, errors: &mut Errors) -> bool {
    match settings::as_name(value) {
        Some(name) if name == words[0] => false,
        Some(name) if name == words[1] => true,
        _ => {
            errors.on(value, unknown(&value.to_token_stream().to_string()));
            false
        }
    }
}

/// A Region, such as `eu-central-1`.
pub(crate) fn region(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(region), .. }) if settings::is_region(&region.value()) => Some(region),
        other => {
            errors.on(other, message::region_form());
            None
        }
    }
}

/// `.with_mapping(…)`, if anything of it is set.
pub(crate) fn mapping(settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let subscriber = quote!(#root::subscriber);
    let mut fields: Vec<TokenStream> = Vec::new();
    for number in NUMBERS.iter().filter(|number| number.of_mapping) {
        if let Some(value) = settings.number(number.name) {
            let (field, value) = (format_ident!("{}", number.name), proc_macro2::Literal::u32_unsuffixed(value));
            let value = if number.is_option() { some(&quote!(#value)) } else { quote!(#value) };
            fields.push(quote!(#field = #value));
        }
    }
    if settings.latest {
        fields.push(quote!(starting_position = #subscriber::StartingPosition::Latest));
    }
    if settings.bisect {
        fields.push(quote!(bisect = true));
    }
    if let Some(Destination { kind, name }) = &settings.on_failure {
        let kind = format_ident!("{kind}");
        let destination = some(&quote!(#subscriber::Destination::#kind(#name)));
        fields.push(quote!(on_failure = #destination));
    }
    if settings.fifo {
        fields.push(quote!(via = #subscriber::Transport::Fifo));
    }
    if let Some(region) = &settings.home_region {
        let region = some(&quote!(#region));
        fields.push(quote!(home_region = #region));
    }
    with("with_mapping", &quote!(#subscriber::MappingSettings), &fields)
}

/// `.with_function(…)`, if anything of it is set.
pub(crate) fn function(settings: &Settings) -> TokenStream {
    let root = &settings.root;
    let subscriber = quote!(#root::subscriber);
    let mut fields: Vec<TokenStream> = Vec::new();
    for number in NUMBERS.iter().filter(|number| !number.of_mapping) {
        if let Some(value) = settings.number(number.name) {
            let (field, value) = (format_ident!("{}", number.name), proc_macro2::Literal::u32_unsuffixed(value));
            let value = if number.is_option() { some(&quote!(#value)) } else { quote!(#value) };
            fields.push(quote!(#field = #value));
        }
    }
    if settings.arm64 {
        fields.push(quote!(architecture = #subscriber::Architecture::Arm64));
    }
    with("with_function", &quote!(#subscriber::FunctionSettings), &fields)
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
    use crate::message::Number;

    /// What a value of a number becomes, and the errors about it.
    fn read(name: &str, value: &str) -> (Option<u32>, String) {
        let mut errors = Errors::new();
        let value = syn::parse_str(value).unwrap();
        let read = number(name, &value, &mut errors).map(|(_, number)| number);
        (read, errors.into_tokens().to_string())
    }

    #[test]
    fn ranges_hold_their_bounds_and_say_them() {
        for number in &NUMBERS {
            let (name, least, most) = (number.name, number.least, number.most);
            for sound in [least, most] {
                let (read, errors) = read(name, &sound.to_string());
                assert_eq!((read, errors.is_empty()), (Some(sound), true), "{name} = {sound}");
            }
            let below = i64::from(least) - 1;
            let beyond = [(u64::from(most) + 1).to_string(), u64::MAX.to_string(), (below - 1).to_string()];
            let of_another_type = [format!("\"{most}\""), format!("{most}.0"), format!("{most}u32"), "MOST".to_owned()];
            for faulty in beyond.into_iter().chain(of_another_type).chain((below >= 0).then(|| below.to_string())) {
                let (read, errors) = read(name, &faulty);
                assert_eq!(read, None, "{name} = {faulty}");
                let range = format!("`{name}` is {least} to {most}");
                let is_infinite = number.can_be_infinite() && faulty == "-1";
                assert!(errors.contains(&range) || is_infinite, "{name} = {faulty}: {errors}");
            }
        }
    }

    #[test]
    fn a_number_is_of_the_mapping_or_of_the_function() {
        for Number { name, least, .. } in &NUMBERS {
            let settings = Settings { numbers: vec![(name, *least)], ..Settings::default() };
            let (mapping, function) = (mapping(&settings).to_string(), function(&settings).to_string());
            let (of_it, of_the_other) =
                if ["memory", "timeout"].contains(name) { (function, mapping) } else { (mapping, function) };
            assert!(of_it.contains(&format!("settings . {name} =")), "{name}: {of_it}");
            assert_eq!(of_the_other, "", "{name}");
        }
    }

    #[test]
    fn the_page_says_the_ranges() {
        let page = include_str!("../../docs/subscriber.md");
        for Number { name, least, most, .. } in &NUMBERS {
            let setting = format!("| `{name} = …` |");
            let row = page.lines().find(|line| line.starts_with(&setting)).unwrap();
            assert!(row.contains(&format!("{least} to {most}")), "{row}");
        }
    }

    /// What a setting's value becomes, and how many errors it has.
    fn parsed<T>(value: &str, parse: impl FnOnce(Expr, &mut Errors) -> T) -> (T, usize) {
        let mut errors = Errors::new();
        let parsed = parse(syn::parse_str(value).unwrap(), &mut errors);
        let count = errors.count();
        errors.into_tokens();
        (parsed, count)
    }

    #[test]
    fn a_destination_is_one_of_three_kinds() {
        for (value, kind) in [("s3(\"failed\")", "S3"), ("sqs(\"failed\")", "Sqs"), ("sns(\"failed\")", "Sns")] {
            let (destination, errors) = parsed(value, |value, errors| destination(&value, errors));
            let read = destination.map(|destination| (destination.kind, destination.name.value()));
            assert_eq!((read, errors), (Some((kind, "failed".to_owned())), 0), "{value}");
        }
        for faulty in ["sms(\"failed\")", "sqs", "sqs()", "sqs(failed)", "sqs(\"ab\")", "sqs(\"one\", \"two\")"] {
            let (destination, errors) = parsed(faulty, |value, errors| destination(&value, errors));
            assert_eq!((destination.is_some(), errors), (false, 1), "{faulty}");
        }
    }

    #[test]
    fn a_choice_is_one_of_two_words() {
        for (value, expected) in
            [("stream", (false, 0)), ("fifo", (true, 0)), ("kinesis", (false, 1)), ("\"fifo\"", (false, 1))]
        {
            assert_eq!(parsed(value, |value, errors| is_fifo(&value, errors)), expected, "{value}");
        }
        for (value, expected) in [("x86_64", (false, 0)), ("arm64", (true, 0)), ("arm", (false, 1))] {
            assert_eq!(parsed(value, |value, errors| is_arm64(&value, errors)), expected, "{value}");
        }
    }

    #[test]
    fn a_home_region_is_a_region() {
        for (value, expected) in [
            ("\"eu-central-1\"", (Some("eu-central-1".to_owned()), 0)),
            ("\"eu\"", (None, 1)),
            ("EU_CENTRAL_1", (None, 1)),
        ] {
            let (region, errors) = parsed(value, region);
            assert_eq!((region.map(|region| region.value()), errors), expected, "{value}");
        }
    }

    #[test]
    fn a_destinations_name_holds_its_bounds() {
        for name in ["abc", "a-1", &"x".repeat(40)] {
            assert!(is_destination_name(name), "{name}");
        }
        for name in ["", "ab", "-ab", "ab-", "Abc", "a_b", "a.b", &"x".repeat(41)] {
            assert!(!is_destination_name(name), "{name}");
        }
    }
}
