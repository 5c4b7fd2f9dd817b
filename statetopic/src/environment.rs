//! The process's environment: where physical table names and the user's own settings come from.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The environment variable that holds the physical name of the table called `table` in `#[read_model]`.
///
/// It is `STATETOPIC_TABLE_` and the logical name in capitals with `_` for `-`. Whatever that would lose is written in
/// small letters, so two names never share a variable: `u` for `_`, `d` for `.`, and `c` before what was a capital.
///
/// ```
/// use statetopic::environment::table_variable;
///
/// assert_eq!(table_variable("inventory-levels"), "STATETOPIC_TABLE_INVENTORY_LEVELS");
/// assert_eq!(table_variable("by_sku.v2"), "STATETOPIC_TABLE_BYuSKUdV2");
/// assert_eq!(table_variable("Orders"), "STATETOPIC_TABLE_cORDERS");
/// ```
#[must_use]
pub fn table_variable(table: &str) -> String {
    let mut variable = String::from("STATETOPIC_TABLE_");
    for character in table.chars() {
        match character {
            '-' => variable.push('_'),
            '_' => variable.push('u'),
            '.' => variable.push('d'),
            'A'..='Z' => {
                variable.push('c');
                variable.push(character);
            }
            other => variable.push(other.to_ascii_uppercase()),
        }
    }
    variable
}

/// The variables that a process was started with, or ones of a test's choosing.
#[derive(Clone, Default)]
pub struct Environment {
    /// `None` asks the process; tests and the local engine bring their own.
    variables: Option<Arc<BTreeMap<String, String>>>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn process() -> Self {
        Self { variables: None }
    }

    /// An environment of these variables and no other.
    ///
    /// ```
    /// use statetopic::environment::Environment;
    ///
    /// let environment = Environment::new([("CACHE_URL", "redis://localhost")]);
    /// assert_eq!(environment.var("CACHE_URL").unwrap(), "redis://localhost");
    /// assert!(environment.var("OTHER").is_err());
    /// ```
    #[must_use]
    pub fn new<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { variables: Some(Arc::new(variables.collect())) }
    }

    /// The value of a variable.
    ///
    /// # Errors
    /// [`EnvironmentError`] where it is not set, is empty or is not Unicode.
    pub fn var(&self, name: &str) -> Result<String, EnvironmentError> {
        let value = match &self.variables {
            Some(variables) => variables.get(name).cloned().ok_or(Fault::Missing),
            None => std::env::var(name).map_err(|error| match error {
                std::env::VarError::NotPresent => Fault::Missing,
                std::env::VarError::NotUnicode(_) => Fault::NotUnicode,
            }),
        };
        value
            .and_then(|value| if value.is_empty() { Err(Fault::Empty) } else { Ok(value) })
            .map_err(|fault| EnvironmentError::new(name, fault))
    }

    /// The value of a variable that may be missing.
    pub(crate) fn optional(&self, name: &str) -> Result<Option<String>, EnvironmentError> {
        match self.var(name) {
            Err(EnvironmentError { fault: Fault::Missing, .. }) => Ok(None),
            value => value.map(Some),
        }
    }

    /// Whether a variable is `true`; a missing one is `false`.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, EnvironmentError> {
        match self.optional(name)?.as_deref() {
            Some("true") => Ok(true),
            Some("false") | None => Ok(false),
            Some(_) => Err(EnvironmentError::new(name, Fault::NeitherTrueNorFalse)),
        }
    }

    /// The physical name of the table with this logical name.
    ///
    /// # Errors
    /// [`EnvironmentError`] where the variable is missing, or where its value cannot be a table's name: 3 to 255 of
    /// `a-z`, `A-Z`, `0-9`, `_`, `-` and `.`.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
    pub fn table_name(&self, table: &str) -> Result<String, EnvironmentError> {
        let variable = table_variable(table);
        let error =
            |fault| EnvironmentError { table: Some(table.to_owned()), ..EnvironmentError::new(&variable, fault) };
        let name = self.var(&variable).map_err(|missing| error(missing.fault))?;
        if is_table_name(&name) { Ok(name) } else { Err(error(Fault::NotATableName)) }
    }
}

impl fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.variables {
            Some(variables) => f.debug_tuple("Environment").field(&variables.keys()).finish(),
            None => f.write_str("Environment(process)"),
        }
    }
}

fn is_table_name(name: &str) -> bool {
    (3..=255).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// An environment variable that is not there or cannot be used. Names the variable, never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError {
    variable: String,
    table: Option<String>,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Missing,
    Empty,
    NotUnicode,
    NotATableName,
    NeitherTrueNorFalse,
}

impl EnvironmentError {
    fn new(variable: &str, fault: Fault) -> Self {
        Self { variable: variable.to_owned(), table: None, fault }
    }

    /// The variable's name.
    #[must_use]
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::Missing => "is not set",
            Fault::Empty => "is empty",
            Fault::NotUnicode => "is not Unicode",
            Fault::NeitherTrueNorFalse => "is neither `true` nor `false`",
            Fault::NotATableName => "is not a table name (3 to 255 of a-z A-Z 0-9 _ - .)",
        };
        write!(f, "environment variable `{}` {fault}", self.variable)?;
        match &self.table {
            Some(table) => write!(f, "; set it to the physical name of the table `{table}`"),
            None => f.write_str("; set it in the function's configuration"),
        }
    }
}

impl std::error::Error for EnvironmentError {}
