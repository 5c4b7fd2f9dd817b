//! Filter patterns that Lambda would refuse. `#[subscriber]` makes none; a subscriber may be written by hand.

use super::Refusal;
use crate::manifest::Manifest;
use crate::subscriber::filter::{MAX_CHARACTERS, MAX_PATTERNS};

pub(super) fn refused(manifest: &Manifest) -> Vec<Refusal> {
    let patterns = &manifest.filter.patterns;
    let count = (patterns.len() > MAX_PATTERNS).then(|| {
        format!("it has {} filter patterns, and the limit is {MAX_PATTERNS}; combine some of its arms", patterns.len())
    });
    let of_one = patterns.iter().enumerate().filter_map(|(index, pattern)| {
        let problem = problem(pattern)?;
        Some(format!("filter pattern {} {problem}", index + 1))
    });
    count.into_iter().chain(of_one).map(|text| Refusal::new(manifest, format!("`{}`: {text}", manifest.id))).collect()
}

fn problem(pattern: &str) -> Option<String> {
    let length = pattern.chars().count();
    if length > MAX_CHARACTERS {
        return Some(format!("has {length} characters, and the limit is {MAX_CHARACTERS}; write a shorter arm"));
    }
    let is_object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(pattern).is_ok();
    (!is_object)
        .then(|| "is not a JSON object; see the syntax of event patterns in the guide of EventBridge".to_owned())
}
