//! The patterns through `quamina`, which was written by others.

use quamina::Quamina;
use serde_json::Value;

/// Patterns of which one must pass; `None` where `quamina` cannot tell: it finds no name with a dot in it.
pub(crate) struct Theirs(Option<Quamina<u8>>);

impl Theirs {
    pub(crate) fn new(patterns: &[String]) -> Self {
        if patterns.is_empty() || patterns.iter().any(|pattern| pattern.contains("odd.name")) {
            return Self(None);
        }
        let mut quamina = Quamina::new();
        for pattern in patterns {
            let pattern = serde_json::from_str(pattern).expect("a pattern is JSON");
            // It evaluates no alternative beside `exists`: each stands in a pattern of its own.
            for pattern in split(&pattern) {
                quamina.add_pattern(0, &pattern.to_string()).expect("a pattern");
            }
        }
        Self(Some(quamina))
    }

    pub(crate) fn pass(&self, record: &str) -> Option<bool> {
        self.0.as_ref().map(|quamina| quamina.has_matches(record.as_bytes()).expect("a record is JSON"))
    }
}

fn split(pattern: &Value) -> Vec<Value> {
    match pattern {
        Value::Object(members) => {
            let mut all = vec![Value::Object(serde_json::Map::new())];
            for (name, member) in members {
                let parts = split(member);
                let longer = all.iter().flat_map(|one| {
                    parts.iter().map(move |part| {
                        let mut one = one.clone();
                        one[name] = part.clone();
                        one
                    })
                });
                all = longer.collect();
            }
            all
        }
        Value::Array(rules) => {
            let (alone, together): (Vec<_>, Vec<_>) =
                rules.iter().cloned().partition(|rule| rule.get("exists").is_some());
            let parts = alone.into_iter().map(|rule| vec![rule]).chain([together]);
            parts.filter(|part| !part.is_empty()).map(Value::Array).collect()
        }
        other => vec![other.clone()],
    }
}
