//! The spelling that an error suggests.

use strsim::osa_distance;

/// The nearest candidate, if it is near enough to suggest it.
pub(crate) fn nearest<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let written = written.to_lowercase();
    let distances = candidates.iter().map(|candidate| (osa_distance(&written, &candidate.to_lowercase()), *candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + nearest.len() / 4).then_some(nearest)
}

/// The candidate of which a name is a misspelling: one edit, or two adjacent characters swapped. Anything farther may
/// be a name of another macro.
pub(crate) fn misspelt<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    if candidates.contains(&written) {
        return None;
    }
    candidates.iter().find(|candidate| osa_distance(written, candidate) == 1).copied()
}

/// `` `A`, `B` `` of a list of names.
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEWS: [&str; 4] = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];

    #[test]
    fn a_near_spelling_is_suggested() {
        assert_eq!(nearest("NEW_IMAGES", &VIEWS), Some("NEW_IMAGE"));
        assert_eq!(nearest("keys_only", &VIEWS), Some("KEYS_ONLY"));
        assert_eq!(nearest("NEW_AND_OLD_IMAGE", &VIEWS), Some("NEW_AND_OLD_IMAGES"));
        assert_eq!(nearest("odl", &["key", "old", "new"]), Some("old"));
    }

    #[test]
    fn each_character_counts_from_the_first_on() {
        for (written, candidate, is_misspelt) in [
            ("xttl", "ttl", true),
            ("ttl", "xttl", true),
            ("", "ab", false),
            ("abc", "", false),
            ("ab", "ba", true),
            ("abc", "cba", false),
        ] {
            assert_eq!(misspelt(written, &[candidate]).is_some(), is_misspelt, "{written} {candidate}");
        }
    }

    #[test]
    fn only_one_edit_is_a_misspelling() {
        let helpers = ["partition_key", "sort_key", "ttl", "version", "index"];
        for (written, meant) in [
            ("partiton_key", Some("partition_key")),
            ("sortkey", Some("sort_key")),
            ("tll", Some("ttl")),
            ("verison", Some("version")),
            ("version", None),
            ("versioned", None),
            ("indexed", None),
            ("title", None),
        ] {
            assert_eq!(misspelt(written, &helpers), meant, "{written}");
        }
    }

    #[test]
    fn a_far_spelling_is_not_suggested() {
        assert_eq!(nearest("EVERYTHING", &VIEWS), None);
        assert_eq!(nearest("", &VIEWS), None);
    }
}
