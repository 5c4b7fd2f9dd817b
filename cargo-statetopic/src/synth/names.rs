//! Names in a template and on AWS: readable, and never two alike for two that differ.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// What a logical id is of; it ends with it. None ends with another (a test says so), so that two names with two kinds never
/// make one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    /// Parameters of a table that exists already.
    TableName,
    StreamArn,
    /// A parameter with the value of an environment variable.
    Variable,
    Function,
    Role,
    Logs,
    Mapping,
    Queue,
    /// What a FIFO queue gives up.
    Rejects,
    Pipe,
    PipeAccess,
    /// What a Pipe gives up.
    Discards,
    Bucket,
    BucketPolicy,
    Destination,
    Notifications,
    IteratorAgeAlarm,
    MessageAgeAlarm,
    FailuresAlarm,
    ThrottlesAlarm,
    ParkedAlarm,
    RejectsAlarm,
    DiscardsAlarm,
    DestinationAlarm,
    SystemErrorsAlarm,
}

impl Kind {
    #[cfg(test)]
    const ALL: [Self; 26] = [
        Self::Table,
        Self::TableName,
        Self::StreamArn,
        Self::Variable,
        Self::Function,
        Self::Role,
        Self::Logs,
        Self::Mapping,
        Self::Queue,
        Self::Rejects,
        Self::Pipe,
        Self::PipeAccess,
        Self::Discards,
        Self::Bucket,
        Self::BucketPolicy,
        Self::Destination,
        Self::Notifications,
        Self::IteratorAgeAlarm,
        Self::MessageAgeAlarm,
        Self::FailuresAlarm,
        Self::ThrottlesAlarm,
        Self::ParkedAlarm,
        Self::RejectsAlarm,
        Self::DiscardsAlarm,
        Self::DestinationAlarm,
        Self::SystemErrorsAlarm,
    ];
}

/// The logical id of what belongs to a table, a destination or the like: `orders-v2` makes `OrdersV2Table`.
pub(crate) fn logical(name: &str, kind: Kind) -> String {
    format!("{}{kind:?}", words(name, '-'))
}

/// The logical id of what belongs to a subscriber: `stock/audit_trail` makes `StockXAuditTrailFunction`.
pub(crate) fn logical_of_subscriber(id: &str, kind: Kind) -> String {
    match id.split_once('/') {
        // An `X` before a capital or the kind is the stroke; all else that is written with an `X` goes on with a small letter.
        Some((package, function)) => format!("{}X{}{kind:?}", words(package, '-'), words(function, '_')),
        None => logical(id, kind),
    }
}

/// The logical id of an environment variable's parameter: `BUS_NAME` makes `BusNameVariable`.
pub(crate) fn logical_of_variable(name: &str) -> String {
    let swapped: String = name
        .chars()
        .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    format!("{}{:?}", words(&swapped, '_'), Kind::Variable)
}

/// Words with capitals. What is no word of small letters and digits is written as `X` and small letters, so that two names never
/// make one: `orders.v2` makes `OrdersXdv2`.
fn words(name: &str, separator: char) -> String {
    let starts_word = |c: char| c.is_ascii_lowercase() && c != 'x';
    let mut words = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    let mut start = true;
    while let Some(character) = characters.next() {
        let was_start = std::mem::take(&mut start);
        match character {
            c if was_start && starts_word(c) => words.push(c.to_ascii_uppercase()),
            'x' if was_start => words.push_str("Xx"),
            'a'..='z' | '0'..='9' => words.push(character),
            c if c == separator && !was_start && characters.peek().copied().is_some_and(starts_word) => start = true,
            '-' => words.push_str("Xh"),
            '_' => words.push_str("Xu"),
            '.' => words.push_str("Xd"),
            '/' => words.push_str("Xs"),
            'A'..='Z' => words.extend(['X', 'c', character]),
            other => {
                // Writing to a text cannot fail.
                let _ = write!(words, "Xz{:x}z", u32::from(other));
            }
        }
    }
    words
}

/// The longest name of a function, which is 64 characters with a stage of 15 and a hyphen before it.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
const LONGEST: usize = 48;

