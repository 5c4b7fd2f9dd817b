//! Conditions, updates and key conditions as DynamoDB's expressions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attribute::{DocumentPath, Segment};
use crate::number::Number;
use crate::rows::action::{Action, Actions};
use crate::rows::collection::How;
use crate::rows::condition::Condition;
use crate::rows::query::{KeyCondition, KeyTest};

/// The expressions of one operation, whose placeholders they share. Attributes go by placeholders, since any name may be a
/// reserved word.
#[derive(Default)]
pub(super) struct Expressions {
    /// A placeholder for each name, however often it is on a path.
    names: HashMap<Cow<'static, str>, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expressions {
    /// DynamoDB takes no empty map for none.
    pub(super) fn names(&self) -> Option<HashMap<String, String>> {
        let names = self.names.iter().map(|(name, placeholder)| (placeholder.clone(), name.as_ref().to_owned()));
        (!self.names.is_empty()).then(|| names.collect())
    }

    /// Takes the values out.
    pub(super) fn values(&mut self) -> Option<HashMap<String, AttributeValue>> {
        Some(std::mem::take(&mut self.values)).filter(|values| !values.is_empty())
    }

    fn value(&mut self, value: serde_dynamo::AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value.into());
        placeholder
    }

    fn name(&mut self, name: Cow<'static, str>) -> &str {
        let next = self.names.len();
        self.names.entry(name).or_insert_with(|| format!("#a{next}"))
    }

    fn path(&mut self, path: &DocumentPath) -> String {
        let mut written = String::new();
        for segment in path.segments() {
            match segment {
                Segment::Index(index) => {
                    let _ = write!(written, "[{index}]");
                }
                Segment::Name(name) => {
                    if !written.is_empty() {
                        written.push('.');
                    }
                    written.push_str(self.name(name.clone()));
                }
            }
        }
        written
    }

    /// A `ConditionExpression`.
    pub(super) fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::And(all) => self.joined(all, " AND "),
            Condition::Or(any) => self.joined(any, " OR "),
            Condition::Not(condition) => format!("NOT {}", self.within(condition, 2)),
            Condition::Exists(path) => format!("attribute_exists({})", self.path(path)),
            Condition::Missing(path) => format!("attribute_not_exists({})", self.path(path)),
            Condition::HasType(path, descriptor) => {
                let descriptor = serde_dynamo::AttributeValue::S(descriptor.as_str().to_owned());
                format!("attribute_type({}, {})", self.path(path), self.value(descriptor))
            }
            Condition::Compare(path, comparison, value) => {
                format!("{} {} {}", self.path(path), comparison.as_str(), self.value(value.clone()))
            }
            Condition::Between(path, low, high) => {
                let (path, low) = (self.path(path), self.value(low.clone()));
                format!("{path} BETWEEN {low} AND {}", self.value(high.clone()))
            }
            Condition::In(path, values) => {
                let path = self.path(path);
                let values: Vec<String> = values.iter().map(|value| self.value(value.clone())).collect();
                format!("{path} IN ({})", values.join(", "))
            }
            Condition::BeginsWith(path, prefix) => {
                format!("begins_with({}, {})", self.path(path), self.value(prefix.clone()))
            }
            Condition::Contains(path, value) => {
                format!("contains({}, {})", self.path(path), self.value(value.clone()))
            }
        }
    }

    fn joined(&mut self, conditions: &[Condition], operator: &str) -> String {
        let written: Vec<String> =
            conditions.iter().map(|condition| self.within(condition, conditions.len())).collect();
        written.join(operator)
    }

    /// A condition within another. DynamoDB refuses parentheses around parentheses, and so a condition that is alone has none.
    fn within(&mut self, condition: &Condition, siblings: usize) -> String {
        let mut condition = condition;
        while let Condition::And(joined) | Condition::Or(joined) = condition
            && let [alone] = joined.as_slice()
        {
            condition = alone;
        }
        let written = self.condition(condition);
        match condition {
            Condition::And(_) | Condition::Or(_) if siblings > 1 => format!("({written})"),
            _ => written,
        }
    }

    /// An `UpdateExpression`.
    pub(super) fn update(&mut self, actions: &Actions) -> String {
        let (mut sets, mut removes, mut adds, mut deletes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (path, action) in actions {
            let attribute = self.path(path);
            match action {
                Action::Set(new) => sets.push(format!("{attribute} = {}", self.value(new.clone()))),
                Action::Remove => removes.push(attribute),
                Action::Empty => {
                    sets.push(format!("{attribute} = {}", self.value(serde_dynamo::AttributeValue::Null(true))));
                }
                Action::Add(addition) => {
                    let number = |number: Number| serde_dynamo::AttributeValue::N(number.to_string());
                    let delta = self.value(number(addition.delta));
                    match path.parent() {
                        None if addition.start == Number::ZERO => adds.push(format!("{attribute} {delta}")),
                        Some((_, Segment::Index(_))) => sets.push(format!("{attribute} = {attribute} + {delta}")),
                        // `ADD` is for attributes of the row itself, and begins at zero.
                        None | Some((_, Segment::Name(_))) => {
                            let start = self.value(number(addition.start));
                            sets.push(format!("{attribute} = if_not_exists({attribute}, {start}) + {delta}"));
                        }
                    }
                }
                Action::Collect(collected) => {
                    let value = self.value(collected.value.clone());
                    match &collected.how {
                        How::IfMissing => sets.push(format!("{attribute} = if_not_exists({attribute}, {value})")),
                        How::Append { .. } if path.is_element() => {
                            sets.push(format!("{attribute} = list_append({attribute}, {value})"));
                        }
                        How::Append { start } => {
                            let start = self.value(start.clone());
                            let list = format!("if_not_exists({attribute}, {start})");
                            sets.push(format!("{attribute} = list_append({list}, {value})"));
                        }
                        How::Include => adds.push(format!("{attribute} {value}")),
                        How::Exclude => deletes.push(format!("{attribute} {value}")),
                    }
                }
            }
        }
        let clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds), ("DELETE", deletes)];
        let clauses = clauses.iter().filter(|(_, actions)| !actions.is_empty());
        let clauses: Vec<String> =
            clauses.map(|(clause, actions)| format!("{clause} {}", actions.join(", "))).collect();
        clauses.join(" ")
    }

    /// A `KeyConditionExpression`.
    pub(super) fn keys(&mut self, keys: &[KeyCondition]) -> String {
        let mut conditions = Vec::new();
        for KeyCondition { attribute, test } in keys {
            let name = self.name(Cow::Borrowed(attribute)).to_owned();
            conditions.push(match test {
                KeyTest::Compare(comparison, value) => {
                    format!("{name} {} {}", comparison.as_str(), self.value(value.clone()))
                }
                KeyTest::Between(low, high) => {
                    let low = self.value(low.clone());
                    format!("{name} BETWEEN {low} AND {}", self.value(high.clone()))
                }
                KeyTest::BeginsWith(prefix) => format!("begins_with({name}, {})", self.value(prefix.clone())),
            });
        }
        conditions.join(" AND ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::prelude::*;
    use crate::rows::condition::Comparison;
    use crate::rows::implicit;

    #[derive(Serialize, Deserialize, crate::MapAttribute)]
    struct Place {
        id: Option<u32>,
        name: String,
    }

    #[crate::read_model(table = "orders")]
    #[derive(Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        id: u32,
        name: String,
        place: Place,
        places: Vec<Place>,
        counts: Vec<u8>,
        notes: Vec<Option<String>>,
        total: u8,
        labels: BTreeMap<String, u8>,
    }

    /// The update, its condition, and the names.
    fn expression(change: impl FnOnce(Update<Order>) -> Update<Order>) -> (String, String, HashMap<String, String>) {
        let actions = change(OrderKey { id: 1 }.update_existing()).into_actions().unwrap();
        let mut expressions = Expressions::default();
        let update = expressions.update(&actions);
        let condition = implicit::of_actions(&actions).map(|condition| expressions.condition(&condition));
        (update, condition.unwrap_or_default(), expressions.names().unwrap())
    }

    #[test]
    fn a_path_has_a_placeholder_for_each_name_and_asks_that_its_map_is_there() {
        let (update, condition, written) = expression(|update| {
            let update = update.set(|a| a.name, "a".to_owned()).set(|a| a.place.at(|a| a.name), "b".to_owned());
            update.remove(|a| a.place.at(|a| a.id)).set(|a| a.places.index(2).at(|a| a.name), "c".to_owned())
        });
        assert_eq!(update, "SET #a0 = :v0, #a1.#a0 = :v1, #a3[2].#a0 = :v2 REMOVE #a1.#a2");
        assert_eq!(condition, "attribute_type(#a1, :v3) AND attribute_type(#a3[2], :v4)");
        let names = [("#a0", "name"), ("#a1", "place"), ("#a2", "id"), ("#a3", "places")];
        assert_eq!(written, names.map(|(placeholder, name)| (placeholder.to_owned(), name.to_owned())).into());
    }

    #[test]
    fn the_key_of_an_entry_goes_by_a_placeholder_and_its_map_is_asked_for_once() {
        let (update, condition, written) = expression(|update| {
            let update = update.set_entry(|a| a.labels, "a.b #:=", 1).remove_entry(|a| a.labels, "labels");
            update.set_entry(|a| a.labels, "name", 2).set(|a| a.name, "a".to_owned())
        });
        assert_eq!(update, "SET #a0.#a1 = :v0, #a0.#a2 = :v1, #a2 = :v2 REMOVE #a0.#a0");
        assert_eq!(condition, "attribute_type(#a0, :v3)");
        let names = [("#a0", "labels"), ("#a1", "a.b #:="), ("#a2", "name")];
        assert_eq!(written, names.map(|(placeholder, name)| (placeholder.to_owned(), name.to_owned())).into());
    }

    #[test]
    fn what_is_in_the_row_itself_is_added_to_without_asking_for_a_map() {
        let (update, condition, _) = expression(|update| update.add(|a| a.total, 1));
        assert_eq!(update, "ADD #a0 :v0");
        assert_eq!(condition, "attribute_not_exists(#a0) OR #a0 BETWEEN :v1 AND :v2");
    }

    #[test]
    fn what_is_added_to_or_removed_in_a_list_must_be_there() {
        let (update, condition, _) =
            expression(|update| update.add(|a| a.counts.index(9), 1).remove(|a| a.notes.index(3)));
        assert_eq!(update, "SET #a0[9] = #a0[9] + :v0, #a1[3] = :v1");
        let expected = "attribute_type(#a0, :v2) AND #a0[9] BETWEEN :v3 AND :v4 AND attribute_type(#a1, :v5) AND \
                        attribute_exists(#a1[3])";
        assert_eq!(condition, expected);
    }

    #[test]
    fn an_element_asks_that_its_list_is_there() {
        let place = Place { id: None, name: "a".to_owned() };
        let (update, condition, _) = expression(|update| update.set(|a| a.places.index(0), place));
        assert_eq!((&*update, &*condition), ("SET #a0[0] = :v0", "attribute_type(#a0, :v1)"));
    }

    #[test]
    fn conditions_within_others_are_in_parentheses_and_those_alone_are_not() {
        let path = || DocumentPath::named("a");
        let below = || Condition::Compare(path(), Comparison::Below, serde_dynamo::AttributeValue::N("1".to_owned()));
        let or = || Condition::Or(vec![Condition::Missing(path()), below()]);
        for (condition, expected) in [
            (or(), "attribute_not_exists(#a0) OR #a0 < :v0"),
            (Condition::And(vec![or()]), "attribute_not_exists(#a0) OR #a0 < :v0"),
            (Condition::Not(Box::new(or())), "NOT (attribute_not_exists(#a0) OR #a0 < :v0)"),
            (Condition::Not(Box::new(below())), "NOT #a0 < :v0"),
            (
                Condition::And(vec![below(), Condition::And(vec![or()])]),
                "#a0 < :v0 AND (attribute_not_exists(#a0) OR #a0 < :v1)",
            ),
        ] {
            assert_eq!(Expressions::default().condition(&condition), expected);
        }
    }
}
