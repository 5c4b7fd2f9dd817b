//! The keys of a table and of its indexes, and what DynamoDB refuses of their values while the engine takes them.

mod query;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dynoxide::Database;
use serde_json::{Map, Value};

use super::expression::assignments;
pub(super) use query::{may_be_refused, refusal_of_query};

/// Maximum length of a partition key's value and of a sort key's, in bytes.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_PARTITION: usize = 2048;
const MAX_SORT: usize = 1024;

/// The keys of a table and of its indexes.
#[derive(Debug)]
pub(super) struct TableKeys {
    /// The attributes of the table's own key.
    own: Vec<String>,
    /// The attributes of the indexes' keys, each with its index and the most bytes that its value has.
    of_indexes: Vec<IndexKey>,
}

#[derive(Debug)]
struct IndexKey {
    attribute: String,
    index: String,
    max: usize,
}

impl TableKeys {
    /// Those of a table; `None` where there is no such table.
    pub(super) fn of(database: &Database, table: &str) -> Option<Self> {
        let metadata = database.get_table_metadata(table).ok()??;
        let parse = |json: &str| serde_json::from_str::<Value>(json).ok();
        let indexes = |json: Option<String>| json.and_then(|json| parse(&json)).unwrap_or_default();
        let (global, local) = (indexes(metadata.gsi_definitions), indexes(metadata.lsi_definitions));
        let mut of_indexes = Vec::new();
        for index in [&global, &local].into_iter().filter_map(Value::as_array).flatten() {
            let name = index["IndexName"].as_str().unwrap_or_default();
            of_indexes.extend(elements(&index["KeySchema"]).map(|(attribute, is_partition)| {
                let max = if is_partition { MAX_PARTITION } else { MAX_SORT };
                IndexKey { attribute: attribute.to_owned(), index: name.to_owned(), max }
            }));
        }
        let own = parse(&metadata.key_schema)?;
        let own = elements(&own).map(|(attribute, _)| attribute.to_owned()).collect();
        Some(Self { own, of_indexes })
    }

    /// The partition key's attribute.
    pub(super) fn partition(&self) -> Option<&str> {
        self.own.first().map(String::as_str)
    }

    /// The attributes of an item's key.
    pub(super) fn key_of(&self, item: &Map<String, Value>) -> Map<String, Value> {
        self.own.iter().filter_map(|name| Some((name.clone(), item.get(name)?.clone()))).collect()
    }

    /// Why no index can hold an item: DynamoDB's message.
    pub(super) fn refusal_of_item(&self, item: &Map<String, Value>) -> Option<String> {
        self.of_indexes.iter().find_map(|key| key.refusal(item.get(&key.attribute)?))
    }

    /// Why no index can hold what an update makes of its row, which is read where that depends on it.
    pub(super) fn refusal_of_update(
        &self,
        update: &Map<String, Value>,
        row: impl FnOnce() -> Option<Map<String, Value>>,
    ) -> Option<String> {
        if self.of_indexes.is_empty() {
            return None;
        }
        let mut assignments = assignments(update);
        assignments.retain(|assignment| self.of_indexes.iter().any(|key| key.attribute == assignment.attribute));
        let reads_row = assignments.iter().any(|assignment| assignment.value.reads_row());
        let row = if reads_row { row().unwrap_or_default() } else { Map::new() };
        assignments.iter().find_map(|assignment| {
            let value = assignment.value.resolve(&row)?;
            let mut keys = self.of_indexes.iter().filter(|key| key.attribute == assignment.attribute);
            keys.find_map(|key| key.refusal(value))
        })
    }
}

/// Whether a value of an item may be longer than that of a key: most items need no look at their table.
pub(super) fn has_long_value(item: &Map<String, Value>) -> bool {
    item.values().any(is_long)
}

/// The same of what an update sets.
pub(super) fn may_set_long_value(update: &Map<String, Value>) -> bool {
    assignments(update).iter().any(|assignment| assignment.value.may(is_long))
}

fn is_long(value: &Value) -> bool {
    let text = value.get("S").or(value.get("B"));
    text.and_then(Value::as_str).is_some_and(|text| text.len() > MAX_SORT)
}

/// The attributes of a key schema, and whether each is of the partition key.
fn elements(schema: &Value) -> impl Iterator<Item = (&str, bool)> {
    let elements = schema.as_array().into_iter().flatten();
    elements.filter_map(|element| Some((element["AttributeName"].as_str()?, element["KeyType"] == "HASH")))
}

impl IndexKey {
    fn refusal(&self, value: &Value) -> Option<String> {
        let Self { attribute, index, max } = self;
        (length(value)? > *max).then(|| {
            format!(
                "One or more parameter values were invalid: the value of the key attribute `{attribute}` of the index \
                 `{index}` has more than {max} bytes"
            )
        })
    }
}

/// The length of a text or of bytes.
fn length(value: &Value) -> Option<usize> {
    match (value.get("S"), value.get("B")) {
        (Some(text), _) => text.as_str().map(str::len),
        (_, Some(bytes)) => STANDARD.decode(bytes.as_str()?).ok().map(|bytes| bytes.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_and_bytes_have_a_length() {
        assert_eq!(length(&json!({"S": "zürich"})), Some(7));
        assert_eq!(length(&json!({"B": "AAEC"})), Some(3));
        assert_eq!(length(&json!({"N": "123456"})), None);
        assert_eq!(length(&json!("S")), None);
    }
}
