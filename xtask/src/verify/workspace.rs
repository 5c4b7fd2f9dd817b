//! The workspace: its examples, its target folder, its programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Result, step};

pub(super) struct Workspace {
    pub(super) root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    pub(super) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the package has no folder above it")?;
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
        Ok(Self { root: root.to_owned(), target })
    }

    /// The packages of the examples, sorted by name.
    pub(super) fn examples(&self) -> Result<Vec<String>> {
        let mut examples = Vec::new();
        for entry in std::fs::read_dir(self.root.join("examples"))? {
            let entry = entry?;
            if entry.path().join("Cargo.toml").is_file() {
                examples.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        examples.sort();
        Ok(examples)
    }

    /// A path in the target folder.
    pub(super) fn target(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// An empty folder below the target folder.
    pub(super) fn empty_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target("verify").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A program of this workspace.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.target("debug").join(name));
        command.current_dir(&self.root);
        command
    }

    /// Runs cargo with `--locked`.
    pub(super) fn cargo(&self, what: &str, arguments: &[&str]) -> Result<()> {
        step(what);
        run(cargo(&self.root).args(arguments).arg("--locked"), what)
    }
}

/// A command for cargo, without the variables that `cargo run` sets for the package of this program: build scripts that read them
/// would run again, and their dependents would be rebuilt.
pub(super) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let of_a_package = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(of_a_package) {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(root);
    cargo
}

/// Runs a command that inherits standard output and standard error.
pub(super) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: {status}").into()) }
}
