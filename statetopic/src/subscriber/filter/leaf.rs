//! What a pattern says of one leaf: a set of alternatives, any of which passes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// One way in which a leaf can pass.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alternative {
    /// The leaf is not there.
    Absent,
    /// The leaf is there, whatever it is.
    Present,
    /// It is this text.
    Is(String),
    /// It is this truth value.
    Bool(bool),
    /// It is there, and none of these texts.
    AnythingBut(BTreeSet<String>),
    /// It begins with this text.
    Prefix(String),
    /// It ends with this text.
    Suffix(String),
}

/// The alternatives of one leaf. None at all passes nothing.
pub(crate) type Alternatives = BTreeSet<Alternative>;

impl Alternative {
    /// Whether each value that passes `other` passes this.
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            _ if self == other => true,
            (Self::Present, other) => *other != Self::Absent,
            (Self::AnythingBut(out), Self::Is(text)) => !out.contains(text),
            (Self::AnythingBut(out), Self::AnythingBut(further)) => out.is_subset(further),
            (Self::Prefix(prefix), Self::Is(text) | Self::Prefix(text)) => text.starts_with(prefix.as_str()),
            (Self::Suffix(suffix), Self::Is(text) | Self::Suffix(text)) => text.ends_with(suffix.as_str()),
            _ => false,
        }
    }

    /// Whether one value can pass both.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, other) | (other, Self::Absent) => *other == Self::Absent,
            (Self::Is(_) | Self::Bool(_), other) => other.covers(self),
            (this, Self::Is(_) | Self::Bool(_)) => this.covers(other),
            (Self::Prefix(one), Self::Prefix(other)) => {
                one.starts_with(other.as_str()) || other.starts_with(one.as_str())
            }
            (Self::Suffix(one), Self::Suffix(other)) => one.ends_with(other.as_str()) || other.ends_with(one.as_str()),
            _ => true,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Absent => json!({"exists": false}),
            Self::Present => json!({"exists": true}),
            Self::Is(text) => json!(text),
            Self::Bool(value) => json!(value),
            Self::AnythingBut(texts) => json!({"anything-but": texts}),
            Self::Prefix(text) => json!({"prefix": text}),
            Self::Suffix(text) => json!({"suffix": text}),
        }
    }
}

/// Alternatives that pass whatever passes both. A pattern cannot say "and" of one leaf: where two alternatives only
/// overlap, the first one stays, which is wider.
pub(crate) fn both(one: &Alternatives, other: &Alternatives) -> Alternatives {
    let mut both = Alternatives::new();
    for a in one {
        for b in other {
            if a.covers(b) {
                both.insert(b.clone());
            } else if a.meets(b) {
                both.insert(merged(a, b).unwrap_or_else(|| a.clone()));
            }
        }
    }
    simplified(&both)
}

/// What two alternatives have in common, where one alternative can say it.
fn merged(one: &Alternative, other: &Alternative) -> Option<Alternative> {
    match (one, other) {
        (Alternative::AnythingBut(one), Alternative::AnythingBut(other)) => Some(Alternative::AnythingBut(one | other)),
        _ if other.covers(one) => Some(one.clone()),
        _ => None,
    }
}

/// Alternatives that pass whatever passes one of the two.
pub(crate) fn either(one: &Alternatives, other: &Alternatives) -> Alternatives {
    simplified(&(one | other))
}

/// The same in fewer: without those that another one covers, and "anything but" less what is let through anyway.
pub(crate) fn simplified(all: &Alternatives) -> Alternatives {
    let passes = |text: &String| {
        let text = Alternative::Is(text.clone());
        all.iter().any(|alternative| !matches!(alternative, Alternative::AnythingBut(_)) && alternative.covers(&text))
    };
    let narrowed = |alternative: &Alternative| match alternative {
        Alternative::AnythingBut(texts) => match texts.iter().filter(|text| !passes(text)).cloned().collect() {
            texts if BTreeSet::is_empty(&texts) => Alternative::Present,
            texts => Alternative::AnythingBut(texts),
        },
        other => other.clone(),
    };
    let all: Alternatives = all.iter().map(narrowed).collect();
    let covered = |a: &Alternative| all.iter().any(|b| b != a && b.covers(a));
    all.iter().filter(|a| !covered(a)).cloned().collect()
}

/// Whether they pass everything.
pub(crate) fn is_everything(all: &Alternatives) -> bool {
    all.contains(&Alternative::Absent) && all.contains(&Alternative::Present)
}

/// The rule of a pattern.
pub(crate) fn to_json(all: &Alternatives) -> Value {
    all.iter().map(Alternative::to_json).collect()
}

#[cfg(test)]
mod tests {
    use super::Alternative::{Absent, AnythingBut, Is, Prefix, Present, Suffix};
    use super::*;

    fn is(text: &str) -> Alternative {
        Is(text.to_owned())
    }

    fn but(texts: &[&str]) -> Alternative {
        AnythingBut(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn what_passes_both_is_what_they_share() {
        let cases: [(&[Alternative], &[Alternative], &[Alternative]); 7] = [
            (&[is("a"), is("b")], &[is("b"), is("c")], &[is("b")]),
            (&[is("a")], &[is("b")], &[]),
            (&[is("a"), is("b")], &[but(&["a"])], &[is("b")]),
            (&[but(&["a"])], &[but(&["b"])], &[but(&["a", "b"])]),
            (&[Present], &[is("a"), Absent], &[is("a")]),
            (&[Prefix("a".into())], &[Prefix("ab".into()), Absent], &[Prefix("ab".into())]),
            // A leaf cannot begin and end at once in a pattern: the wider stays.
            (&[Prefix("a".into())], &[Suffix("b".into())], &[Prefix("a".into())]),
        ];
        for (one, other, expected) in cases {
            let set = |alternatives: &[Alternative]| alternatives.iter().cloned().collect::<Alternatives>();
            assert_eq!(both(&set(one), &set(other)), set(expected), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn what_another_one_covers_is_left_out() {
        let one = Alternatives::from([is("ab"), Absent]);
        assert_eq!(either(&one, &Alternatives::from([Prefix("a".into())])), [Absent, Prefix("a".into())].into());
        assert!(is_everything(&either(&one, &Alternatives::from([Present]))));
        let but_ab = Alternatives::from([but(&["ab", "c"])]);
        assert_eq!(either(&one, &but_ab), [Absent, but(&["c"])].into());
        assert!(is_everything(&either(&one, &Alternatives::from([but(&["ab"])]))));
    }
}
