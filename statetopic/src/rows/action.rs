//! What an update does to the attributes of a row.

use std::collections::BTreeMap;
use std::fmt;

use serde_dynamo::AttributeValue;

use super::collection::Collected;
use crate::attribute::DocumentPath;
use crate::number::Number;

/// What happens to each attribute.
pub(crate) type Actions = BTreeMap<DocumentPath, Action>;

/// What happens to one attribute.
#[derive(Clone, PartialEq)]
pub(crate) enum Action {
    Set(AttributeValue),
    Remove,
    /// `NULL` in the place of an element of a list, which must be there.
    Empty,
    /// Boxed: it is large.
    Add(Box<Addition>),
    /// Boxed: it is large.
    Collect(Box<Collected>),
}

impl fmt::Debug for Action {
    /// A value that is set may be one that must not be seen; which attribute it is stands beside it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(_) => f.write_str("Set(..)"),
            Self::Remove => f.write_str("Remove"),
            Self::Empty => f.write_str("Empty"),
            Self::Add(addition) => write!(f, "Add({})", addition.delta),
            Self::Collect(collected) => collected.fmt(f),
        }
    }
}

/// A delta, and the range of the field that it is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) delta: Number,
    /// The lowest and the highest value of the field; `None` where it holds what DynamoDB holds.
    pub(crate) range: Option<(Number, Number)>,
    /// What a missing attribute counts as.
    pub(crate) start: Number,
    /// The range of the field for numbers with as many decimal places as the start has.
    start_range: Option<(Number, Number)>,
    /// The names that the attribute had: it is not under one of them.
    pub(crate) aliases: &'static [&'static str],
    /// The lowest and the highest of the sums on the way, from zero: an addition of several records stays within the range
    /// after each of them, as it would if they were added one after another.
    way: (Number, Number),
}

/// The values from which an addition stays within its field's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    Any,
    /// Both ends are included.
    Between(Number, Number),
    Never,
}

impl Addition {
    pub(crate) fn new(delta: Number, range: Option<(Number, Number)>) -> Self {
        let way = (delta.min(Number::ZERO), delta.max(Number::ZERO));
        Self { delta, range, start: Number::ZERO, start_range: range, aliases: &[], way }
    }

    /// The same addition, where a missing attribute counts as this, of a field that has this range for numbers like it.
    pub(crate) const fn starting_at(self, start: Number, start_range: Option<(Number, Number)>) -> Self {
        Self { start, start_range, ..self }
    }

    /// Whether a missing attribute can be added to: the field holds the sums of its default and what is added.
    pub(crate) fn takes_missing(&self) -> bool {
        let (least, most) = self.way;
        [least, most].into_iter().all(|sum| match (self.start.checked_add(sum), self.start_range) {
            (Some(sum), Some((lowest, highest))) => (lowest..=highest).contains(&sum),
            (sum, None) => sum.is_some(),
            (None, _) => false,
        })
    }

