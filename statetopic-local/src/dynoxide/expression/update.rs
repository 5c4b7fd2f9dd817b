//! What an update expression sets, and whether it sets anything.

use serde_json::{Map, Value};

use super::path::{Step, path};
use super::token::{Token, tokens};

/// What an attribute of the row itself is set to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) attribute: String,
    pub(crate) value: Operand,
}

/// What something is set to, as far as it can be a text or bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Value(Value),
    Path(Vec<Step>),
    IfNotExists(Vec<Step>, Box<Operand>),
    /// A number, a list, or what the engine refuses.
    Other,
}

impl Operand {
    /// Whether its value depends on the row that is there.
    pub(crate) fn reads_row(&self) -> bool {
        matches!(self, Self::Path(_) | Self::IfNotExists(..))
    }

    /// Whether its value may be one that is looked for.
    pub(crate) fn may(&self, is_looked_for: impl Fn(&Value) -> bool) -> bool {
        match self {
            Self::Value(value) => is_looked_for(value),
            Self::Path(_) | Self::IfNotExists(..) => true,
            Self::Other => false,
        }
    }

    /// Its value with this row; `None` where it has none, or one that is neither a text nor bytes.
    pub(crate) fn resolve<'a>(&'a self, row: &'a Map<String, Value>) -> Option<&'a Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Path(path) => at(row, path),
            Self::IfNotExists(path, otherwise) => at(row, path).or_else(|| otherwise.resolve(row)),
            Self::Other => None,
        }
    }
}

fn at<'a>(row: &'a Map<String, Value>, path: &[Step]) -> Option<&'a Value> {
    let Some((Step::Name(first), rest)) = path.split_first() else { return None };
    rest.iter().try_fold(row.get(first)?, |value, step| match step {
        Step::Name(name) => value.get("M")?.get(name),
        Step::Index(place) => value.get("L")?.get(place),
    })
}

/// Whether an update removes attributes or members of sets, and does nothing else: then it makes no row.
pub(crate) fn only_removes(update: &Map<String, Value>) -> bool {
    if let Some(expression) = update.get("UpdateExpression").and_then(Value::as_str) {
        let tokens = tokens(expression);
        let has = |keyword: &str| tokens.iter().any(|token| token.is_keyword(keyword));
        return (has("REMOVE") || has("DELETE")) && !has("SET") && !has("ADD");
    }
    let updates = update.get("AttributeUpdates").and_then(Value::as_object);
    updates.is_some_and(|updates| !updates.is_empty() && updates.values().all(|update| update["Action"] == "DELETE"))
}

/// What an update sets attributes of the row itself to. What is not an update expression sets nothing: the engine says what is
/// wrong with it.
pub(crate) fn assignments(update: &Map<String, Value>) -> Vec<Assignment> {
    if let Some(expression) = update.get("UpdateExpression").and_then(Value::as_str) {
        let placeholders = |name: &str| update.get(name).and_then(Value::as_object);
        let (names, values) = (placeholders("ExpressionAttributeNames"), placeholders("ExpressionAttributeValues"));
        return Parser { tokens: tokens(expression), place: 0, names, values }.assignments();
    }
    let updates = update.get("AttributeUpdates").and_then(Value::as_object).into_iter().flatten();
    let puts = updates.filter(|(_, update)| update.get("Action").is_none_or(|action| action == "PUT"));
    let assignment = |(attribute, update): (&String, &Value)| {
        let value = Operand::Value(update.get("Value")?.clone());
        Some(Assignment { attribute: attribute.clone(), value })
    };
    puts.filter_map(assignment).collect()
}

/// The attributes of the row itself that an update changes, or changes something within.
pub(crate) fn changed(update: &Map<String, Value>) -> Vec<String> {
    if let Some(expression) = update.get("UpdateExpression").and_then(Value::as_str) {
        let names = update.get("ExpressionAttributeNames").and_then(Value::as_object);
        return Parser { tokens: tokens(expression), place: 0, names, values: None }.changed();
    }
    let updates = update.get("AttributeUpdates").and_then(Value::as_object);
    updates.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Reads the clauses of an update expression.
struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    place: usize,
    names: Option<&'a Map<String, Value>>,
    values: Option<&'a Map<String, Value>>,
}

impl<'a> Parser<'a> {
    fn assignments(mut self) -> Vec<Assignment> {
        let mut found = Vec::new();
        let Some(start) = self.tokens.iter().position(|token| token.is_keyword("SET")) else { return found };
        self.place = start + 1;
        while let Some((path, value)) = self.assignment() {
            if let [Step::Name(attribute)] = path.as_slice() {
                found.push(Assignment { attribute: attribute.clone(), value });
            }
            if !self.skip(",") {
                break;
            }
        }
        found
    }

