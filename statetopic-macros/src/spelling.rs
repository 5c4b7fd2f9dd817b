//! The near spelling that an error suggests.

/// The candidate that was probably meant, where one is near.
pub(crate) fn nearest<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let (lower, meant) =
        (written.to_lowercase(), |slip: &str| candidates.iter().find(|known| known.to_lowercase() == slip));
    let known: Vec<String> = candidates.iter().map(|candidate| candidate.to_lowercase()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if let Some(meant) = misspelt(&lower, &known).and_then(meant) {
        return Some(meant);
    }
    let distance = |candidate: &&str| edits(&written.to_lowercase(), &candidate.to_lowercase());
    let nearest = candidates.iter().min_by_key(|candidate| distance(candidate))?;
    (distance(nearest) <= 1 + nearest.len() / 4).then_some(*nearest)
}

/// The candidate of which a name is a slip of the pen: one character off, or two swapped. Nothing else is taken for one: the
/// name may be somebody else's.
pub(crate) fn misspelt<'a>(written: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let is_swapped = |candidate: &str| {
        let differing = written.chars().zip(candidate.chars()).filter(|(left, right)| left != right);
        let differing: Vec<(char, char)> = differing.collect();
        matches!(differing.as_slice(), [(a, b), (c, d)] if a == d && b == c) && written.len() == candidate.len()
    };
    if candidates.contains(&written) {
        return None;
    }
    let length = written.chars().count();
    let is_near = |candidate: &&&str| {
        candidate.chars().count().abs_diff(length) <= 1 && (edits(written, candidate) == 1 || is_swapped(candidate))
    };
    candidates.iter().find(is_near).copied()
}

/// How many characters must be put in, taken out or replaced to make one text the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, right) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
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
    fn edits_are_counted_from_the_first_character_on() {
        for (from, to, count) in
            [("xttl", "ttl", 1), ("ttl", "xttl", 1), ("", "ab", 2), ("abc", "", 3), ("ab", "ba", 2)]
        {
            assert_eq!(edits(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_no_other_name() {
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
    fn a_far_one_is_not() {
        assert_eq!(nearest("EVERYTHING", &VIEWS), None);
        assert_eq!(nearest("", &VIEWS), None);
    }
}
