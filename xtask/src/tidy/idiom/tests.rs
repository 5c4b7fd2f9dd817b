//! Small files with an idiom, and with the plain words.

use super::allowed::Allowed;
use super::{Tree, check_with};

fn found(files: &[(&str, &str)], allowed: &str) -> Vec<String> {
    let allowed = Allowed::parse(allowed).unwrap();
    check_with(&Tree::new(files), allowed).unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn each_idiom_is_found_and_its_plain_form_is_not() {
    for (idiom, plain) in [
        ("`X` is no read model", "`X` is not a read model"),
        ("changes that are no records", "changes that are not records"),
        ("arguments that are none", "invalid arguments"),
        ("where the text is none", "where the text is not a number"),
        ("a record is given up", "a record is discarded"),
        ("fn what_is_given_up() {}", "fn what_is_discarded() {}"),
        ("struct GivenUp;", "struct Discarded;"),
        ("it gives them up", "it discards them"),
        ("what it is lent", "its resources"),
        ("const LONGEST: u8 = 1;", "const MAX_LENGTH: u8 = 1;"),
        ("const MOST_OPERATIONS: u8 = 1;", "const MAX_OPERATIONS: u8 = 1;"),
        ("a word: no `main`", "flag: no `main`"),
        ("after how many seconds it ends", "time-out, in seconds"),
    ] {
        assert_eq!(found(&[("a/src/lib.rs", idiom)], "").len(), 1, "{idiom}");
        assert_eq!(found(&[("a/src/lib.rs", plain)], ""), [""; 0], "{plain}");
    }
}

#[test]
fn ordinary_english_is_not_an_idiom() {
    let text = "there is no file; there are none; it is no longer there; that is no more than a byte; almost at most";
    assert_eq!(found(&[("README.md", text)], ""), [""; 0]);
}

#[test]
fn a_phrase_is_found_across_the_end_of_a_line() {
    let text = "/// One.\n    /// A text that is\n    /// no number.\nfn f() {}\n";
    let found = found(&[("src/a.rs", text), ("src/a.json", text)], "");
    assert_eq!(found, ["src/a.rs:2: `text that is no number. fn`; write `is not a …`"]);
}

#[test]
fn a_phrase_is_found_across_a_backslash() {
    let text = "const TEXT: &str = \"a text that is \\\n    no number\";\n";
    assert_eq!(found(&[("src/a.rs", text)], "").len(), 1);
}

#[test]
fn what_is_allowed_must_be_there() {
    let files = [("a.md", "Silence is no crime."), ("b.md", "Silence is no crime.")];
    let allowed = "# file\n\na.md | Silence is no crime | a proverb\n";
    assert_eq!(found(&files, allowed), ["b.md:1: `Silence is no crime.`; write `is not a …`"]);
    assert_eq!(
        found(&files[..1], &format!("{allowed}a.md | is no sin | a proverb")),
        ["xtask/src/tidy/idiom/allowed.txt:4: `a.md | is no sin` is allowed and is not there; remove the line"]
    );
    assert!(Allowed::parse("a.md | is no crime").is_err());
    assert!(Allowed::parse("a.md | is no crime | ").is_err());
}
