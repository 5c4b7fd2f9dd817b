//! Where things are: the workspace, its examples, its target folder.

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

    /// The examples' packages, in the order of their names. A new one is verified as soon as it is there.
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

    /// A folder below the target folder, which is empty.
    pub(super) fn empty_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target("verify").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A program that this workspace builds.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.target("debug").join(name));
        command.current_dir(&self.root);
        command
    }

    /// Runs cargo with what `Cargo.lock` says.
    pub(super) fn cargo(&self, what: &str, arguments: &[&str]) -> Result<()> {
        step(what);
        run(cargo(&self.root).args(arguments).arg("--locked"), what)
    }
}

/// A cargo that does not know of the one that runs this program: build scripts that read what that one says of this package
/// would be run anew, and all that depends on them would be built anew, here and in the next build of somebody else.
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

/// Runs a command whose output is its user's to see.
pub(super) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: {status}").into()) }
}
