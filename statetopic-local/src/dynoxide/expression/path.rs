//! The path of an attribute in an expression.

use serde_json::{Map, Value};

use super::token::Token;

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

/// The path that begins at a token, with the attributes' names, and the place behind it; `None` where there is none.
pub(super) fn path(
    tokens: &[Token<'_>],
    start: usize,
    names: Option<&Map<String, Value>>,
) -> Option<(Vec<Step>, usize)> {
    let name = |place: usize| match *tokens.get(place)? {
        Token::Word(word) => Some(Step::Name(word.to_owned())),
        Token::Name(placeholder) => Some(Step::Name(names?.get(placeholder)?.as_str()?.to_owned())),
        Token::Value(_) | Token::Symbol(_) => None,
    };
    let is_symbol = |place: usize, symbol| tokens.get(place).is_some_and(|token| token.is_symbol(symbol));
    let (mut path, mut place) = (vec![name(start)?], start + 1);
    loop {
        if is_symbol(place, ".") {
            path.push(name(place + 1)?);
            place += 2;
        } else if is_symbol(place, "[") {
            let Token::Word(digits) = *tokens.get(place + 1)? else { return None };
            path.push(Step::Index(digits.parse().ok()?));
            is_symbol(place + 2, "]").then_some(())?;
            place += 3;
        } else {
            return Some((path, place));
        }
    }
}
