//! The cases without rustc: a file is expanded as rustc expands it, and its errors are shown as rustc shows
//! them, with their text, their line and the place that is marked.
//!
//! - `fail`: every error is the macros' own. The `.stderr` beside a case must be exactly what is shown here.
//! - `rustc`: trybuild compiles the case. Its `.stderr` is what rustc shows, and the macros' own errors in it
//!   must be exactly those that are shown here. Each folder of `fail` has a counterpart with cases that need no rustc: they
//!   prove that both show the same.
//! - `pass`: nothing is an error.
//!
//! After a change of a text or a place, trybuild's variable has both write the expected files anew. The difference is for
//! review. The first command takes a second, and all that it leaves to do is in `rustc`:
//!
//! ```sh
//! TRYBUILD=overwrite cargo test -p statetopic-tests-ui --test ui expansion
//! TRYBUILD=overwrite cargo test -p statetopic-tests-ui --test ui misuse
//! ```
//!
//! A case moves between `fail` and `rustc` as it is, but for the path in its `.stderr`.

mod expand;
mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use expand::errors_of;

use crate::files;

/// What begins an error without a code that is not one of the macros'.
const OF_OTHERS: [&str; 6] = [
    // rustc's.
    "cannot find attribute ",
    "cannot find derive macro ",
    "future cannot be sent between threads safely",
    // serde's, whose derive stands beside ours on a map, and on a read model where it is above the attribute.
    "unknown serde container attribute ",
    "#[serde(",
    // The library's: whether the feature is enabled is known to the library alone.
    "`#[subscriber]` is the `main` of a bin, which needs the feature `lambda`",
];

/// The most cases that trybuild compiles although the macros alone show their errors. Each takes a run of rustc.
const MAX_CONFIRMED: usize = 80;

#[test]
fn every_case_in_fail_shows_the_errors_beside_it() -> io::Result<()> {
    let overwrite = env::var_os("TRYBUILD").is_some_and(|value| value == "overwrite");
    let mut mismatches = Vec::new();
    for Case { name, path, source } in cases("fail")? {
        let shown = shown_of(&name, &source).unwrap_or_else(|why| panic!("{name} is a case for `rustc`: {why}"));
        assert!(!shown.is_empty(), "{name} has no error of the macros; it belongs to `rustc` or `pass`");
        let expected = path.with_extension("stderr");
        if overwrite {
            fs::write(expected, shown)?;
        } else if let Err(mismatch) = compare(&name, &shown, &fs::read_to_string(expected)?) {
            mismatches.push(mismatch);
        }
    }
    assert!(mismatches.is_empty(), "{} cases differ:\n\n{}", mismatches.len(), mismatches.join("\n"));
    Ok(())
}

#[test]
fn rustc_shows_the_macros_errors_as_they_are_shown_here() -> io::Result<()> {
    for Case { name, path, source } in cases("rustc")? {
        let expected = fs::read_to_string(path.with_extension("stderr"))?;
        let mut expected: Vec<String> = errors(&expected).into_iter().filter(|error| is_own(error)).collect();
        let mut shown = match shown_of(&name, &source) {
            Ok(shown) => errors(&shown),
            // Then the beginning of each error is compared.
            Err(_) => {
                for error in &mut expected {
                    *error = error.split_inclusive('\n').take(2).collect();
                }
                errors_of(&source).iter().map(|error| error.head(&name)).collect()
            }
        };
        expected.sort();
        shown.sort();
        assert_eq!(shown, expected, "{name}");
    }
    Ok(())
}

#[test]
fn rustc_confirms_cases_of_every_folder() -> io::Result<()> {
    let mut confirmed: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for Case { name, path, source } in cases("rustc")? {
        if shown_of(&name, &source).ok() == Some(fs::read_to_string(path.with_extension("stderr"))?) {
            *confirmed.entry(folder_of(&name)).or_default() += 1;
        }
    }
    for Case { name, .. } in cases("fail")? {
        let folder = folder_of(&name);
        assert!(confirmed.contains_key(&folder), "`rustc` confirms no case of {}", folder.display());
    }
    let total: usize = confirmed.values().sum();
    assert!(total <= MAX_CONFIRMED, "{total} cases in `rustc` need no rustc; move some to `fail`");
    Ok(())
}

#[test]
fn what_is_meant_to_compile_has_no_error() -> io::Result<()> {
    let cases = cases("pass")?;
    assert!(cases.len() > 15, "read only {} cases", cases.len());
    for Case { name, source, .. } in cases {
        assert_eq!(shown_of(&name, &source).as_deref(), Ok(""), "{name}");
    }
    Ok(())
}

