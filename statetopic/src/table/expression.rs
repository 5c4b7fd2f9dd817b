//! Keys and updates in the words of the SDK.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use crate::schema::TableSchema;
use crate::update::{Action, Addition};
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
    pub(crate) fn of(actions: &BTreeMap<&'static str, Action>) -> Self {
        let (mut sets, mut removes, mut adds, mut conditions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut names, mut values) = (HashMap::new(), HashMap::new());
        for (place, (name, action)) in actions.iter().enumerate() {
            let (attribute, value) = (format!("#a{place}"), format!(":v{place}"));
            names.insert(attribute.clone(), (*name).to_owned());
            match action {
                Action::Set(new) => {
                    sets.push(format!("{attribute} = {value}"));
                    values.insert(value, new.clone().into());
                }
                Action::Remove => removes.push(attribute),
                Action::Add(addition) => {
                    conditions.push(within_range(addition, place, &attribute, &mut values));
                    adds.push(format!("{attribute} {value}"));
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
            names,
            values: Some(values).filter(|values| !values.is_empty()),
        }
    }
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

/// The condition under which an addition stays within its field's range. A missing attribute counts as zero.
fn within_range(
    addition: &Addition,
    place: usize,
    attribute: &str,
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
    match (lowest..=highest).contains(&0) {
        true => format!("(attribute_not_exists({attribute}) OR {between})"),
        false => between,
    }
}
