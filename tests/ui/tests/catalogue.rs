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
