//! Compiles every case: those in `fail` must not build and give exactly the error beside them, those in `pass` must run.

#[test]
fn misuse_does_not_compile_and_use_does() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/**/*.rs");
    cases.pass("pass/*.rs");
}
