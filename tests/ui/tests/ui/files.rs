//! The files of the cases.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders with what does not compile, each with the error beside it.
pub(crate) const FAULTY: [&str; 2] = ["fail", "rustc"];

/// The folder of this package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and of those in it, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The paths of a runner's cases or of their expected files, from its folder on and without their extension.
pub(crate) fn names(runner: &str, extension: &str) -> Vec<String> {
    let folder = package().join(runner);
    let name = |path: PathBuf| path.with_extension("").strip_prefix(&folder).expect("a case").display().to_string();
    files(&folder, extension).into_iter().map(name).collect()
}

/// The errors that a case of a runner has.
pub(crate) fn expected(runner: &str, name: &str) -> String {
    fs::read_to_string(package().join(runner).join(name).with_extension("stderr")).expect("an expected error")
}

/// All expected errors.
pub(crate) fn expected_errors() -> String {
    let all = FAULTY.into_iter().flat_map(|runner| {
        let names = names(runner, "stderr");
        names.into_iter().map(move |name| expected(runner, &name))
    });
    all.collect()
}