    /// The same addition to an attribute that had these names.
    pub(crate) const fn once_named(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Whether both are of fields that say the same of a row which lacks the attribute: two models of one table may not.
    pub(crate) fn is_of_same_field(&self, other: &Self) -> bool {
        self.start == other.start && self.aliases == other.aliases
    }

    /// Whether either may be the first: they are of one range and [of the same field](Self::is_of_same_field), and neither makes room
    /// for the other: both go up, or both down, or nowhere.
    pub(crate) fn commutes(&self, other: &Self) -> bool {
        let is_one_way = !(self.goes_down() || other.goes_down()) || !(self.goes_up() || other.goes_up());
        is_one_way && self.range == other.range && self.is_of_same_field(other)
    }

    /// Whether all that [commutes](Self::commutes) with this one does with the other.
    pub(crate) fn stands_for(&self, other: &Self) -> bool {
        self.commutes(other) && self.goes_down() >= other.goes_down() && self.goes_up() >= other.goes_up()
    }

    fn goes_down(&self) -> bool {
        self.way.0 < Number::ZERO
    }

    fn goes_up(&self) -> bool {
        self.way.1 > Number::ZERO
    }

    /// Both at once, in one record: only their sum stays within both ranges. `None` where it has too many digits. They are [of the
    /// same field](Self::is_of_same_field).
    pub(crate) fn and(&self, other: &Self) -> Option<Self> {
        let delta = self.delta.checked_add(other.delta)?;
        let both = Self::new(delta, both_ranges(self.range, other.range));
        Some(both.starting_at(self.start, self.start_range).once_named(self.aliases))
    }

    /// Both, this one first; `None` where it has too many digits, leaves the range from wherever it begins, or where they are not [of
    /// the same field](Self::is_of_same_field).
    pub(crate) fn then(&self, other: &Self) -> Option<Self> {
        if !self.is_of_same_field(other) {
            return None;
        }
        let delta = self.delta.checked_add(other.delta)?;
        let (least, most) = (self.delta.checked_add(other.way.0)?, self.delta.checked_add(other.way.1)?);
        let exact = both_ranges(Some(self.exact_range()), Some(other.exact_range()));
        let range = both_ranges(both_ranges(self.range, other.range), exact);
        let both = Self { delta, range, way: (self.way.0.min(least), self.way.1.max(most)), ..*self };
        (both.allowed() != Allowed::Never).then_some(both)
    }

    /// Where its sum with a number of no more places has no more digits than DynamoDB holds. Nobody can ask for the places of the
    /// number that is there: where it has more, and needs all digits on the way, its additions may be one all the same.
    fn exact_range(&self) -> (Number, Number) {
        let end = self.delta.exact_below();
        (-end, end)
    }

    /// The values that it may be added to.
    pub(crate) fn allowed(&self) -> Allowed {
        let Some((lowest, highest)) = self.range else { return Allowed::Any };
        // Where the difference has too many digits, that with the next integer, which is within it.
        let minus = |end: Number, sum: Number, rounded: Number| {
            end.checked_sub(sum).or_else(|| end.checked_sub(rounded)).filter(|end| (lowest..=highest).contains(end))
        };
        let (least, most) = self.way;
        let ends = (minus(lowest, least, least.floor()), minus(highest, most, most.ceiling()));
        match ends {
            (Some(lowest), Some(highest)) if lowest <= highest => Allowed::Between(lowest, highest),
            _ => Allowed::Never,
        }
    }
}

/// What is in both ranges; `None` is any number.
fn both_ranges(one: Option<(Number, Number)>, other: Option<(Number, Number)>) -> Option<(Number, Number)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.max(other.0), one.1.min(other.1))),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_commute_where_none_goes_another_way_and_one_that_goes_nowhere_stands_for_none_that_goes() {
        let addition = |delta: &str| Addition::new(number(delta), Some((number("0"), number("255"))));
        let (up, down, nowhere) = (addition("5"), addition("-5"), addition("0"));
        for (one, other, commutes, stands_for) in [
            (&up, &addition("7"), true, true),
            (&up, &nowhere, true, true),
            (&nowhere, &up, true, false),
            (&nowhere, &addition("0"), true, true),
            (&up, &down, false, false),
            (&up.then(&down).unwrap(), &up, true, true),
            (&up.then(&down).unwrap().then(&down).unwrap(), &up, false, false),
        ] {
            assert_eq!((one.commutes(other), one.stands_for(other)), (commutes, stands_for), "{one:?} {other:?}");
        }
    }

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    fn allowed(delta: &str, lowest: &str, highest: &str) -> Allowed {
        Addition::new(number(delta), Some((number(lowest), number(highest)))).allowed()
    }

    #[test]
    fn an_addition_is_allowed_from_where_it_stays_within_the_range() {
        let most = "79228162514264337593543950335";
        for (delta, lowest, highest, expected) in [
            ("0", "0", "255", Some(("0", "255"))),
            ("7", "0", "255", Some(("0", "248"))),
            ("-7", "0", "255", Some(("7", "255"))),
            ("255", "0", "255", Some(("0", "0"))),
            ("256", "0", "255", None),
            ("-256", "-128", "127", None),
            ("1E100", "0", "255", None),
            ("0.01", "-1", "1", Some(("-1", "0.99"))),
            ("0.0000000000000000000000000001", "0", most, Some(("0", "79228162514264337593543950334"))),
        ] {
            let expected = expected.map_or(Allowed::Never, |(low, high)| Allowed::Between(number(low), number(high)));
            assert_eq!(allowed(delta, lowest, highest), expected, "{delta}");
        }
        assert_eq!(Addition::new(number("1E100"), None).allowed(), Allowed::Any);
    }

    #[test]
    fn additions_of_several_records_stay_within_the_range_after_each() {
        let way = |deltas: &[&str]| {
            let additions = deltas.iter().map(|delta| Addition::new(number(delta), Some((number("0"), number("255")))));
            additions.map(Some).reduce(|before, next| before?.then(&next?)).flatten().map(|sum| sum.allowed())
        };
        let between = |low, high| Some(Allowed::Between(number(low), number(high)));
        assert_eq!(way(&["7", "-7"]), between("0", "248"));
        assert_eq!(way(&["-7", "7"]), between("7", "255"));
        assert_eq!(way(&["1", "-3", "5"]), between("2", "252"));
        assert_eq!(way(&["0", "0"]), between("0", "255"));
        assert_eq!(way(&["200", "-255", "200"]), between("55", "55"));
        // From wherever it begins, one of the sums on the way is out of the range.
        assert_eq!(way(&["200", "100", "-50"]), None);
        assert_eq!(way(&["255", "-255"]), between("0", "0"));
        assert_eq!(Addition::new(number("9E125"), None).then(&Addition::new(number("9E125"), None)), None);
    }

    #[test]
    fn additions_of_several_records_need_no_more_digits_on_the_way_than_dynamodb_has() {
        let way = |deltas: [&str; 2]| {
            let [one, other] = deltas.map(|delta| Addition::new(number(delta), None));
            one.then(&other).map(|sum| sum.allowed())
        };
        let between = |low, high| Some(Allowed::Between(number(low), number(high)));
        assert_eq!(way(["5E125", "-5E125"]), None, "from wherever it begins");
        assert_eq!(way(["7", "-7"]), between("-1E38", "99999999999999999999999999999999999993"));
        assert_eq!(way(["0.01", "-0.01"]), between("-1E36", "999999999999999999999999999999999999.99"));
        assert_eq!(way(["100", "-0.01"]), between("-1E36", "999999999999999999999999999999999900"));
        assert_eq!(way(["1E-40", "1E-40"]), between("-0.01", "0.0099999999999999999999999999999999999998"));
        assert_eq!(Addition::new(number("5E125"), None).allowed(), Allowed::Any, "alone, DynamoDB itself tells");
    }

    proptest::proptest! {
        /// A sum is allowed from a value exactly where each addition is, one after another.
        #[test]
        fn a_sum_is_allowed_where_its_additions_are(
            start in 0_i64..=20, deltas in proptest::collection::vec(-12_i64..=12, 1..6),
        ) {
            let range = Some((Number::ZERO, Number::from(20)));
            let mut value = start;
            let singly = deltas.iter().all(|delta| { value += delta; (0..=20).contains(&value) });
            let additions = deltas.iter().map(|delta| Some(Addition::new(Number::from(*delta), range)));
            let sum = additions.reduce(|before, next| before?.then(&next?)).flatten();
            let at_once = sum.is_some_and(|sum| match sum.allowed() {
                Allowed::Any => true,
                Allowed::Between(low, high) => (low..=high).contains(&Number::from(start)),
                Allowed::Never => false,
            });
            proptest::prop_assert_eq!(at_once, singly);
        }
    }
}
