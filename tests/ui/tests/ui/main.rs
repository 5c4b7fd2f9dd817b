//! What does not compile and with which error, and what does.
//!
//! The cases of `fail` are expanded here without rustc (`expansion`, which says how expected files are written anew), those
//! of `rustc` are compiled by trybuild, and those of `pass` are modules of this binary.

mod attribute_names;
mod catalogue;
mod expansion;
mod files;
mod lints;
#[allow(
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "a case is a program of its own, with what may be written"
)]
#[path = "../../pass/mod.rs"]
mod pass;
mod runners;
mod traits;

/// A case says `crate::platform`, as it would in its own crate.
use pass::reexported_library::platform;

/// With `UI_CASES=all` in the environment, rustc is asked of the cases in `fail` too: whether it adds an error to one of the
/// macros' own is not seen without it.
///
/// With what may compile among the cases, trybuild would compile one after the other.
#[test]
fn misuse_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("rustc/**/*.rs");
    if std::env::var_os("UI_CASES").is_some_and(|cases| cases == "all") {
        cases.compile_fail("fail/**/*.rs");
    }
}
