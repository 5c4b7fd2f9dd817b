//! The settings that are numbers.

use std::ops::RangeInclusive;

use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use super::Name;
use crate::choice::Choice as _;
use crate::errors::Errors;
use crate::message;

/// A setting whose value is a number.
pub(crate) struct Number {
    pub(crate) range: RangeInclusive<u32>,
    /// The range with a capacity provider, if that is another.
    pub(crate) managed: Option<RangeInclusive<u32>>,
    /// The unit of the number.
    pub(crate) unit: &'static str,
    pub(crate) example: u32,
    pub(crate) owner: Owner,
    pub(crate) omitted: Omitted,
}

/// The resource that a setting configures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Mapping,
    Function,
    /// What becomes of a record that fails.
    Errors,
}

/// The meaning of a missing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Omitted {
    /// The default.
    Default,
    /// No value, which differs from every value.
    Unset,
    /// No limit.
    Infinite,
}

/// A number in its range; `None` for a fault, which is reported.
pub(super) fn parse(name: Name, number: &Number, is_managed: bool, value: &Expr, errors: &mut Errors) -> Option<u32> {
    let managed = number.managed.as_ref().filter(|_| is_managed);
    let range = managed.unwrap_or(&number.range);
    let read = match value {
        // A suffix, such as a unit, would be ignored silently.
        Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) if value.suffix().is_empty() => {
            value.base10_parse::<u32>().ok()
        }
        _ => None,
    };
    let read = read.filter(|read| range.contains(read));
    if read.is_none() {
        let text = match number.omitted {
            Omitted::Infinite if is_minus_one(value) => message::minus_one(name.word()),
            _ if let Some(meant) = quoted(value, number) => {
                message::number_in_quotes(name.word(), &number.range, number.unit, meant)
            }
            Omitted::Infinite | Omitted::Unset | Omitted::Default => {
                let managed = number.managed.as_ref().filter(|_| !is_managed);
                message::number_range(name.word(), range, number.unit, managed)
            }
        };
        errors.on(value, text);
    }
    read
}

/// The number that a text was to be: the digits at its beginning, or the example.
fn quoted(value: &Expr, number: &Number) -> Option<u32> {
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value else { return None };
    let text = text.value();
    let digits = text.trim_start().split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    Some(digits.parse().ok().filter(|meant| number.range.contains(meant)).unwrap_or(number.example))
}

/// The value for "infinite" in the API of Lambda.
fn is_minus_one(value: &Expr) -> bool {
    match value {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => {
            matches!(&**expr, Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) if value.base10_digits() == "1")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings that are numbers.
    fn numbers() -> impl Iterator<Item = (Name, Number)> {
        Name::ALL.iter().filter_map(|name| Some((*name, name.number()?)))
    }

    /// What a value of a number becomes, and the errors about it.
    fn read(name: Name, number: &Number, value: &str) -> (Option<u32>, String) {
        let mut errors = Errors::new();
        let value = syn::parse_str(value).unwrap();
        let read = parse(name, number, false, &value, &mut errors);
        (read, errors.into_tokens().to_string())
    }

    #[test]
    fn ranges_hold_their_bounds_and_say_them() {
        assert_eq!(numbers().count(), 13);
        for (name, number) in numbers() {
            let (word, least, most) = (name.word(), *number.range.start(), *number.range.end());
            for sound in [least, most, number.example] {
                let (read, errors) = read(name, &number, &sound.to_string());
                assert_eq!((read, errors.is_empty()), (Some(sound), true), "{word} = {sound}");
            }
            let below = i64::from(least) - 1;
            let beyond = [(u64::from(most) + 1).to_string(), u64::MAX.to_string(), (below - 1).to_string()];
            let of_another_type = [format!("\"{most}\""), format!("{most}.0"), format!("{most}u32"), "MAX".to_owned()];
            for faulty in beyond.into_iter().chain(of_another_type).chain((below >= 0).then(|| below.to_string())) {
                let (read, errors) = read(name, &number, &faulty);
                assert_eq!(read, None, "{word} = {faulty}");
                let range = format!("`{word}` is {least} to {most}");
                let is_infinite = number.omitted == Omitted::Infinite && faulty == "-1";
                assert!(errors.contains(&range) || is_infinite, "{word} = {faulty}: {errors}");
            }
        }
    }

    #[test]
    fn the_library_has_the_same_ranges() {
        let mapping = statetopic::subscriber::MappingSettings::new().numbers();
        let function = statetopic::subscriber::FunctionSettings::new().numbers();
        let errors = statetopic::subscriber::ErrorSettings::new().numbers();
        let theirs = mapping.into_iter().chain(errors).chain(function).map(|number| (number.name, number.range));
        let ours = numbers().map(|(name, Number { range, .. })| (name.word(), range));
        assert_eq!(ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>());
        let theirs = statetopic::subscriber::FunctionSettings::new().with_capacity_provider("any").numbers();
        let ours = numbers().filter(|(_, number)| number.owner == Owner::Function);
        let ours = ours.map(|(name, Number { range, managed, .. })| (name.word(), managed.unwrap_or(range)));
        assert_eq!(ours.collect::<Vec<_>>(), theirs.map(|number| (number.name, number.range)));
    }

    #[test]
    fn the_page_says_the_ranges() {
        let page = include_str!("../../../docs/subscriber.md");
        for (name, Number { range, managed, .. }) in numbers() {
            let setting = format!("| `{} = …` |", name.word());
            let row = page.lines().find(|line| line.starts_with(&setting)).unwrap();
            for range in managed.into_iter().chain([range]) {
                assert!(row.contains(&format!("{} to {}", range.start(), range.end())), "{row}");
            }
        }
    }
}
