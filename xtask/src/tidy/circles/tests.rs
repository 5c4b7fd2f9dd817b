//! Small crates, with a circle and without.

use super::{Tree, check};

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let mut files = files.to_vec();
    files.push(("Cargo.toml", ""));
    check(&Tree::new(&files)).unwrap().iter().map(ToString::to_string).collect()
}

fn places(files: &[(&str, &str)]) -> Vec<String> {
    found(files).iter().map(|line| line.split_once(": ").unwrap().0.to_owned()).collect()
}

const FIX: &str = "move what both need into a module below both, or this use above both";

#[test]
fn two_modules_that_import_each_other() {
    let root = ("src/lib.rs", "mod key;\nmod decode;");
    let decode = ("src/decode.rs", "use crate::key::Key;\nuse crate::key;\nfn decode() -> Key { key::new() }");
    let faulty = found(&[root, decode, ("src/key.rs", "pub struct Key;\nuse super::decode::Cursor;")]);
    // One use each: the order of names decides.
    assert_eq!(faulty, [format!("src/decode.rs:1: `decode` uses `key`, and `key` uses `decode`; {FIX}")]);
    assert!(found(&[root, decode, ("src/key.rs", "pub struct Key;")]).is_empty());
}

#[test]
fn the_fewest_uses_close_a_circle() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\nmod c;"),
        ("src/a.rs", "mod x;\nmod y;\nuse crate::b::B;"),
        ("src/a/x.rs", "use crate::b::B;"),
        ("src/a/y.rs", "use crate::b::B;"),
        ("src/b.rs", "mod x;\npub struct B;\nuse crate::c::C;"),
        ("src/b/x.rs", "use crate::c::C;"),
        ("src/c.rs", "pub struct C;\n\nfn c() { crate::a::y::f(); }"),
    ];
    assert_eq!(found(&files), [format!("src/c.rs:3: `c` uses `a::y`, and `a` uses `b` uses `c`; {FIX}")]);
}

#[test]
fn what_is_below_a_module_counts_for_it() {
    let root = ("src/lib.rs", "mod a { mod x { use crate::b::y::Y; } pub mod w; }\nmod b;");
    let b = ("src/b/mod.rs", "pub mod y { pub struct Y; }\nmod z;");
    let w = ("src/a/w.rs", "pub struct W;");
    assert_eq!(places(&[root, b, w, ("src/b/z.rs", "use crate::a::w::W;")]), ["src/lib.rs:1"]);
    assert!(places(&[root, b, w, ("src/b/z.rs", "use super::y::Y;")]).is_empty());
}

#[test]
fn a_re_export_belongs_to_the_module_that_defines_it() {
    let root = ("src/lib.rs", "mod a;\nmod b;\npub use self::a::A;\npub use self::b::*;");
    let a = ("src/a.rs", "mod inner;\npub use inner::A;\nuse crate::B;");
    let inner = ("src/a/inner.rs", "pub struct A;");
    assert_eq!(places(&[root, a, inner, ("src/b.rs", "pub struct B;\nuse crate::A;")]).len(), 1);
    assert!(places(&[root, a, inner, ("src/b.rs", "pub struct B;")]).is_empty());
}

#[test]
fn a_parent_and_its_child_are_not_a_circle() {
    let files = [
        ("src/lib.rs", "mod a;\npub type Error = ();"),
        ("src/a.rs", "mod inner;\nuse crate::Error;\nuse self::inner::Inner;\npub struct A;"),
        ("src/a/inner.rs", "use super::A;\nuse crate::Error;\npub struct Inner;"),
    ];
    assert!(places(&files).is_empty());
}

#[test]
fn a_test_uses_what_it_likes() {
    let root = ("src/lib.rs", "mod a;\nmod b;");
    let a = "pub struct A;\n#[cfg(test)]\nmod tests { use crate::b::B; }\n#[cfg(test)]\nuse crate::b::C;";
    let b = ("src/b.rs", "pub struct B;\nuse crate::a::A;");
    assert!(places(&[root, ("src/a.rs", a), b]).is_empty());
    assert_eq!(places(&[root, ("src/a.rs", &a.replace("#[cfg(test)]\n", "")), b]).len(), 1);
}

#[test]
fn paths_in_macros_and_attributes_count() {
    let root = ("src/lib.rs", "mod a;\nmod b;");
    let a = ("src/a.rs", "pub fn a() { crate::b::b(); }");
    for b in [
        "pub fn b() { println!(\"{}\", crate::a::a()) }",
        "macro_rules! call { () => { $crate::a::a() } }\npub fn b() {}",
        "use crate::a;\npub fn b() { assert!(a::a()) }",
        "#[derive(Deserialize)]\npub struct B(#[serde(with = \"crate::a\")] u8);\npub fn b() {}",
        "#[crate::a::attribute]\npub fn b() {}",
    ] {
        assert_eq!(places(&[root, a, ("src/b.rs", b)]).len(), 1, "{b}");
    }
    assert!(places(&[root, a, ("src/b.rs", "/// [`crate::a::a`]\npub(in crate::a) fn b() {}")]).is_empty());
}

#[test]
fn the_prelude_and_the_grammars_are_not_circles() {
    let crate_of = |folder: &str, name: &str| {
        let files = [
            ("Cargo.toml".to_owned(), String::new()),
            (format!("{folder}src/lib.rs"), format!("pub mod prelude;\nmod {name};")),
            (format!("{folder}Cargo.toml"), String::new()),
            (format!("{folder}src/prelude.rs"), format!("pub use crate::{name}::list::List;")),
            (format!("{folder}src/{name}.rs"), "pub mod list;\npub mod value;".to_owned()),
            (format!("{folder}src/{name}/list.rs"), "use super::value::Value;\npub struct List;".to_owned()),
            (
                format!("{folder}src/{name}/value.rs"),
                "use crate::prelude::*;\nuse super::list::List;\npub struct Value;".to_owned(),
            ),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        check(&Tree::new(&files)).unwrap().len()
    };
    assert_eq!(crate_of("statetopic/", "decode"), 0);
    assert_eq!(crate_of("statetopic/", "table"), 1);
    assert_eq!(crate_of("other/", "decode"), 1);
}

#[test]
fn a_file_that_does_not_parse_is_an_error() {
    let error =
        check(&Tree::new(&[("Cargo.toml", ""), ("src/lib.rs", "mod a;\nfn 1() {}"), ("src/a.rs", "")])).unwrap_err();
    assert!(error.to_string().starts_with("src/lib.rs:2: "), "{error}");
    let error = check(&Tree::new(&[("Cargo.toml", ""), ("src/lib.rs", "mod a;")])).unwrap_err();
    assert_eq!(error.to_string(), "src/a/mod.rs: there is no such file");
}
