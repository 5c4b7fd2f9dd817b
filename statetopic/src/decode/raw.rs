//! The records of an event as they stand in it: what is parked is kept as the stream wrote it.

use std::borrow::Cow;

use super::cursor::{Cursor, Syntax};
use super::envelope::{Source, string_or_none};
use super::error::EventError;
use super::event::{Identified, read_list, read_record};
use crate::change::Topic;

/// The JSON of each record of a stream's event.
pub(crate) fn raw_records(event: &str) -> Result<Vec<Cow<'_, str>>, EventError> {
    read_list(event, |cursor| {
        let mut records = Vec::new();
        let mut more = cursor.begin_array()?;
        while more {
            cursor.peek();
            let start = cursor.offset();
            cursor.skip_value()?;
            records.push(Cow::Borrowed(&event[start..cursor.offset()]));
            more = cursor.next_element()?;
        }
        Ok(records)
    })
}

/// The JSON of the record that each message of a queue has for a body; empty where it has none.
pub(crate) fn raw_bodies(event: &str) -> Result<Vec<Cow<'_, str>>, EventError> {
    read_list(event, |cursor| {
        let mut bodies = Vec::new();
        let mut more = cursor.begin_array()?;
        while more {
            bodies.push(body(cursor)?);
            more = cursor.next_element()?;
        }
        Ok(bodies)
    })
}

fn body<'de>(cursor: &mut Cursor<'de>) -> Result<Cow<'de, str>, Syntax> {
    let mut body = Cow::Borrowed("");
    let mut more = cursor.begin_object()?;
    while more {
        match &*cursor.member_name()? {
            "body" => body = string_or_none(cursor)?,
            _ => cursor.skip_value()?,
        }
        more = cursor.next_member()?;
    }
    Ok(body)
}

/// Reads a record that stands alone, with the identity of its item.
pub(crate) fn read_alone<T: Topic>(json: &str) -> Result<Identified<T>, EventError> {
    read_record(json, &mut Source::none(), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_as_it_stands_in_its_event() {
        let event = r#"{"other": [1], "Records": [ {"a": "\u0041}"} ,{"b":[{}, 2]}]}"#;
        assert_eq!(raw_records(event).unwrap(), [r#"{"a": "\u0041}"}"#, r#"{"b":[{}, 2]}"#]);
        assert_eq!(raw_records(r#"{"Records": []}"#).unwrap(), [] as [&str; 0]);
        assert!(raw_records(r#"{"Records": [{]}"#).is_err());
    }

    #[test]
    fn a_body_is_without_its_escapes() {
        let event = r#"{"Records": [{"messageId": "1", "body": "{\"a\":1}"}, {"body": 7}, {"messageId": "3"}]}"#;
        assert_eq!(raw_bodies(event).unwrap(), [r#"{"a":1}"#, "", ""]);
    }
}
