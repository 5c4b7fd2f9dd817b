//! The names of an index in Rust.

use super::{Index, Projection};

/// The suffixes of other generated types, which the rows of an index cannot have.
const TAKEN: [&str; 7] = ["Attributes", "Indexes", "Key", "MapAttributes", "NewImage", "OldImage", "RowImage"];

impl Index<'_> {
    /// The field of the typed indexes: `by_sku` of `by-sku`.
    pub(crate) fn field_name(&self) -> String {
        snake(&self.name)
    }

    /// The suffix of the type of the rows, if that is not the model: `BySku` of `by-sku`.
    pub(crate) fn rows_suffix(&self) -> Option<String> {
        match self.projection() {
            Projection::All => None,
            Projection::KeysOnly | Projection::Include(_) => Some(pascal(&self.name)),
        }
    }

    /// Whether both have the same name in Rust.
    pub(super) fn is_named_like(&self, other: &Self) -> bool {
        let same_rows = self.rows_suffix().is_some_and(|rows| other.rows_suffix() == Some(rows));
        same_rows || self.field_name() == other.field_name()
    }

    /// The suffix of the type of the rows, if the model has that type already.
    pub(crate) fn taken_suffix(&self) -> Option<String> {
        self.rows_suffix().filter(|suffix| TAKEN.contains(&suffix.as_str()))
    }
}

/// A name of `a-z`, `A-Z`, `0-9`, `_`, `-`, `.` in snake case.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    let characters: Vec<char> = name.chars().collect();
    for (place, character) in characters.iter().enumerate() {
        if !character.is_ascii_alphanumeric() {
            snake.push('_');
            continue;
        }
        let before = place.checked_sub(1).map(|place| characters[place]);
        let begins_word = character.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let ends_word = characters.get(place + 1).is_some_and(char::is_ascii_lowercase);
                before.is_ascii_lowercase() || before.is_ascii_digit() || (before.is_ascii_uppercase() && ends_word)
            });
        if begins_word || (place == 0 && character.is_ascii_digit()) {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

fn pascal(name: &str) -> String {
    let snake = snake(name);
    let words = snake.split('_').filter(|word| !word.is_empty());
    words.flat_map(|word| [word[..1].to_ascii_uppercase(), word[1..].to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_named_as_fields_and_types_are() {
        for (name, field, rows) in [
            ("by-sku", "by_sku", "BySku"),
            ("by.skuAndPlace", "by_sku_and_place", "BySkuAndPlace"),
            ("GSI1", "gsi1", "Gsi1"),
            ("GSI1PK", "gsi1_pk", "Gsi1Pk"),
            ("HTTPLog_2", "http_log_2", "HttpLog2"),
            ("2nd-by-age", "_2nd_by_age", "2ndByAge"),
            ("---", "___", ""),
        ] {
            assert_eq!((snake(name).as_str(), pascal(name).as_str()), (field, rows), "{name}");
        }
    }
}
