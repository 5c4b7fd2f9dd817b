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

    /// serde assumes that the name of a variant is in Pascal case: `PascalCase` does not change it.
    pub(crate) fn apply_to_variant(self, variant: &str) -> String {
        match self {
            Self::Pascal => variant.to_owned(),
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Upper => variant.to_ascii_uppercase(),
            Self::Camel => {
                let mut characters = variant.chars();
                let first = characters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(characters).collect()
            }
            Self::Snake => {
                let mut snake = String::new();
                for (place, character) in variant.char_indices() {
                    if place > 0 && character.is_uppercase() {
                        snake.push('_');
                    }
                    snake.push(character.to_ascii_lowercase());
                }
                snake
            }
            Self::ScreamingSnake => Self::Snake.apply_to_variant(variant).to_ascii_uppercase(),
            Self::Kebab => Self::Snake.apply_to_variant(variant).replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.apply_to_variant(variant).replace('_', "-"),
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

    #[test]
    fn every_case_is_what_serde_makes_of_a_variant() {
        for (case, expected) in [
            ("lowercase", "intransit2x"),
            ("UPPERCASE", "INTRANSIT2X"),
            ("PascalCase", "InTransit2X"),
            ("camelCase", "inTransit2X"),
            ("snake_case", "in_transit2_x"),
            ("SCREAMING_SNAKE_CASE", "IN_TRANSIT2_X"),
            ("kebab-case", "in-transit2-x"),
            ("SCREAMING-KEBAB-CASE", "IN-TRANSIT2-X"),
        ] {
            assert_eq!(Case::from_word(case).unwrap().apply_to_variant("InTransit2X"), expected, "{case}");
        }
    }
}
