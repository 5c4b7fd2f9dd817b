//! What happens in a month: the same for all tables and functions, or said for each in a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;

/// What is assumed of tables and subscribers that a workload does not name.
#[derive(Clone, Copy, Debug)]
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
    /// What the options of the command default to.
    pub(crate) const DEFAULT: Self =
        Self { writes: 1_000_000, item_size: 2048, records: 10, invocation_ms: 5.0, record_ms: 1.0, passed: 0.5 };
}

/// What happens in a month.
#[derive(Clone, Debug)]
pub(crate) struct Workload {
    /// The file that says it, if one does.
    file: Option<PathBuf>,
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

/// The most bytes of an item.
const LARGEST_ITEM: u64 = 400 * 1024;

/// The file.
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
            Error::file(path, format!("no workload: {error}; write e.g. {{\"tables\": {{\"orders\": {{\"writes\": 1000000, \"item_size\": 2048}}}}}}"))
        })?;
        file.check().map_err(|problem| Error::file(path, problem))?;
        Ok(file)
    }

    fn check(&self) -> Result<(), String> {
        for (name, table) in &self.tables {
            if !(1..=LARGEST_ITEM).contains(&table.item_size) {
                return Err(format!("`item_size` of `{name}` is 1 to {LARGEST_ITEM} bytes"));
            }
        }
        for (id, function) in &self.subscribers {
            let no_part = |part: Option<f64>| part.is_some_and(|part| !(0.0..=1.0).contains(&part));
            if no_part(function.passed) || no_part(function.written) {
                return Err(format!("`passed` and `written` of `{id}` are parts; write 0 to 1"));
            }
            for (name, time) in [("invocation_ms", function.invocation_ms), ("record_ms", function.record_ms)] {
                if time.is_some_and(|time| time < 0.0) {
                    return Err(format!("`{name}` of `{id}` is a time; write a number from 0 on"));
                }
            }
            if function.records == Some(0) {
                return Err(format!("`records` of `{id}` is how many an invocation has; write 1 or more"));
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

    /// What the file says of a table.
    pub(super) fn said(&self, name: &str) -> Option<Table> {
        self.tables.get(name).copied()
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

    /// Refuses a name in the file that nothing has.
    pub(super) fn check_names(&self, tables: &[&str], ids: &[&str]) -> Result<(), Error> {
        let table = self.tables.keys().find(|name| !tables.contains(&name.as_str()));
        let unknown = table.or_else(|| self.functions.keys().find(|id| !ids.contains(&id.as_str())));
        let (Some(name), Some(file)) = (unknown, &self.file) else { return Ok(()) };
        let (tables, ids) = (tables.join(", "), ids.join(", "));
        let problem = format!("it names `{name}`, which is no table and no subscriber; there are {tables} and {ids}");
        Err(Error::file(file, problem))
    }
}
