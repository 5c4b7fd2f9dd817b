//! Errors about subscribers.

use super::unknown;
use crate::spelling::{list, nearest};

pub(crate) fn generic_subscriber() -> &'static str {
    "a subscriber is one Lambda function of one topic; remove the generic parameters"
}

pub(crate) fn subscriber_method() -> &'static str {
    "a subscriber is a free function; move it out of the `impl` or trait and pass what `self` holds as a resource"
}

pub(crate) fn subscriber_modifier(modifier: &str) -> String {
    format!("a subscriber is a plain or `async` function; remove `{modifier}`")
}

pub(crate) fn subscriber_without_change() -> &'static str {
    "a subscriber needs a change as its first parameter; write `change: StateChange<Model>`"
}

pub(crate) fn resource_not_a_reference() -> &'static str {
    "a resource is connected once and passed by reference; write a shared reference, e.g. `&Table<Model>`"
}

pub(crate) fn unsized_resource() -> &'static str {
    "a resource is a sized type; write `&Table<Model>`, or a reference to a struct of yours that implements \
     `Resource`"
}

pub(crate) fn subscriber_called_main() -> &'static str {
    "`#[subscriber]` generates `main` in a bin; rename the function"
}

pub(crate) fn future_by_hand() -> &'static str {
    "a subscriber that awaits is an `async` function; write `async fn` and the type of its output"
}

pub(crate) fn unknown_part(event: &str, written: &str, parts: &[&str]) -> String {
    let near = match written {
        "before" | "previous" => parts.iter().find(|part| **part == "old").copied(),
        "after" | "current" => parts.iter().find(|part| **part == "new").copied(),
        other => nearest(other, parts),
    };
    unknown(&format!("part `{written}` of `{event}`"), near, parts)
}

pub(crate) fn unbound_part(event: &str, part: &str, parts: &[&str], bound: &[String]) -> String {
    if parts.contains(&part) {
        let all: Vec<&str> =
            parts.iter().copied().filter(|known| *known == part || bound.contains(&(*known).to_owned())).collect();
        format!("`{part}` is not bound here; write `{event} {{ {} }}`", all.join(", "))
    } else {
        format!("`{event}` has no `{part}`; it has {}", list(parts))
    }
}

pub(crate) fn change_by_reference() -> &'static str {
    "the first parameter is the change, passed by value; remove the `&`, or move a resource after the change"
}

pub(crate) fn impl_trait_in_subscriber() -> &'static str {
    "the signature of a subscriber defines its permissions and names concrete types; write the type instead of `impl \
     Trait`"
}

pub(crate) fn unknown_event(written: &str, events: &[&str]) -> String {
    let near = match written {
        // The names in DynamoDB and elsewhere.
        "INSERT" | "Insert" | "Created" => Some("Inserted"),
        "MODIFY" | "Modify" | "Updated" | "Changed" => Some("Modified"),
        "REMOVE" | "Remove" | "DELETE" => Some("Removed"),
        "Deleted" => Some("Removed { cause: Deleted }"),
        "Expired" => Some("Removed { cause: Expired }"),
        other => nearest(other, events),
    };
    unknown(&format!("change `{written}`"), near, events)
}

pub(crate) fn unknown_cause(written: &str, causes: &[&str]) -> String {
    unknown(&format!("cause `{written}`"), nearest(written, causes), causes)
}

pub(crate) fn not_an_arm(events: &[&str]) -> String {
    format!(
        "an arm is a change with an optional guard; write e.g. `Modified {{ old, new }} if new.total > old.total`, one of {}",
        list(events)
    )
}

pub(crate) fn qualified_event(event: &str) -> String {
    format!("the changes are in scope here; write `{event}`")
}

pub(crate) fn empty_on() -> &'static str {
    "`on()` matches no change; name the changes, e.g. `on(Inserted, Modified, Removed)`, or remove it to match all"
}

pub(crate) fn on_without_list() -> &'static str {
    "`on` takes a list of arms; write `on(Inserted, Modified, Removed)`"
}

pub(crate) fn unknown_starting_position(written: &str, positions: &[&str]) -> String {
    if written == "AT_TIMESTAMP" {
        return format!("a DynamoDB stream has no `AT_TIMESTAMP`; expected one of {}", list(positions));
    }
    unknown(&format!("starting position `{written}`"), nearest(written, positions), positions)
}

pub(crate) fn unknown_on_error(written: &str, choices: &[&str]) -> String {
    let near = match written {
        "ignore" | "drop" | "discard" => Some("skip"),
        "dlq" | "quarantine" | "dead_letter" => Some("park"),
        other => nearest(other, choices),
    };
    unknown(&format!("choice `{written}` of `on_error`"), near, choices)
}

pub(crate) fn attempts_without_end(setting: &str) -> String {
    format!("`{setting}` is for records that are skipped or parked; add `on_error = park`, or remove it")
}

pub(crate) fn threshold_without_parking(setting: &str) -> String {
    format!("`{setting}` limits what is parked; set `on_error = park`, or remove it")
}

pub(crate) fn discards_what_is_parked(setting: &str) -> String {
    format!("with `{setting}` a mapping may discard a record before `on_error = park` keeps it; remove `{setting}`")
}

pub(crate) fn loop_reason() -> &'static str {
    "`loop_ends` is the reason in words why a loop has an end; write e.g. `loop_ends = \"the guard is false once it is set\"`"
}

pub(crate) fn id_form() -> &'static str {
    "an id has 1 to 128 characters of `a-z`, `A-Z`, `0-9`, `_`, `-`, `.`, `/`; choose such an id"
}