    fn changed(mut self) -> Vec<String> {
        let is_clause = |token: Token<'_>| ["SET", "REMOVE", "ADD", "DELETE"].iter().any(|word| token.is_keyword(word));
        let (mut found, mut depth, mut is_path_next) = (Vec::new(), 0_usize, false);
        while let Some(token) = self.peek() {
            if is_path_next && let Some([Step::Name(attribute), ..]) = self.path().as_deref() {
                found.push(attribute.clone());
                is_path_next = false;
                continue;
            }
            match token {
                Token::Symbol("(") => depth += 1,
                Token::Symbol(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            is_path_next = depth == 0 && (token.is_symbol(",") || is_clause(token));
            self.place += 1;
        }
        found
    }

    fn assignment(&mut self) -> Option<(Vec<Step>, Operand)> {
        let path = self.path()?;
        self.skip("=").then_some(())?;
        Some((path, self.sum()?))
    }

    fn sum(&mut self) -> Option<Operand> {
        let first = self.operand()?;
        if self.skip("+") || self.skip("-") {
            self.sum()?;
            return Some(Operand::Other);
        }
        Some(first)
    }

    fn operand(&mut self) -> Option<Operand> {
        if self.skip("(") {
            let operand = self.sum()?;
            return self.skip(")").then_some(operand);
        }
        let token = self.peek()?;
        if let Token::Value(name) = token {
            self.place += 1;
            return Some(Operand::Value(self.values?.get(name)?.clone()));
        }
        if !self.tokens.get(self.place + 1).is_some_and(|next| next.is_symbol("(")) {
            return self.path().map(Operand::Path);
        }
        self.place += 2;
        let operand = match token {
            Token::Word("if_not_exists") => {
                let path = self.path()?;
                self.skip(",").then_some(())?;
                Operand::IfNotExists(path, Box::new(self.sum()?))
            }
            _ => {
                self.sum()?;
                while self.skip(",") {
                    self.sum()?;
                }
                Operand::Other
            }
        };
        self.skip(")").then_some(operand)
    }

    fn path(&mut self) -> Option<Vec<Step>> {
        let (path, end) = path(&self.tokens, self.place, self.names)?;
        self.place = end;
        Some(path)
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.place).copied()
    }

    fn skip(&mut self, symbol: &str) -> bool {
        let is_next = self.peek().is_some_and(|token| token.is_symbol(symbol));
        self.place += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_update_with_a_value_in_it_does_not_only_remove() {
        for (update, expected) in [
            (json!({"UpdateExpression": "REMOVE a, #set"}), true),
            (json!({"UpdateExpression": "delete a :set"}), true),
            (json!({"UpdateExpression": "REMOVE a DELETE b :b"}), true),
            (json!({"UpdateExpression": "REMOVE a SET b = :b"}), false),
            (json!({"UpdateExpression": "REMOVE a add b :b"}), false),
            (json!({"AttributeUpdates": {"a": {"Action": "DELETE"}}}), true),
            (json!({"AttributeUpdates": {"a": {"Action": "DELETE"}, "b": {"Value": {"S": "x"}}}}), false),
            (json!({"AttributeUpdates": {}}), false),
            (json!({}), false),
        ] {
            assert_eq!(only_removes(&map(update.clone())), expected, "{update}");
        }
    }

    #[test]
    fn each_clause_changes_attributes_of_the_row() {
        let update = map(json!({
            "UpdateExpression": "SET #a.b = if_not_exists(c, :d) + e, f[0] = :g REMOVE h, #i.j ADD k :l, m :n DELETE o :p",
            "ExpressionAttributeNames": {"#a": "first", "#i": "set"},
        }));
        assert_eq!(changed(&update), ["first", "f", "h", "set", "k", "m", "o"]);
        assert_eq!(changed(&map(json!({"AttributeUpdates": {"a": {"Action": "DELETE"}}}))), ["a"]);
        assert_eq!(changed(&map(json!({"UpdateExpression": "SET"}))), [""; 0]);
        assert_eq!(changed(&map(json!({}))), [""; 0]);
    }

    #[test]
    fn what_is_set_may_be_read_from_the_row() {
        let row = map(json!({"home": {"M": {"names": {"L": [{"S": "first"}]}}}, "tag": {"S": "old"}}));
        let values = json!({":new": {"S": "new"}, ":n": {"N": "1"}});
        for (value, expected) in [
            (":new", json!({"S": "new"})),
            ("(:new)", json!({"S": "new"})),
            ("#tag", json!({"S": "old"})),
            ("home.names[0]", json!({"S": "first"})),
            ("home.names[1]", Value::Null),
            ("if_not_exists(#tag, :new)", json!({"S": "old"})),
            ("if_not_exists(home.name, if_not_exists(none, :new))", json!({"S": "new"})),
            ("list_append(home.names, :new)", Value::Null),
            ("count + :n", Value::Null),
            ("if_not_exists(#tag", Value::Null),
            (":missing", Value::Null),
        ] {
            let update = map(json!({
                "UpdateExpression": format!("REMOVE x SET a.b = :n, place = {value}, last = :new"),
                "ExpressionAttributeNames": {"#tag": "tag"},
                "ExpressionAttributeValues": values,
            }));
            let assignments = assignments(&update);
            let found = assignments.iter().find(|assignment| assignment.attribute == "place");
            let found = found.and_then(|assignment| assignment.value.resolve(&row)).cloned();
            assert_eq!(found.unwrap_or_default(), expected, "{value}");
        }
        let legacy = map(json!({"AttributeUpdates": {"a": {"Value": {"S": "x"}}, "b": {"Action": "ADD"}}}));
        let expected = Assignment { attribute: "a".to_owned(), value: Operand::Value(json!({"S": "x"})) };
        assert_eq!(assignments(&legacy), [expected]);
    }
}
