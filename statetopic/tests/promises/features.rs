//! The library's page says of each feature what it adds and whether it is on by default.

use std::collections::BTreeMap;

const PACKAGE: &str = include_str!("../../Cargo.toml");
const PAGE: &str = include_str!("../../src/lib.rs");

/// The features of the package, and whether each is a default.
fn declared() -> BTreeMap<&'static str, bool> {
    let (_, features) = PACKAGE.split_once("\n[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let mut names: BTreeMap<&str, bool> = BTreeMap::new();
    let mut defaults = "";
    for line in features.lines() {
        match line.split_once(" = ") {
            Some(("default", list)) => defaults = list,
            Some((name, _)) if !name.starts_with('#') => {
                names.insert(name, false);
            }
            _ => {}
        }
    }
    for (name, is_default) in &mut names {
        *is_default = defaults.contains(&format!("\"{name}\""));
    }
    names
}

#[test]
fn each_feature_is_on_the_page() {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let described = rows.filter_map(|row| {
        let mut cells = row.split(" | ");
        let name = cells.next()?.trim_end_matches('`');
        let is_default = match cells.next()?.trim() {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        Some((name, is_default))
    });
    assert_eq!(described.collect::<BTreeMap<_, _>>(), declared());
}