/// What a subscriber's function, queue and Pipe are called, after the stage: `stock/audit_trail` makes `stock-audit_trail`.
/// An id that is no `package/function`, or too long, is told from others by the beginning of its hash.
pub(crate) fn physical(id: &str) -> String {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name: String = id.chars().map(|c| if letter(c) || c == '-' { c } else { '-' }).collect();
    let plain = match id.split_once('/') {
        // The last hyphen is the stroke.
        Some((package, function)) => package.chars().all(|c| letter(c) || c == '-') && function.chars().all(letter),
        None => id.chars().all(letter),
    };
    if plain && name.len() <= LONGEST {
        return name;
    }
    let hash = hash(id);
    format!("{}-{hash}", &name[..name.len().min(LONGEST - 1 - hash.len())])
}

/// What a table is called in Kubernetes, where names have small letters, digits and hyphens. Any other name is told from
/// others by the beginning of its hash.
pub(crate) fn component(table: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let inner = table.starts_with(|c: char| c.is_ascii_lowercase()) && !table.ends_with('-');
    if inner && table.chars().all(plain) && table.len() <= LONGEST {
        return table.to_owned();
    }
    let hash = hash(table);
    let name: String = table.to_ascii_lowercase().chars().map(|c| if plain(c) { c } else { '-' }).collect();
    format!("t-{}-{hash}", name[..name.len().min(LONGEST - 3 - hash.len())].trim_matches('-'))
}

/// The beginning of a text's hash.
fn hash(text: &str) -> String {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(text).into();
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// What a table's name and stream are exported as, after the stage: exports have letters, digits, colons and hyphens.
pub(crate) fn export(table: &str, what: &str) -> String {
    format!("{}:{what}", table.replace('.', ":d").replace('_', ":u"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn logical_ids_are_readable() {
        assert_eq!(logical("inventory-levels", Kind::Table), "InventoryLevelsTable");
        assert_eq!(logical("orders-v2", Kind::Table), "OrdersV2Table");
        assert_eq!(logical("orders.v2", Kind::Table), "OrdersXdv2Table");
        assert_eq!(logical_of_subscriber("stock-watch/audit_trail", Kind::Role), "StockWatchXAuditTrailRole");
        assert_eq!(logical_of_subscriber("alerts", Kind::Role), "AlertsRole");
        assert_eq!(logical_of_variable("BUS_NAME"), "BusNameVariable");
        assert_eq!(logical("é", Kind::Table), "Xze9zTable");
    }

    /// All texts of up to five characters, of those that the encoding treats apart.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..5 {
            let until = all.len();
            for index in from..until {
                for character in ['a', 'x', 'A', 'X', '1', '-', '_', '.', '/'] {
                    all.push(format!("{}{character}", all[index]));
                }
            }
            from = until;
        }
        all
    }

    fn assert_injective(encode: impl Fn(&str) -> String) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for text in texts() {
            if let Some(other) = seen.insert(encode(&text), text.clone()) {
                panic!("`{text}` and `{other}` are both `{}`", encode(&text));
            }
        }
    }

    #[test]
    fn two_names_never_make_one() {
        assert_injective(|text| logical(text, Kind::Table));
        assert_injective(|text| logical_of_subscriber(text, Kind::Role));
        assert_injective(logical_of_variable);
        assert_injective(physical);
        assert_injective(component);
        assert_injective(|text| export(text, "stream-arn"));
    }

    #[test]
    fn logical_ids_are_letters_and_digits() {
        for text in texts() {
            assert!(logical_of_subscriber(&text, Kind::Logs).chars().all(|c| c.is_ascii_alphanumeric()), "{text}");
        }
    }

    #[test]
    fn names_in_kubernetes_are_labels() {
        assert_eq!(component("inventory-levels"), "inventory-levels");
        for text in texts() {
            let name = component(&text);
            let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let ends = [name.chars().next(), name.chars().last()];
            assert!(name.len() < 64 && name.chars().all(label) && !ends.contains(&Some('-')), "{text}: {name}");
        }
    }

    #[test]
    fn no_kind_ends_with_another() {
        for one in Kind::ALL {
            for other in Kind::ALL {
                assert!(one == other || !format!("{one:?}").ends_with(&format!("{other:?}")), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn physical_names_are_short_and_differ() {
        assert_eq!(physical("stock-watch/audit_trail"), "stock-watch-audit_trail");
        let long = "a-package-with-a-long-name/and_a_function_with_one_too";
        assert!(physical(long).len() <= LONGEST && physical(long).starts_with("a-package-with-a-long-name-and_a_f"));
        assert_ne!(physical(long), physical(&format!("{long}o")));
        assert_ne!(physical("a-b/c"), physical("a/b-c"));
    }
}
