//! Keys and updates in the words of the SDK.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use crate::attribute::Segment;
use crate::schema::TableSchema;
use crate::update::{Action, Actions, Addition};
use crate::writes::{RowKey, attribute_value};

/// An item of serde's as the SDK has it.
pub(crate) fn to_sdk_item(item: Item) -> HashMap<String, AttributeValue> {
    item.into_inner().into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// A key as the SDK has it.
pub(crate) fn key_item(schema: &TableSchema, key: &RowKey) -> HashMap<String, AttributeValue> {
    let values = std::iter::once(&key.partition).chain(&key.sort);
    schema.key_names().zip(values).map(|(name, value)| (name.to_owned(), attribute_value(value).into())).collect()
}

/// An update's expressions. Attributes go by placeholders, since any name may be a reserved word.
#[derive(Debug, PartialEq)]
pub(crate) struct UpdateExpression {
    pub(crate) update: String,
    pub(crate) condition: Option<String>,
    pub(crate) names: HashMap<String, String>,
    /// DynamoDB takes no empty map for none.
    pub(crate) values: Option<HashMap<String, AttributeValue>>,
}

impl UpdateExpression {
    pub(crate) fn of(actions: &Actions) -> Self {
        let (mut sets, mut removes, mut adds) = (Vec::new(), Vec::new(), Vec::new());
        let (mut conditions, mut names, mut values) = (Vec::new(), Names::default(), HashMap::new());
        for (place, (path, action)) in actions.iter().enumerate() {
            let (attribute, value) = (names.placeholders(path.segments()), format!(":v{place}"));
            let parent = path.parent();
            if let Some((parent, last)) = parent {
                let condition = is_there(&names.placeholders(parent), last, &mut values);
                if !conditions.contains(&condition) {
                    conditions.push(condition);
                }
            }
            match action {
                Action::Set(new) => {
                    sets.push(format!("{attribute} = {value}"));
                    values.insert(value, new.clone().into());
                }
                Action::Remove => removes.push(attribute),
                // Beyond the end of a list `SET` appends, and so would each further one.
                Action::Empty => {
                    conditions.push(format!("attribute_exists({attribute})"));
                    sets.push(format!("{attribute} = {value}"));
                    values.insert(value, AttributeValue::Null(true));
                }
                Action::Add(addition) => {
                    conditions.push(within_range(addition, place, &attribute, path.is_element(), &mut values));
                    match parent {
                        None => adds.push(format!("{attribute} {value}")),
                        Some((_, Segment::Index(_))) => sets.push(format!("{attribute} = {attribute} + {value}")),
                        // `ADD` is for attributes of the row itself.
                        Some((_, Segment::Name(_))) => {
                            sets.push(format!("{attribute} = if_not_exists({attribute}, :zero) + {value}"));
                            values.insert(":zero".to_owned(), AttributeValue::N("0".to_owned()));
                        }
                    }
                    values.insert(value, AttributeValue::N(addition.delta.to_string()));
                }
            }
        }
        let clauses = [("SET", sets), ("REMOVE", removes), ("ADD", adds)];
        let clauses = clauses.iter().filter(|(_, actions)| !actions.is_empty());
        let clauses: Vec<String> =
            clauses.map(|(clause, actions)| format!("{clause} {}", actions.join(", "))).collect();
        Self {
            update: clauses.join(" "),
            condition: (!conditions.is_empty()).then(|| conditions.join(" AND ")),
            names: names.0.into_iter().map(|(name, placeholder)| (placeholder, name.to_owned())).collect(),
            values: Some(values).filter(|values| !values.is_empty()),
        }
    }
}

/// The placeholders of names: one for each name, however often it is on a path.
#[derive(Default)]
struct Names(HashMap<&'static str, String>);

impl Names {
    fn placeholders(&mut self, path: &[Segment]) -> String {
        let mut written = String::new();
        for segment in path {
            match segment {
                Segment::Index(index) => {
                    let _ = write!(written, "[{index}]");
                }
                Segment::Name(name) => {
                    if !written.is_empty() {
                        written.push('.');
                    }
                    let next = self.0.len();
                    written.push_str(self.0.entry(name).or_insert_with(|| format!("#a{next}")));
                }
            }
        }
        written
    }
}

/// The condition that a map is there, or a list: without it DynamoDB refuses the request as one that cannot be.
fn is_there(parent: &str, last: Segment, values: &mut HashMap<String, AttributeValue>) -> String {
    let (value, descriptor) = match last {
        Segment::Name(_) => (":map", "M"),
        Segment::Index(_) => (":list", "L"),
    };
    values.insert(value.to_owned(), AttributeValue::S(descriptor.to_owned()));
    format!("attribute_type({parent}, {value})")
}

/// The condition under which a row is newer than the one that is there.
pub(crate) struct NewerCondition {
    pub(crate) condition: String,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: HashMap<String, AttributeValue>,
}

impl NewerCondition {
    /// `None` for a model without a version, which `put_if_newer` does not compile for.
    pub(crate) fn of(schema: &TableSchema, row: &HashMap<String, AttributeValue>) -> Option<Self> {
        let name = schema.version?;
        let version = row.get(name)?.clone();
        Some(Self {
            condition: "attribute_not_exists(#version) OR #version < :version".to_owned(),
            names: HashMap::from([("#version".to_owned(), name.to_owned())]),
            values: HashMap::from([(":version".to_owned(), version)]),
        })
    }
}

/// The condition under which an addition stays within its field's range. A missing attribute counts as zero, but an element of
/// a list must be there.
fn within_range(
    addition: &Addition,
    place: usize,
    attribute: &str,
    is_element: bool,
    values: &mut HashMap<String, AttributeValue>,
) -> String {
    // `check_ranges` has refused these; should one come here, it is under a condition that nothing meets.
    let Some((lowest, highest)) = addition.allowed() else {
        return format!("(attribute_exists({attribute}) AND attribute_not_exists({attribute}))");
    };
    let (low, high) = (format!(":low{place}"), format!(":high{place}"));
    let between = format!("{attribute} BETWEEN {low} AND {high}");
    values.insert(low, AttributeValue::N(lowest.to_string()));
    values.insert(high, AttributeValue::N(highest.to_string()));
    match (lowest..=highest).contains(&0) && !is_element {
        true => format!("(attribute_not_exists({attribute}) OR {between})"),
        false => between,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

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
    }

    fn expression(change: impl FnOnce(Update<Order>) -> Update<Order>) -> UpdateExpression {
        UpdateExpression::of(&change(OrderKey { id: 1 }.update()).into_actions().unwrap())
    }

    #[test]
    fn a_path_has_a_placeholder_for_each_name_and_asks_that_its_map_is_there() {
        let written = expression(|update| {
            let update = update.set(|a| a.name, "a".to_owned()).set(|a| a.place.at(|a| a.name), "b".to_owned());
            update.remove(|a| a.place.at(|a| a.id)).set(|a| a.places.index(2).at(|a| a.name), "c".to_owned())
        });
        assert_eq!(written.update, "SET #a0 = :v0, #a1.#a0 = :v2, #a3[2].#a0 = :v3 REMOVE #a1.#a2");
        assert_eq!(written.condition.as_deref(), Some("attribute_type(#a1, :map) AND attribute_type(#a3[2], :map)"));
        let names = [("#a0", "name"), ("#a1", "place"), ("#a2", "id"), ("#a3", "places")];
        assert_eq!(written.names, names.map(|(placeholder, name)| (placeholder.to_owned(), name.to_owned())).into());
    }

    #[test]
    fn what_is_in_the_row_itself_is_added_to_without_asking_for_a_map() {
        let written = expression(|update| update.add(|a| a.total, 1));
        assert_eq!(written.update, "ADD #a0 :v0");
        let condition = "(attribute_not_exists(#a0) OR #a0 BETWEEN :low0 AND :high0)";
        assert_eq!(written.condition.as_deref(), Some(condition));
    }

    #[test]
    fn what_is_added_to_or_removed_in_a_list_must_be_there() {
        let written = expression(|update| update.add(|a| a.counts.index(9), 1).remove(|a| a.notes.index(3)));
        assert_eq!(written.update, "SET #a0[9] = #a0[9] + :v0, #a1[3] = :v1");
        let condition = "attribute_type(#a0, :list) AND #a0[9] BETWEEN :low0 AND :high0 AND attribute_type(#a1, :list) AND \
                         attribute_exists(#a1[3])";
        assert_eq!(written.condition.as_deref(), Some(condition));
    }

    #[test]
    fn an_element_asks_that_its_list_is_there() {
        let place = Place { id: None, name: "a".to_owned() };
        let written = expression(|update| update.set(|a| a.places.index(0), place));
        assert_eq!(
            (&*written.update, &*written.condition.unwrap()),
            ("SET #a0[0] = :v0", "attribute_type(#a0, :list)")
        );
    }
}
