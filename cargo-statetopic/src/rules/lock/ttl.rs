//! TTL: it is disabled before another attribute has it, and a template without the property disables nothing.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-how-to.html>

use crate::lock::LockedTable;

pub(super) fn change(table: &str, before: &LockedTable, now: &LockedTable) -> Option<String> {
    let was = before.ttl.as_ref()?;
    let (change, then) = match &now.ttl {
        Some(is) if is == was => return None,
        Some(is) => (
            format!(
                "the TTL attribute of the table `{table}` changes from `{was}` to `{is}`: TTL is disabled before another attribute has it"
            ),
            format!("move `#[ttl]` to `{is}`"),
        ),
        None => (
            format!(
                "the table `{table}` loses its TTL attribute `{was}`: a template without it disables nothing, so rows would expire by it for good"
            ),
            "remove `#[ttl]`".to_owned(),
        ),
    };
    Some(format!(
        "{change}; take two deployments: keep `#[ttl]` on `{was}` and set `TimeToLiveSpecification: {{Enabled: false}}` of the table \
         with `--overlay`, then, an hour later at the earliest, {then} without the overlay; run `cargo statetopic lock` between them"
    ))
}
