//! Counters in several rows: a read sums the rows that are declared now. This holds for tables that no stack creates, too.

pub(super) fn change(table: &str, before: Option<u8>, now: Option<u8>) -> Option<String> {
    const ANOTHER: &str = "give the model another `table`, and derive its rows anew";
    match (before, now) {
        (Some(was), Some(is)) if is < was => Some(format!(
            "the counters of the table `{table}` go from {was} rows to {is}: what the other rows hold would not be counted; write \
             `#[sharded({was})]` or more"
        )),
        (Some(_), None) => Some(format!(
            "the counters of the table `{table}` lose `#[sharded]`: the rows that they are in have other keys, and would not be \
             read; {ANOTHER}"
        )),
        (None, Some(_)) => Some(format!(
            "the counters of the table `{table}` become `#[sharded]`: the rows that are there have other keys, and would not be \
             read; {ANOTHER}"
        )),
        (Some(_), Some(_)) | (None, None) => None,
    }
}
