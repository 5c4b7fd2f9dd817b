//! Cargo, started as from a shell.

use std::ffi::OsStr;
use std::process::Command;

/// A command for cargo, without the variables that `cargo run` and `cargo test` set for the package of this program: build
/// scripts that read them would run again, and their dependents would be rebuilt, whenever this program is started in another
/// way.
pub(super) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if is_of_a_package(&name) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Whether cargo sets the variable for a package.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/environment-variables.html>
fn is_of_a_package(name: &OsStr) -> bool {
    let exact = ["CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];
    name.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || exact.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_a_package_are_removed() {
        // This test is run by cargo.
        let cargo = cargo();
        let removed: Vec<&OsStr> =
            cargo.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION_MAJOR"] {
            assert!(removed.contains(&OsStr::new(name)), "{name} {removed:?}");
        }
        for name in ["CARGO", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL", "CARGO_HOME", "RUSTFLAGS"] {
            assert!(!is_of_a_package(OsStr::new(name)), "{name}");
        }
    }
}
