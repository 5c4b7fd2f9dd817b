//! A key attribute says which of DynamoDB's three types it is.

use statetopic::key::{KeyAttribute, KeyError, KeyValue};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Name(String);

impl KeyAttribute for Name {
    type Scalar = String;

    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        self.0.to_key_value()
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        String::from_key_value(value).map(Self)
    }
}

fn main() {}
