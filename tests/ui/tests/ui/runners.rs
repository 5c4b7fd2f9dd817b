//! Each case has one runner, and none is lost.

use std::collections::BTreeSet;
use std::fs;

use crate::files::{FAULTY, files, names, package};

/// How many cases there are that do not compile. A new case raises it.
const FAULTY_CASES: usize = 566;
/// How many there are that compile and run.
const PASSING_CASES: usize = 27;

#[test]
fn no_case_is_lost() {
    let faulty: usize = FAULTY.iter().map(|runner| names(runner, "rs").len()).sum();
    assert_eq!(faulty, FAULTY_CASES, "write down the number of cases in `fail` and `rustc`");
    let passing = names("pass", "rs").iter().filter(|name| *name != "mod").count();
    assert_eq!(passing, PASSING_CASES, "write down the number of cases in `pass`");
}

#[test]
fn each_case_has_one_runner() {
    let mut seen = BTreeSet::new();
    for runner in FAULTY {
        let cases = names(runner, "rs");
        assert_eq!(cases, names(runner, "stderr"), "each case has its expected errors beside it, in `{runner}` too");
        for case in cases {
            assert!(seen.insert(case.clone()), "both runners have a case {case}");
        }
    }
    let everywhere = files(package(), "stderr").len();
    assert_eq!(everywhere, FAULTY_CASES, "a case in another folder than `fail` and `rustc` has no runner");
}

/// A module of `pass/mod.rs`, or a crate that Cargo runs with the tests.
#[test]
fn each_passing_case_runs() {
    let read = |path: &str| fs::read_to_string(package().join(path)).expect("a file");
    let (modules, manifest) = (read("pass/mod.rs"), read("Cargo.toml"));
    for case in names("pass", "rs").iter().filter(|name| *name != "mod") {
        let source = read(&format!("pass/{case}.rs"));
        if modules.lines().any(|line| line.ends_with(&format!("mod {case};"))) {
            assert!(source.contains("\n#[test]\n"), "{case} has no test");
        } else {
            let target = format!("path = \"pass/{case}.rs\"\ntest = true\nharness = false\n");
            assert!(manifest.contains(&target) && source.contains("\nfn main()"), "{case} is not run");
        }
    }
}
