//! Every message of the macros' catalogue has a case that shows it, and the cases show nothing that differs by machine.

use std::{fs, io};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

use crate::files::{FAULTY, expected, expected_errors, names, package};

/// A static part of a message that is shorter tells nothing about where it comes from.
const DISTINCTIVE: usize = 16;

#[test]
fn every_message_of_the_catalogue_has_a_case() -> io::Result<()> {
    let mut messages = Vec::new();
    for entry in fs::read_dir(package().join("../../statetopic-macros/src/message"))? {
        messages.extend(self::messages(&fs::read_to_string(entry?.path())?));
    }
    let errors = expected_errors();
    // The catalogue is read as text: should its form change, this must not pass for want of messages.
    assert!(messages.len() > 80, "read only {} messages", messages.len());
    let without_case: Vec<&Message> = messages.iter().filter(|message| !errors.contains(&message.part)).collect();
    assert!(without_case.is_empty(), "messages without a case: {without_case:#?}");
    Ok(())
}

/// rustc shows the source of the standard library only where the component `rust-src` is installed, and that of a
/// dependency changes with its version.
#[test]
fn no_case_shows_the_source_of_others() {
    let errors = expected_errors();
    for place in ["$RUST/", "$CARGO/"] {
        assert!(!errors.contains(place), "a case shows the source in `{place}`");
    }
}

/// What the attributes' pages quote as the errors of their limits is what rustc shows.
#[test]
fn every_error_that_a_page_quotes_has_a_case() -> io::Result<()> {
    let errors = expected_errors();
    let mut quoted = 0;
    for page in fs::read_dir(package().join("../../statetopic-macros/docs"))? {
        let page = fs::read_to_string(page?.path())?;
        let limits =
            page.split("\n# Limits\n").nth(1).and_then(|rest| rest.split("\n# Errors\n").next()).expect("limits");
        // What stands between double backticks, and no code block.
        let text: String = limits.split("```").step_by(2).collect();
        for quote in text.split("``").skip(1).step_by(2) {
            let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(errors.contains(&quote), "no case shows the error of a page: {quote}");
            quoted += 1;
        }
    }
    assert!(quoted > 8, "read only {quoted} quotes");
    Ok(())
}

/// Cases of which rustc has more to say than one error, and why.
const SEVERAL: [(&str, &str); 13] = [
    ("generic/image_of_a_type_that_cannot_be_read", "rustc asks for the topic in the function and in what listens"),
    ("generic/lifetime_of_several_fields", "has several faults"),
    ("generic/several_parts_of_a_parameter", "has several faults"),
    ("key_attribute/of_a_float", "lacks two traits beside"),
    ("key_attribute/without_derives", "lacks several traits"),
    ("map_attribute/serde_unknown", "serde's own derive sees a map's attributes, and says it too"),
    ("read_model/several_faults", "has several faults"),
    ("subscriber/several_faults", "has several faults"),
    ("subscriber/returns/async_returns_a_number", "rustc names the hidden trait that seals what may be returned too"),
    ("traits/record_of_an_image", "rustc also compares it with the change of the topic"),
    ("subscriber/parameters/topic_in_a_batch", "rustc asks for the topic in the function, twice, and in what listens"),
    (
        "subscriber/parameters/topic_is_a_plain_struct",
        "rustc asks for the topic in the function, twice, and in what listens",
    ),
    (
        "subscriber/parameters/topic_without_state_topic",
        "rustc asks for the topic in the function, twice, and in what listens",
    ),
];

#[test]
fn one_fault_is_one_error() {
    let mut seen = Vec::new();
    for runner in FAULTY {
        for name in names(runner, "rs") {
            let errors = expected(runner, &name).lines().filter(|line| line.starts_with("error")).count();
            let is_one = SEVERAL.iter().all(|(several, _)| *several != name);
            assert_eq!(errors == 1, is_one, "{name}: {errors} errors");
            seen.push(name);
        }
    }
    for (several, _) in SEVERAL {
        assert!(seen.iter().any(|name| name == several), "there is no case {several}");
    }
    assert!(seen.len() > 300, "read only {} cases", seen.len());
}

/// A message, by its longest static part.
#[derive(Debug)]
struct Message {
    #[expect(dead_code, reason = "the failing test prints it")]
    function: String,
    part: String,
}

/// The texts of all functions of the catalogue.
fn messages(catalogue: &str) -> Vec<Message> {
    let file = syn::parse_file(catalogue).expect("the catalogue is Rust");
    let functions = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Fn(function) => Some(function),
        _ => None,
    });
    let mut messages = Vec::new();
    for function in functions {
        for text in texts(&function.block) {
            let part = longest_static_part(&text);
            if part.len() >= DISTINCTIVE {
                messages.push(Message { function: function.sig.ident.to_string(), part });
            }
        }
    }
    messages
}

/// The string literals of a body, those in macros too.
fn texts(body: &syn::Block) -> Vec<String> {
    let mut texts = Vec::new();
    collect(body.to_token_stream(), &mut texts);
    texts
}

fn collect(tokens: TokenStream, texts: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), texts),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    texts.push(text.value());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// What stands between the placeholders of a format string.
fn longest_static_part(text: &str) -> String {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
    longest.replace('\u{1}', "{").replace('\u{2}', "}")
}
