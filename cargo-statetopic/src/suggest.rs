//! Suggestions for a name that does not exist.

/// `; did you mean …?` where a known name is similar, else the known names.
pub(crate) fn suggest(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|known| (strsim::levenshtein(name, known), *known)).min();
    match nearest {
        Some((distance, known)) if distance <= 2 || distance * 3 <= name.chars().count() => {
            format!("; did you mean `{known}`?")
        }
        _ if known.is_empty() || known.len() > MAX_LISTED => String::new(),
        _ => format!("; expected one of `{}`", known.join("`, `")),
    }
}

/// Maximum number of names in a message.
const MAX_LISTED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_name_is_suggested_and_otherwise_all_are_listed() {
        assert_eq!(suggest("ordres", &["orders", "totals"]), "; did you mean `orders`?");
        assert_eq!(suggest("stock", &["orders", "totals"]), "; expected one of `orders`, `totals`");
        assert_eq!(suggest("stock", &[]), "");
        assert_eq!(suggest("stock", &["orders"; MAX_LISTED + 1]), "");
    }

    #[test]
    fn similarity_counts_single_changes() {
        for (name, known, is_similar) in [
            ("abc", "abd", true),
            ("abc", "ac", true),
            ("ac", "abc", true),
            ("abc", "abxyc", true),
            ("abc", "abxyzc", false),
            // Three changes in 6 characters, and in 11.
            ("kitten", "sitting", false),
            ("sit-kittens", "sit-sitting", true),
        ] {
            assert_eq!(suggest(name, &[known]).contains("did you mean"), is_similar, "{name} {known}");
        }
    }
}
