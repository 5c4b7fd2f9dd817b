//! The fields that differ between two states of a row, for any read model.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use statetopic::ReadModel;
use statetopic::prelude::*;

/// The replacement for a sensitive value.
pub const MASKED: &str = "[masked]";

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The attribute.
    pub attribute: String,
    /// The old value; `None` if there was none.
    pub old: Option<String>,
    /// The new value; `None` if there is none.
    pub new: Option<String>,
}

/// The fields that differ between what a row was and what it is, by name. The key is not among them; the values of
/// `#[sensitive]` fields are compared and masked.
///
/// # Errors
/// If a row does not serialize.
pub fn field_changes<M: ReadModel + Serialize>(old: Option<&M>, new: Option<&M>) -> Result<Vec<FieldChange>> {
    let (old, new) = (attributes(old)?, attributes(new)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let is_key = |name: &String| M::SCHEMA.key_elements().any(|element| element.name == name);
    let changed = names.into_iter().filter(|name| !is_key(name) && old.get(*name) != new.get(*name));
    let shown = |value: &Value, name: &str| match value {
        _ if M::SENSITIVE.contains(&name) => MASKED.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let change = |name: &String| FieldChange {
        attribute: name.clone(),
        old: old.get(name).map(|value| shown(value, name)),
        new: new.get(name).map(|value| shown(value, name)),
    };
    Ok(changed.map(change).collect())
}

/// The attributes of a row that have a value, as serde names them.
fn attributes<M: Serialize>(row: Option<&M>) -> Result<Map<String, Value>> {
    let Some(Value::Object(attributes)) = row.map(serde_json::to_value).transpose()? else { return Ok(Map::new()) };
    Ok(attributes.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[read_model(table = "parcels")]
    #[derive(Clone, Serialize, Deserialize)]
    struct Parcel {
        #[partition_key]
        number: u32,
        #[serde(rename = "to")]
        address: String,
        weight: Number,
        #[sensitive]
        content: Option<Sensitive<String>>,
    }

    fn parcel() -> Parcel {
        let content = Some(Sensitive::new("a ring".to_owned()));
        Parcel { number: 7, address: "Oslo".to_owned(), weight: "1.50".parse().unwrap(), content }
    }

    fn change(attribute: &str, old: Option<&str>, new: Option<&str>) -> FieldChange {
        FieldChange { attribute: attribute.to_owned(), old: old.map(str::to_owned), new: new.map(str::to_owned) }
    }

    #[test]
    fn a_changed_field_has_its_attributes_name_and_both_values() {
        let moved = Parcel { address: "Bergen".to_owned(), weight: "2".parse().unwrap(), ..parcel() };
        let expected = [change("to", Some("Oslo"), Some("Bergen")), change("weight", Some("1.5"), Some("2"))];
        assert_eq!(field_changes(Some(&parcel()), Some(&moved)).unwrap(), expected);
    }

    #[test]
    fn that_a_sensitive_value_changed_is_told_and_not_what_it_is() {
        let swapped = Parcel { content: Some(Sensitive::new("a stone".to_owned())), ..parcel() };
        let expected = [change("content", Some(MASKED), Some(MASKED))];
        assert_eq!(field_changes(Some(&parcel()), Some(&swapped)).unwrap(), expected);
        let emptied = Parcel { content: None, ..parcel() };
        let expected = [change("content", Some(MASKED), None)];
        assert_eq!(field_changes(Some(&parcel()), Some(&emptied)).unwrap(), expected);
        assert_eq!(field_changes(Some(&parcel()), Some(&parcel())).unwrap(), []);
    }

    #[test]
    fn a_row_that_comes_or_goes_has_all_its_fields_but_the_key() {
        let names = |changes: Vec<FieldChange>| changes.into_iter().map(|change| change.attribute).collect::<Vec<_>>();
        let came = field_changes(None, Some(&parcel())).unwrap();
        assert!(came.iter().all(|change| change.old.is_none() && change.new.is_some()));
        assert_eq!(names(came), ["content", "to", "weight"]);
        let went = field_changes(Some(&parcel()), None).unwrap();
        assert!(went.iter().all(|change| change.old.is_some() && change.new.is_none()));
    }
}
