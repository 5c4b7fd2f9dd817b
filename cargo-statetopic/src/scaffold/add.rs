//! A model or a subscriber more, in a package that there is.

use std::fs;
use std::path::{Path, PathBuf};

use super::name::KEYWORDS;
use crate::error::Error;
use crate::project::Location;

/// A name of Rust's, as a type or a function has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identifier(String);

impl Identifier {
    /// That of a type: `StockLevel`.
    pub(crate) fn of_type(name: &str) -> Result<Self, Error> {
        let is_camel = name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_camel && name != "Self" {
            return Ok(Self(name.to_owned()));
        }
        Err(Error::arguments(format!(
            "`{name}` cannot be the name of a model; write it as a type is named, e.g. `StockLevel`"
        )))
    }

    /// That of a function: `watch_stock`.
    pub(crate) fn of_function(name: &str) -> Result<Self, Error> {
        let is_snake = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if is_snake && !KEYWORDS.contains(&name) {
            return Ok(Self(name.to_owned()));
        }
        Err(Error::arguments(format!(
            "`{name}` cannot be the name of a subscriber; write it as a function is named, e.g. `watch_stock`"
        )))
    }

    /// Its words, in lower case, with this between them.
    fn words(&self, between: char) -> String {
        let mut words = String::new();
        for (place, character) in self.0.char_indices() {
            match character {
                '_' => words.push(between),
                upper if upper.is_ascii_uppercase() => {
                    if place > 0 {
                        words.push(between);
                    }
                    words.push(upper.to_ascii_lowercase());
                }
                other => words.push(other),
            }
        }
        words
    }

    /// The type that `#[subscriber]` makes of a function of this name.
    fn subscriber(&self) -> String {
        let words = self.0.split('_').filter_map(|word| {
            let (first, rest) = word.split_at_checked(1)?;
            Some(first.to_ascii_uppercase() + rest)
        });
        words.collect::<String>() + "Subscriber"
    }
}

/// Adds a read model with its topic. Returns the files that were written.
pub(crate) fn model(package: &Location, model: &Identifier) -> Result<Vec<PathBuf>, Error> {
    let (file, table, name) = (model.words('_'), model.words('-') + "s", &model.0);
    let text = format!(
        "//! The read model `{name}`.\n\n\
         use statetopic::prelude::*;\n\n\
         /// A row of the table `{table}`.\n\
         #[read_model(table = \"{table}\")]\n\
         #[state_topic(view = NEW_AND_OLD_IMAGES)]\n\
         #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n\
         pub struct {name} {{\n    /// Its id.\n    #[partition_key]\n    pub id: String,\n}}\n"
    );
    write(package, &file, &[(PathBuf::from(format!("src/{file}.rs")), text)])
}

/// Adds a subscriber of a model, with its bin. Returns the files that were written.
pub(crate) fn subscriber(package: &Location, function: &Identifier, model: &Identifier) -> Result<Vec<PathBuf>, Error> {
    let (name, model, subscriber, crate_name) = (&function.0, &model.0, function.subscriber(), &package.crate_name);
    let text = format!(
        "//! What follows from the changes of `{model}`.\n\n\
         use statetopic::prelude::*;\n\n\
         use crate::{model};\n\n\
         /// Hears of every change of the model `{model}`.\n\
         #[subscriber(max_retries = 10)]\n\
         pub fn {name}(change: StateChange<{model}>) {{\n    \
         let (old, new) = (change.old(), change.new());\n    \
         println!(\"{{}} {{}}: {{old:?}} -> {{new:?}}\", change.kind(), change.key());\n}}\n"
    );
    let bin = format!(
        "//! The Lambda function of `{name}`.\n\n\
         fn main() -> std::process::ExitCode {{\n    statetopic::lambda::run::<{crate_name}::{subscriber}>()\n}}\n"
    );
    let files = [(PathBuf::from(format!("src/{name}.rs")), text), (PathBuf::from(format!("src/bin/{name}.rs")), bin)];
    write(package, name, &files)
}

/// Writes files that are not there, and makes the first a module of the library.
fn write(package: &Location, module: &str, files: &[(PathBuf, String)]) -> Result<Vec<PathBuf>, Error> {
    let library = package.folder.join("src/lib.rs");
    let root = fs::read_to_string(&library)
        .map_err(|error| Error::file(&library, format!("the package has no library that can be read: {error}")))?;
    for (path, _) in files {
        let path = package.folder.join(path);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(Error::file(&path, "it is there already; choose another name"));
        }
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| Error::file(&path, format!("cannot be written: {error}"))
    };
    let mut written = Vec::new();
    for (path, text) in files {
        let file = package.folder.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed(&file))?;
        }
        fs::write(&file, text).map_err(failed(&file))?;
        written.push(path.clone());
    }
    // The last, so that the library builds whatever happens before.
    let root = format!("{}\n\nmod {module};\npub use {module}::*;\n", root.trim_end());
    fs::write(&library, root).map_err(failed(&library))?;
    written.push(PathBuf::from("src/lib.rs"));
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_types_and_functions_and_become_files_tables_and_types() {
        let model = Identifier::of_type("StockLevel2").unwrap();
        assert_eq!((&*model.words('_'), &*model.words('-')), ("stock_level2", "stock-level2"));
        assert_eq!(Identifier::of_function("watch_stock").unwrap().subscriber(), "WatchStockSubscriber");
        for name in ["", "stock", "Stock-Level", "Stock_Level", "Self", "Ålesund"] {
            assert!(Identifier::of_type(name).unwrap_err().to_string().contains("e.g. `StockLevel`"), "{name}");
        }
        for name in ["", "Watch", "watch-stock", "2", "match", "../x"] {
            assert!(Identifier::of_function(name).unwrap_err().to_string().contains("e.g. `watch_stock`"), "{name}");
        }
    }
}
