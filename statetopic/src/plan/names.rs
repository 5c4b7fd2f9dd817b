//! Physical names: readable, and never the same for two subscribers.

use sha2::{Digest as _, Sha256};

/// Maximum length of a function's name without the stage: Lambda allows 64 characters, of which a stage has 15 and a hyphen.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
pub const MAX_NAME: usize = 48;

/// The name of a subscriber's function, queue and Pipe, after the stage: `stock/audit_trail` gives `stock-audit_trail`. An id
/// that is too long, or not of the form `package/function`, gets the beginning of its hash.
#[must_use]
pub fn function_name(id: &str) -> String {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name: String = id.chars().map(|c| if letter(c) || c == '-' { c } else { '-' }).collect();
    let plain = match id.split_once('/') {
        // The last hyphen is the slash.
        Some((package, function)) => package.chars().all(|c| letter(c) || c == '-') && function.chars().all(letter),
        None => id.chars().all(letter),
    };
    if plain && name.len() <= MAX_NAME {
        return name;
    }
    let hash = short_hash(id);
    format!("{}-{hash}", &name[..name.len().min(MAX_NAME - 1 - hash.len())])
}

/// The beginning of a text's SHA-256, in hexadecimal: eight digits.
#[must_use]
pub fn short_hash(text: &str) -> String {
    format!("{:.8x}", Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn names_are_short_and_differ() {
        assert_eq!(function_name("stock-watch/audit_trail"), "stock-watch-audit_trail");
        let long = "a-package-with-a-long-name/and_a_function_with_one_too";
        assert!(function_name(long).len() <= MAX_NAME);
        assert!(function_name(long).starts_with("a-package-with-a-long-name-and_a_f"));
        assert_ne!(function_name(long), function_name(&format!("{long}o")));
        assert_eq!([function_name("a-b/c"), function_name("a/b-c")], ["a-b-c", "a-b-c-b88f83c8"]);
    }

    #[test]
    fn two_ids_never_give_one_name() {
        let mut texts = vec![String::new()];
        let mut from = 0;
        for _ in 0..5 {
            let until = texts.len();
            for index in from..until {
                for character in ['a', 'A', '1', '-', '_', '.', '/'] {
                    texts.push(format!("{}{character}", texts[index]));
                }
            }
            from = until;
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for text in &texts {
            if let Some(other) = seen.insert(function_name(text), text) {
                panic!("`{text}` and `{other}` are both `{}`", function_name(text));
            }
        }
    }
}
