//! What happens in a month: the same for all tables and functions, or said for each in a file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::cli::CostOptions;
use crate::error::Error;

/// What is assumed.
#[derive(Clone, Debug)]
pub(super) struct Workload {
    default: Table,
    tables: BTreeMap<String, Table>,
    default_function: Function,
    functions: BTreeMap<String, Function>,
}

/// Of a table, by its logical name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// In a month.
    pub(super) writes: u64,
    /// In bytes.
    pub(super) item_size: u64,
}

/// Of a subscriber, by its id.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    /// How many records an invocation has, in the mean.
    #[serde(default)]
    pub(super) records: Option<u32>,
    /// Milliseconds for each invocation, and for each record in it.
    #[serde(default)]
    pub(super) invocation_ms: Option<f64>,
    #[serde(default)]
    pub(super) record_ms: Option<f64>,
    /// Of the records, the part that its filter patterns pass: 0 to 1.
    #[serde(default)]
    pub(super) passed: Option<f64>,
    /// Of those, the part for which it returns `Writes`.
    #[serde(default)]
    pub(super) written: Option<f64>,
}

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    tables: BTreeMap<String, Table>,
    #[serde(default)]
    subscribers: BTreeMap<String, Function>,
}

impl Workload {
    pub(super) fn of(options: &CostOptions) -> Result<Self, Error> {
        let file = match &options.workload {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
                let file: File = serde_json::from_str(&text).map_err(|error| {
                    Error::file(path, format!("no workload: {error}; write e.g. {{\"tables\": {{\"orders\": {{\"writes\": 1000000, \"item_size\": 2048}}}}}}"))
                })?;
                let parts =
                    file.subscribers.iter().flat_map(|(id, function)| [(id, function.passed), (id, function.written)]);
                for (id, part) in parts {
                    if part.is_some_and(|part| !(0.0..=1.0).contains(&part)) {
                        return Err(Error::file(
                            path,
                            format!("`passed` and `written` of `{id}` are parts; write 0 to 1"),
                        ));
                    }
                }
                file
            }
        };
        Ok(Self {
            default: Table { writes: options.writes, item_size: options.item_size },
            tables: file.tables,
            default_function: Function {
                records: Some(options.records),
                invocation_ms: Some(options.invocation_ms),
                record_ms: Some(options.record_ms),
                passed: Some(options.passed),
                written: Some(1.0),
            },
            functions: file.subscribers,
        })
    }

    pub(super) fn table(&self, name: &str) -> Table {
        self.tables.get(name).copied().unwrap_or(self.default)
    }

    /// The records, milliseconds and parts of a subscriber, each said or assumed.
    pub(super) fn function(&self, id: &str) -> Function {
        let (said, assumed) = (self.functions.get(id), self.default_function);
        said.map_or(assumed, |said| Function {
            records: said.records.or(assumed.records),
            invocation_ms: said.invocation_ms.or(assumed.invocation_ms),
            record_ms: said.record_ms.or(assumed.record_ms),
            passed: said.passed.or(assumed.passed),
            written: said.written.or(assumed.written),
        })
    }

    /// A name in the file that nothing has.
    pub(super) fn unknown<'a>(&'a self, tables: &[&str], ids: &[&str]) -> Option<&'a str> {
        let table = self.tables.keys().find(|name| !tables.contains(&name.as_str()));
        table.or_else(|| self.functions.keys().find(|id| !ids.contains(&id.as_str()))).map(String::as_str)
    }
}
