//! `rename_all`, with the same result as in serde.

use crate::choice::choice;

choice! {
    /// A case that `rename_all` knows.
    pub(crate) enum Case {
        Lower = "lowercase",
        Upper = "UPPERCASE",
        Pascal = "PascalCase",
        Camel = "camelCase",
        Snake = "snake_case",
        ScreamingSnake = "SCREAMING_SNAKE_CASE",
        Kebab = "kebab-case",
        ScreamingKebab = "SCREAMING-KEBAB-CASE",
    }
}

impl Case {
    /// serde assumes that the name of a field is in snake case: `lowercase` and `snake_case` do not change it.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => {
                let mut pascal = String::new();
                let mut capital = true;
                for character in field.chars() {
                    if character == '_' {
                        capital = true;
                    } else if capital {
                        pascal.push(character.to_ascii_uppercase());
                        capital = false;
                    } else {
                        pascal.push(character);
                    }
                }
                pascal
            }
            Self::Camel => {
                let pascal = Self::Pascal.apply(field);
                let mut characters = pascal.chars();
                let first = characters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(characters).collect()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice as _;

    #[test]
    fn every_case_is_what_serde_makes_of_a_field() {
        for (case, expected) in [
            ("lowercase", "last_seen_at"),
            ("UPPERCASE", "LAST_SEEN_AT"),
            ("PascalCase", "LastSeenAt"),
            ("camelCase", "lastSeenAt"),
            ("snake_case", "last_seen_at"),
            ("SCREAMING_SNAKE_CASE", "LAST_SEEN_AT"),
            ("kebab-case", "last-seen-at"),
            ("SCREAMING-KEBAB-CASE", "LAST-SEEN-AT"),
        ] {
            assert_eq!(Case::from_word(case).unwrap().apply("last_seen_at"), expected, "{case}");
        }
    }
}
