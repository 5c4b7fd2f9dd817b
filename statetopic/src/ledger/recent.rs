//! The last changes of an item that a queue has brought and that were applied: an earlier one may come later, so that what is
//! below the last one was not necessarily applied.

use serde_dynamo::{AttributeValue, Item};

use super::position::{APPLIED, Position};
use crate::attribute::DocumentPath;
use crate::rows::{Action, Collected, How};

/// Their numbers, in the order in which they were applied; those of the stream of the last change that was.
const RECENT: &str = "recent";

/// How many are kept.
const KEPT: usize = 20;

/// What an item's row says of the changes that a queue has brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recent {
    /// The last change that was applied.
    pub(super) applied: Option<Position>,
    numbers: Vec<String>,
}

impl Recent {
    /// The row's; `None` where it has no numbers, since a stream has brought what it knows.
    pub(super) fn read(row: &Item) -> Option<Self> {
        let Some(AttributeValue::L(numbers)) = row.inner().get(RECENT) else { return None };
        let numbers = numbers.iter().filter_map(|number| match number {
            AttributeValue::S(number) => Some(number.clone()),
            _ => None,
        });
        Some(Self::beginning(Position::read(row, APPLIED), numbers.collect()))
    }

    /// The row's, and the last change alone where it has no numbers.
    pub(super) fn of(row: Option<&Item>) -> Self {
        let applied = || row.and_then(|row| Position::read(row, APPLIED));
        row.and_then(Self::read).unwrap_or_else(|| Self::beginning(applied(), Vec::new()))
    }

    /// The last change is one of them, also where a stream brought it.
    fn beginning(applied: Option<Position>, mut numbers: Vec<String>) -> Self {
        if let (Some(applied), true) = (&applied, numbers.is_empty()) {
            numbers.push(applied.number().to_owned());
        }
        Self { applied, numbers }
    }

    /// Whether a change of the stream is among them.
    pub(super) fn has(&self, position: &Position) -> bool {
        self.numbers.iter().any(|number| number == position.number())
    }

    /// What becomes of them where these are applied, in their order.
    pub(super) fn with<'a>(&self, applied: impl IntoIterator<Item = &'a Position>) -> (DocumentPath, Action) {
        let mut label = self.applied.as_ref().map(Position::label);
        let mut numbers: Vec<&str> = self.numbers.iter().map(String::as_str).collect();
        for position in applied {
            if label != Some(position.label()) {
                numbers.clear();
                label = Some(position.label());
            }
            numbers.push(position.number());
        }
        let last = numbers.iter().skip(numbers.len().saturating_sub(KEPT));
        let last = last.map(|number| AttributeValue::S((*number).to_owned())).collect();
        (DocumentPath::named(RECENT), Action::Set(AttributeValue::L(last)))
    }

    /// Says of a row, which may have none, that a queue brings what it is about.
    pub(super) fn begin() -> (DocumentPath, Action) {
        let none = AttributeValue::L(Vec::new());
        let begin = Collected { how: How::IfMissing, value: none, aliases: &[] };
        (DocumentPath::named(RECENT), Action::Collect(Box::new(begin)))
    }

    /// Says of a row that a stream brings what it is about.
    pub(super) fn end() -> (DocumentPath, Action) {
        (DocumentPath::named(RECENT), Action::Remove)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn position(label: &str, number: u32) -> Position {
        Position::from_row(format!("{label}#{number:040}"))
    }

    fn row(applied: &Position, recent: (DocumentPath, Action)) -> Item {
        let Action::Set(numbers) = recent.1 else { panic!("they are set as a whole") };
        let attributes = [(APPLIED.to_owned(), applied.value()), (RECENT.to_owned(), numbers)];
        Item::from(HashMap::from(attributes))
    }

    #[test]
    fn the_last_twenty_of_one_stream_are_kept() {
        let mut recent = Recent::of(None);
        for number in 1..=25 {
            let position = position("2026", number);
            recent = Recent::of(Some(&row(&position, recent.with([&position]))));
        }
        let has = |number: u32| recent.has(&position("2026", number));
        assert_eq!((1..=25).filter(|number| has(*number)).collect::<Vec<_>>(), (6..=25).collect::<Vec<_>>());

        let newer = position("2027", 3);
        let recent = Recent::of(Some(&row(&newer, recent.with([&position("2026", 26), &newer]))));
        assert!(recent.has(&newer) && !recent.has(&position("2027", 25)), "numbers of two streams say nothing");
    }

    #[test]
    fn what_is_applied_together_is_kept_in_its_order_and_a_row_without_numbers_has_none() {
        let (first, second) = (position("", 7), position("", 9));
        let recent = Recent::of(Some(&row(&second, Recent::default().with([&first, &second]))));
        assert!(recent.has(&first) && recent.has(&second) && !recent.has(&position("", 8)));
        assert_eq!(recent.numbers, ["7", "9"]);
        assert_eq!(Recent::read(&Item::from(HashMap::<String, AttributeValue>::new())), None);
    }
}
