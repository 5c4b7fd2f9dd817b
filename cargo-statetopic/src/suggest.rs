//! What a misspelt name may have meant.

/// `; did you mean …?`, or which names there are.
pub(crate) fn suggest(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|known| (distance(name, known), *known)).min();
    match nearest {
        Some((distance, known)) if distance <= 2 || distance * 3 <= name.chars().count() => {
            format!("; did you mean `{known}`?")
        }
        _ if known.is_empty() || known.len() > MOST_SHOWN => String::new(),
        _ => format!("; there are `{}`", known.join("`, `")),
    }
}

/// More names than this are no help.
const MOST_SHOWN: usize = 20;

/// How many characters must be put in, taken out or changed to make one text the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, character) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, against) in other.iter().enumerate() {
            let changed = diagonal + usize::from(character != *against);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_else_all_are_named() {
        assert_eq!(suggest("ordres", &["orders", "totals"]), "; did you mean `orders`?");
        assert_eq!(suggest("stock", &["orders", "totals"]), "; there are `orders`, `totals`");
        assert_eq!(suggest("stock", &[]), "");
        assert_eq!(suggest("stock", &["orders"; MOST_SHOWN + 1]), "");
    }

    #[test]
    fn the_distance_counts_single_changes() {
        for (one, other, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("abc", "ac", 1),
            ("ac", "abc", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
