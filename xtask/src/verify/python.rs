//! Programs from `PyPI`. Each has its own virtual environment, since their dependencies conflict.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::workspace::{Workspace, run};
use super::{Result, step};

/// A virtual environment and its packages.
#[derive(Clone, Copy)]
pub(super) struct Environment {
    name: &'static str,
    packages: &'static [&'static str],
}

/// The two linters.
pub(super) const LINT: Environment =
    Environment { name: "lint", packages: &["cfn-lint==1.58.0", "aws-sam-cli==1.170.0"] };
/// The emulator.
pub(super) const EMULATOR: Environment = Environment { name: "emulator", packages: &["ministack==1.5.33"] };
/// The AWS CLI.
pub(super) const AWS: Environment = Environment { name: "aws", packages: &["awscli==1.46.3"] };
/// The build for Lambda.
pub(super) const LAMBDA: Environment =
    Environment { name: "lambda", packages: &["cargo-lambda==1.9.2", "ziglang==0.17.0"] };

/// All of them.
pub(super) const ALL: [Environment; 4] = [LAMBDA, LINT, EMULATOR, AWS];

impl Environment {
    /// The folder of its programs. Creates the environment if necessary.
    pub(super) fn programs(self, workspace: &Workspace) -> Result<PathBuf> {
        let folder = workspace.target("python").join(self.name);
        let (programs, done) = (folder.join("bin"), folder.join("installed"));
        let wanted = self.packages.join("\n");
        if std::fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
            return Ok(programs);
        }
        step(&format!("install {}", self.packages.join(", ")));
        if !programs.join("pip").is_file() {
            let hint = "python3 cannot make a virtual environment; on Debian install `python3-venv`";
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder), hint)?;
        }
        let mut pip = Command::new(programs.join("pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(self.packages);
        run(&mut pip, "pip install")?;
        std::fs::write(&done, wanted)?;
        Ok(programs)
    }
}

/// `PATH` with this folder first.
pub(super) fn path_with(programs: &Path) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths([programs.to_owned()].into_iter().chain(std::env::split_paths(&path)))?)
}
