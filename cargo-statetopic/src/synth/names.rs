//! Logical ids and physical names: readable, and different for different inputs.

use std::fmt::Write as _;

use statetopic::plan::{MAX_NAME, short_hash};

/// The kind of a logical id, which ends with it. No kind ends with another, so that different names and kinds make different
/// ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    /// Parameters of a table that exists already.
    TableName,
    StreamArn,
    /// A parameter with the value of an environment variable.
    Variable,
    /// A parameter with the ARN of a capacity provider.
    CapacityProvider,
    Function,
    Role,
    Logs,
    Mapping,
    Queue,
    /// Messages that a FIFO queue discards.
    Rejects,
    Pipe,
    PipeAccess,
    /// Records that a Pipe discards.
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
    /// What of a log says that records are parked, and that no more are.
    ParkingFilter,
    ParkingAlarm,
    ParkedAgeFilter,
    ParkedAgeAlarm,
    /// What invokes a function that parks now and then, so that it looks at how long its records have been parked.
    ParkingWatch,
    ParkingWatchAccess,
    ThresholdFilter,
    ThresholdAlarm,
    RejectsAlarm,
    DiscardsAlarm,
    DestinationAlarm,
    SystemErrorsAlarm,
}

impl Kind {
    #[cfg(test)]
    const ALL: [Self; 35] = [
        Self::Table,
        Self::TableName,
        Self::StreamArn,
        Self::Variable,
        Self::CapacityProvider,
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
        Self::ParkingFilter,
        Self::ParkingAlarm,
        Self::ParkedAgeFilter,
        Self::ParkedAgeAlarm,
        Self::ParkingWatch,
        Self::ParkingWatchAccess,
        Self::ThresholdFilter,
        Self::ThresholdAlarm,
        Self::RejectsAlarm,
        Self::DiscardsAlarm,
        Self::DestinationAlarm,
        Self::SystemErrorsAlarm,
    ];
}

/// The logical id of a resource of a table or a destination: `OrdersV2Table` for `orders-v2`.
pub(crate) fn logical(name: &str, kind: Kind) -> String {
    format!("{}{kind:?}", words(name, '-'))
}

/// The logical id of a resource of a subscriber: `StockXAuditTrailFunction` for `stock/audit_trail`.
pub(crate) fn logical_of_subscriber(id: &str, kind: Kind) -> String {
    match id.split_once('/') {
        // An `X` before an uppercase letter is the slash; in every other escape a lowercase letter follows the `X`.
        Some((package, function)) => format!("{}X{}{kind:?}", words(package, '-'), words(function, '_')),
        None => logical(id, kind),
    }
}

/// The logical id of the parameter for an environment variable: `BusNameVariable` for `BUS_NAME`.
pub(crate) fn logical_of_variable(name: &str) -> String {
    let swapped: String = name
        .chars()
        .map(|c| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    format!("{}{:?}", words(&swapped, '_'), Kind::Variable)
}

/// Camel case. Characters other than lowercase letters and digits are escaped with `X` and lowercase letters, so that different
/// names make different ids: `OrdersXdv2` for `orders.v2`.
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
                // Writing to a string cannot fail.
                let _ = write!(words, "Xz{:x}z", u32::from(other));
            }
        }
    }
    words
}

/// The name of a table in Kubernetes, where names have lowercase letters, digits and hyphens. A name with other characters ends
/// with a prefix of its hash.
pub(crate) fn component(table: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let inner = table.starts_with(|c: char| c.is_ascii_lowercase()) && !table.ends_with('-');
    if inner && table.chars().all(plain) && table.len() <= MAX_NAME {
        return table.to_owned();
    }
    let hash = short_hash(table);
    let name: String = table.to_ascii_lowercase().chars().map(|c| if plain(c) { c } else { '-' }).collect();
    format!("t-{}-{hash}", name[..name.len().min(MAX_NAME - 3 - hash.len())].trim_matches('-'))
}

/// The name of an export of a table, without the stage: exports have letters, digits, colons and hyphens.
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

    /// All texts of up to five characters, of those that the encoding distinguishes.
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
    fn different_inputs_make_different_names() {
        assert_injective(|text| logical(text, Kind::Table));
        assert_injective(|text| logical_of_subscriber(text, Kind::Role));
        assert_injective(logical_of_variable);
        assert_injective(component);
        assert_injective(|text| export(text, "stream-arn"));
    }

    #[test]
    fn logical_ids_have_letters_and_digits_only() {
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
}