/// A comparison that notices nothing would pass as well: an expected file that is wrong in one thing must fail.
#[test]
fn a_wrong_expectation_fails() -> io::Result<()> {
    for Case { name, source, .. } in cases("fail")? {
        let shown = shown_of(&name, &source).expect("errors");
        assert_eq!(compare(&name, &shown, &shown), Ok(()));
        for (what, wrong) in wrong_expectations(&shown) {
            assert_ne!(wrong, shown, "{name}: {what} is not wrong");
            assert!(compare(&name, &shown, &wrong).is_err(), "{name}: a wrong {what} is not noticed");
        }
    }
    Ok(())
}

#[test]
fn a_change_of_the_source_is_noticed() {
    let source =
        "#[read_model(table = \"orders\")]\nstruct Order {\n    #[partition_key]\n    #[tll]\n    id: u8,\n}\n";
    let shown = shown_of("fail/case.rs", source).expect("errors");
    assert_eq!(errors(&shown).len(), 1);
    for (what, changed) in [
        ("line", format!("\n{source}")),
        ("column", source.replace("    #[tll]", "     #[tll]")),
        ("length", source.replace("tll", "ttll")),
        ("text", source.replace("tll", "sort_kei")),
        ("missing error", source.replace("tll", "ttl")),
        ("extra error", source.replace("    #[tll]", "    #[tll]\n    #[tll]")),
    ] {
        let changed = shown_of("fail/case.rs", &changed).expect("errors");
        assert!(compare("fail/case.rs", &changed, &shown).is_err(), "another {what} is not noticed");
    }
}

/// The expected file of one error, with one thing of it changed.
fn wrong_expectations(expected: &str) -> Vec<(&'static str, String)> {
    let lines: Vec<&str> = expected.lines().collect();
    let &[message, place, margin, source, carets] = lines.as_slice() else { panic!("more than one error: {expected}") };
    let (file, column) = place.rsplit_once(':').expect("a column");
    let (file, line) = file.rsplit_once(':').expect("a line");
    let next = |number: &str| number.parse::<usize>().expect("a number") + 1;
    let with = |lines: [&str; 5]| format!("{}\n", lines.join("\n"));
    vec![
        ("text", with([&format!("{message}!"), place, margin, source, carets])),
        ("line", with([message, &format!("{file}:{}:{column}", next(line)), margin, source, carets])),
        ("column", with([message, &format!("{file}:{line}:{}", next(column)), margin, source, carets])),
        ("file", with([message, &place.replace(".rs:", ".rs.txt:"), margin, source, carets])),
        ("source", with([message, place, margin, &format!("{source} "), carets])),
        ("start of what is marked", with([message, place, margin, source, &carets.replacen(" ^", "^^", 1)])),
        ("longer mark", with([message, place, margin, source, &format!("{carets}^")])),
        ("shorter mark", with([message, place, margin, source, carets.strip_suffix('^').expect("a caret")])),
        ("missing error", String::new()),
        ("extra error", format!("{expected}\n{expected}")),
        ("other extra error", format!("{expected}\nerror: another\n")),
    ]
}

/// A case.
struct Case {
    /// The path from this package on, as expected files say it.
    name: String,
    path: PathBuf,
    source: String,
}

/// The cases of a runner.
fn cases(runner: &str) -> io::Result<Vec<Case>> {
    let cases = files::files(&files::package().join(runner), "rs").into_iter().map(|path| {
        let name = path.strip_prefix(files::package()).expect("a path of the package").display().to_string();
        let source = fs::read_to_string(&path)?;
        Ok(Case { name, path, source })
    });
    cases.collect()
}

/// The folder of a case, without `fail` or `rustc`.
fn folder_of(name: &str) -> PathBuf {
    Path::new(name).parent().expect("a folder").components().skip(1).collect()
}

/// What the macros alone show of a case, or why that takes rustc.
fn shown_of(name: &str, source: &str) -> Result<String, &'static str> {
    let shown: Vec<String> =
        errors_of(source).iter().map(|error| error.show(name, source)).collect::<Result<_, _>>()?;
    Ok(shown.join("\n"))
}

/// Whether what is shown of a case is exactly what is expected.
fn compare(name: &str, shown: &str, expected: &str) -> Result<(), String> {
    match shown == expected {
        true => Ok(()),
        false => Err(format!("{name}\n--- expected\n{expected}--- shown\n{shown}")),
    }
}

/// The errors of an expected file, each with all of its lines.
fn errors(shown: &str) -> Vec<String> {
    let mut errors: Vec<String> = Vec::new();
    for line in shown.lines() {
        match errors.last_mut() {
            Some(error) if !line.starts_with("error") && !line.starts_with("warning") => {
                error.push_str(line);
                error.push('\n');
            }
            _ => errors.push(format!("{line}\n")),
        }
    }
    for error in &mut errors {
        error.truncate(error.trim_end().len());
        error.push('\n');
    }
    errors
}

fn is_own(error: &str) -> bool {
    error.strip_prefix("error: ").is_some_and(|message| !OF_OTHERS.iter().any(|of| message.starts_with(of)))
}
