//! The tokens of an expression.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A keyword, a function, an attribute's own name or the place of a list's element.
    Word(&'a str),
    /// `#name`: a placeholder of an attribute's name.
    Name(&'a str),
    /// `:value`: a placeholder of a value.
    Value(&'a str),
    /// An operator, a parenthesis, a comma, or whatever else there is.
    Symbol(&'a str),
}

impl Token<'_> {
    /// Whether it is this keyword, in upper or lower case.
    pub(crate) fn is_keyword(self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(crate) fn is_symbol(self, symbol: &str) -> bool {
        self == Token::Symbol(symbol)
    }
}

/// The tokens of an expression, whatever it says.
pub(crate) fn tokens(expression: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest) = (Vec::new(), expression.trim_start());
    while let Some(first) = rest.chars().next() {
        let is_placeholder = matches!(first, '#' | ':');
        let length = if is_placeholder || is_word(first) {
            let start = usize::from(is_placeholder);
            rest.get(start..).and_then(|word| word.find(|c| !is_word(c))).map_or(rest.len(), |end| start + end)
        } else {
            match rest.get(..2) {
                Some("<>" | "<=" | ">=") => 2,
                _ => first.len_utf8(),
            }
        };
        let (token, after) = rest.split_at(length);
        tokens.push(match first {
            '#' => Token::Name(token),
            ':' => Token::Value(token),
            _ if is_word(first) => Token::Word(token),
            _ => Token::Symbol(token),
        });
        rest = after.trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_words_placeholders_and_symbols() {
        let found = tokens("SET #a.b[12]=if_not_exists(#a , :v1)+:v2");
        let (word, symbol) = (Token::Word, Token::Symbol);
        let expected = [
            word("SET"),
            Token::Name("#a"),
            symbol("."),
            word("b"),
            symbol("["),
            word("12"),
            symbol("]"),
            symbol("="),
            word("if_not_exists"),
            symbol("("),
            Token::Name("#a"),
            symbol(","),
            Token::Value(":v1"),
            symbol(")"),
            symbol("+"),
            Token::Value(":v2"),
        ];
        assert_eq!(found, expected);
        assert_eq!(tokens("a<>:b<=:c<:d"), {
            let value = Token::Value;
            [word("a"), symbol("<>"), value(":b"), symbol("<="), value(":c"), symbol("<"), value(":d")]
        });
    }

    #[test]
    fn any_text_has_tokens() {
        assert_eq!(tokens(" \n"), []);
        assert_eq!(tokens("#: \u{1f980}<é#"), {
            let symbol = Token::Symbol;
            [Token::Name("#"), Token::Value(":"), symbol("\u{1f980}"), symbol("<"), Token::Word("é"), Token::Name("#")]
        });
    }
}
