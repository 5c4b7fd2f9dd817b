//! The workload of a month: assumptions for all tables and subscribers, and a file with exceptions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use statetopic::plan::MAX_ITEM_BYTES;

use crate::error::Error;

/// The workload of tables and subscribers that the file does not name.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Assumptions {
    /// Number of the application's writes to a table, per month.
    pub(crate) writes: u64,
    /// Size of an item, in bytes.
    pub(crate) item_size: u64,
    /// Average number of records per invocation.
    pub(crate) records: u32,
    /// Duration of an invocation, beside its records, in milliseconds.
    pub(crate) invocation_ms: f64,
    /// Duration per record, in milliseconds.
    pub(crate) record_ms: f64,
    /// Fraction of the records that filter patterns pass: 0 to 1.
    pub(crate) passed: f64,
}

impl Assumptions {
    /// The defaults of the command.
    pub(crate) const DEFAULT: Self =
        Self { writes: 1_000_000, item_size: 2048, records: 10, invocation_ms: 5.0, record_ms: 1.0, passed: 0.5 };
}

/// The workload of a month.
#[derive(Clone, Debug)]
pub(crate) struct Workload {
    /// The path of the file, for messages.
    file: Option<PathBuf>,
    default: Table,
    tables: BTreeMap<String, Table>,
    default_function: Function,
    functions: BTreeMap<String, Function>,
}

/// The workload of a table.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Number of the application's writes, per month.
    pub(super) writes: u64,
    /// Size of an item, in bytes.
    pub(super) item_size: u64,
}

/// The workload of a subscriber.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    /// Average number of records per invocation.
    #[serde(default)]
    pub(super) records: Option<u32>,
    /// Duration of an invocation beside its records, and duration per record, in milliseconds.
    #[serde(default)]
    pub(super) invocation_ms: Option<f64>,
    #[serde(default)]
    pub(super) record_ms: Option<f64>,
    /// Fraction of the records that its filter patterns pass: 0 to 1.
    #[serde(default)]
    pub(super) passed: Option<f64>,
    /// Fraction of those for which it returns `Writes`: 0 to 1.
    #[serde(default)]
    pub(super) written: Option<f64>,
}

/// The file: tables by logical name, subscribers by id.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    tables: BTreeMap<String, Table>,
    #[serde(default)]
    subscribers: BTreeMap<String, Function>,
}

impl File {
    fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let file: Self = serde_json::from_str(&text).map_err(|error| {
            Error::file(path, format!("this is not a workload: {error}; write e.g. {{\"tables\": {{\"orders\": {{\"writes\": 1000000, \"item_size\": 2048}}}}}}"))
        })?;
        file.check().map_err(|problem| Error::file(path, problem))?;
        Ok(file)
    }

    fn check(&self) -> Result<(), String> {
        for (name, table) in &self.tables {
            if !(1..=MAX_ITEM_BYTES).contains(&table.item_size) {
                return Err(format!("invalid `item_size` of `{name}`; expected 1 to {MAX_ITEM_BYTES} bytes"));
            }
        }
        for (id, function) in &self.subscribers {
            for (name, fraction) in [("passed", function.passed), ("written", function.written)] {
                if fraction.is_some_and(|fraction| !(0.0..=1.0).contains(&fraction)) {
                    return Err(format!("invalid `{name}` of `{id}`; expected a number from 0 to 1"));
                }
            }
            for (name, time) in [("invocation_ms", function.invocation_ms), ("record_ms", function.record_ms)] {
                if time.is_some_and(|time| time < 0.0) {
                    return Err(format!("invalid `{name}` of `{id}`; expected a number of milliseconds, 0 or more"));
                }
            }
            if function.records == Some(0) {
                return Err(format!("invalid `records` of `{id}`; expected 1 or more"));
            }
        }
        Ok(())
    }
}

impl Workload {
    /// The workload of a file, with assumptions where the file does not say otherwise.
    ///
    /// # Errors
    /// Where the file cannot be read or does not hold a workload.
    pub(crate) fn new(file: Option<&Path>, assumptions: Assumptions) -> Result<Self, Error> {
        let path = file.map(Path::to_owned);
        let file = file.map(File::read).transpose()?.unwrap_or_default();
        let Assumptions { writes, item_size, records, invocation_ms, record_ms, passed } = assumptions;
        Ok(Self {
            file: path,
            default: Table { writes, item_size },
            tables: file.tables,
            default_function: Function {
                records: Some(records),
                invocation_ms: Some(invocation_ms),
                record_ms: Some(record_ms),
                passed: Some(passed),
                written: Some(1.0),
            },
            functions: file.subscribers,
        })
    }

    /// The workload of a table in the file.
    pub(super) fn stated(&self, name: &str) -> Option<Table> {
        self.tables.get(name).copied()
    }

    pub(super) fn table(&self, name: &str) -> Table {
        self.tables.get(name).copied().unwrap_or(self.default)
    }

    /// The workload of a subscriber: each value from the file, or else assumed.
    pub(super) fn function(&self, id: &str) -> Function {
        let (stated, assumed) = (self.functions.get(id), self.default_function);
        stated.map_or(assumed, |stated| Function {
            records: stated.records.or(assumed.records),
            invocation_ms: stated.invocation_ms.or(assumed.invocation_ms),
            record_ms: stated.record_ms.or(assumed.record_ms),
            passed: stated.passed.or(assumed.passed),
            written: stated.written.or(assumed.written),
        })
    }

    /// Refuses a name in the file that is neither a table nor a subscriber.
    pub(super) fn check_names(&self, tables: &[&str], ids: &[&str]) -> Result<(), Error> {
        let table = self.tables.keys().find(|name| !tables.contains(&name.as_str()));
        let unknown = table.or_else(|| self.functions.keys().find(|id| !ids.contains(&id.as_str())));
        let (Some(name), Some(file)) = (unknown, &self.file) else { return Ok(()) };
        let (tables, ids) = (tables.join(", "), ids.join(", "));
        let problem =
            format!("`{name}` is neither a table nor a subscriber; the tables are {tables}, the subscribers {ids}");
        Err(Error::file(file, problem))
    }
}
