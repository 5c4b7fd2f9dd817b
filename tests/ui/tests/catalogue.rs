//! Every message of the macros' catalogue has a case that shows it, and the cases show nothing that differs by machine.

use std::path::Path;
use std::{fs, io};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

/// A static part of a message that is shorter tells nothing about where it comes from.
const DISTINCTIVE: usize = 16;

#[test]
fn every_message_of_the_catalogue_has_a_case() -> io::Result<()> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let macros = package.join("../../statetopic-macros/src");
    let mut messages = messages(&fs::read_to_string(macros.join("message.rs"))?);
    for entry in fs::read_dir(macros.join("message"))? {
        messages.extend(self::messages(&fs::read_to_string(entry?.path())?));
    }
    let errors = expected_errors(&package.join("fail"))?;
    // The catalogue is read as text: should its form change, this must not pass for want of messages.
    assert!(messages.len() > 80, "read only {} messages", messages.len());
    let without_case: Vec<&Message> = messages.iter().filter(|message| !errors.contains(&message.part)).collect();
    assert!(without_case.is_empty(), "messages without a case: {without_case:#?}");
    Ok(())
}

/// rustc shows the source of the standard library only where the component `rust-src` is installed, and that of a
/// dependency changes with its version.
#[test]
fn no_case_shows_the_source_of_others() -> io::Result<()> {
    let errors = expected_errors(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fail"))?;
    for place in ["$RUST/", "$CARGO/"] {
        assert!(!errors.contains(place), "a case shows the source in `{place}`");
    }
    Ok(())
}

/// What the attributes' pages quote as the errors of their limits is what rustc shows.
#[test]
fn every_error_that_a_page_quotes_has_a_case() -> io::Result<()> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let errors = expected_errors(&package.join("fail"))?;
    let mut quoted = 0;
    for page in fs::read_dir(package.join("../../statetopic-macros/docs"))? {
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
const SEVERAL: [(&str, &str); 11] = [
    ("generic/image_of_a_type_that_cannot_be_read", "rustc asks for the topic in the function and in what listens"),
    ("generic/lifetime_of_several_fields", "has several faults"),
    ("generic/several_parts_of_a_parameter", "has several faults"),
    ("key_attribute/of_a_float", "lacks two traits beside"),
    ("key_attribute/without_derives", "lacks several traits"),
    ("map_attribute/serde_unknown", "serde's own derive sees a map's attributes, and says it too"),
    ("read_model/several_faults", "has several faults"),
    ("subscriber/several_faults", "has several faults"),
    ("subscriber/topic_in_a_batch", "rustc asks for the topic in the function, twice, and in what listens"),
    ("subscriber/topic_is_a_plain_struct", "rustc asks for the topic in the function, twice, and in what listens"),
    ("subscriber/topic_is_no_topic", "rustc asks for the topic in the function, twice, and in what listens"),
];

#[test]
fn one_fault_is_one_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let count = |case: &str| {
        let errors = fs::read_to_string(folder.join(case).with_extension("stderr")).expect("an expected error");
        errors.lines().filter(|line| line.starts_with("error")).count()
    };
    let mut cases = 0;
    for entry in fs::read_dir(&folder).expect("the cases").map(|entry| entry.expect("a folder")) {
        for case in fs::read_dir(entry.path()).expect("cases").map(|case| case.expect("a case").path()) {
            if case.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let name = case.with_extension("").strip_prefix(&folder).expect("a case").display().to_string();
            let is_one = count(&name) == 1;
            assert_eq!(is_one, SEVERAL.iter().all(|(several, _)| *several != name), "{name}: {} errors", count(&name));
            cases += 1;
        }
    }
    assert!(cases > 300, "read only {cases} cases");
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

/// All expected errors.
fn expected_errors(folder: &Path) -> io::Result<String> {
    let mut errors = String::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            errors.push_str(&expected_errors(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            errors.push_str(&fs::read_to_string(path)?);
        }
    }
    Ok(errors)
}
