//! The zip files of the functions.
//!
//! Those of the quickstart are as for AWS: built by cargo-lambda, with TLS and the profile `lambda`. Building all examples this way
//! takes a minute or more for each function, so for the others the binaries that `synth` built, for the host and without TLS, are
//! packed in the same way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::python::{LAMBDA, path_with};
use super::template::Template;
use super::workspace::{Workspace, cargo, run};
use super::{Result, step};

/// The example that is built for Lambda.
const FOR_LAMBDA: &str = "quickstart";

/// The functions without the SDK, whose size and start are measured. They are built by themselves: in one build with others they
/// would get the SDK by the features of those.
pub(super) const MEASURED: Build = ("statetopic-tests-lambda", &[]);

/// The example that is built for Lambda, with TLS.
pub(super) const QUICKSTART: Build = (FOR_LAMBDA, &["--no-default-features", "--features", "aws"]);

/// A package, and the features with which it is built.
type Build = (&'static str, &'static [&'static str]);

/// The folder below `target` for Lambda builds: another build can go on meanwhile.
const FOLDER: &str = "aws";

/// The zip files of an example, each in a folder with the name of its bin.
pub(super) struct Package {
    pub(super) folder: PathBuf,
}

pub(super) fn package(template: &Template, workspace: &Workspace) -> Result<Package> {
    let folder = workspace.empty_folder(&format!("packages/{}", template.example))?;
    if template.example == FOR_LAMBDA {
        build_for_lambda(&[QUICKSTART], workspace)?;
    }
    for bin in template.bins()? {
        let into = folder.join(bin);
        fs::create_dir_all(&into)?;
        if template.example == FOR_LAMBDA {
            let built = workspace.target(FOLDER).join("lambda").join(bin).join("bootstrap.zip");
            fs::copy(&built, into.join("bootstrap.zip")).map_err(|error| format!("{}: {error}", built.display()))?;
        } else {
            let built = workspace.target("debug").join(bin);
            pack(&built, &into)?;
        }
    }
    Ok(Package { folder })
}

pub(super) fn build_for_lambda(builds: &[Build], workspace: &Workspace) -> Result<()> {
    let path = path_with(&LAMBDA.programs(workspace)?)?;
    for (package, features) in builds {
        step(&format!("build {package} for Lambda"));
        let mut cargo = cargo(&workspace.root);
        cargo.env("PATH", &path).env("CARGO_TARGET_DIR", workspace.target(FOLDER));
        cargo.args(["lambda", "build", "--locked", "--profile", "lambda", "--bins", "--output-format", "zip"]);
        run(cargo.args(["--package", package]).args(*features), "cargo lambda build")?;
    }
    Ok(())
}

/// Packs a binary as `bootstrap`, without its symbols. This command needs Python anyway, whose library creates the zip file.
fn pack(binary: &Path, into: &Path) -> Result<()> {
    let bootstrap = into.join("bootstrap");
    fs::copy(binary, &bootstrap).map_err(|error| format!("{}: {error}", binary.display()))?;
    run(Command::new("strip").arg(&bootstrap), "strip")?;
    let mut zip = Command::new("python3");
    zip.current_dir(into).args(["-m", "zipfile", "--create", "bootstrap.zip", "bootstrap"]);
    run(&mut zip, "python3 -m zipfile")?;
    Ok(fs::remove_file(bootstrap)?)
}
