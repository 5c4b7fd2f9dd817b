//! The AWS CLI, with the emulator as its only endpoint.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::Result;
use super::emulator::{CREDENTIALS, Emulator, REGION};
use super::python::AWS;
use super::workspace::Workspace;

pub(super) struct Aws {
    program: PathBuf,
    endpoint: String,
}

impl Aws {
    pub(super) fn new(emulator: &Emulator, workspace: &Workspace) -> Result<Self> {
        Ok(Self { program: AWS.programs(workspace)?.join("aws"), endpoint: emulator.endpoint() })
    }

    /// Sets the endpoint, Region and credentials of the emulator for a command.
    pub(super) fn configure(&self, command: &mut Command) {
        command.env("AWS_ENDPOINT_URL", &self.endpoint).env("AWS_REGION", REGION).env("AWS_DEFAULT_REGION", REGION);
        command.envs(CREDENTIALS).env_remove("AWS_SESSION_TOKEN").env_remove("AWS_PROFILE");
        // No configuration of the user.
        command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
    }

    /// Runs a command, and returns its standard output.
    pub(super) fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<String> {
        let mut command = Command::new(&self.program);
        // For some services the variable does not change the endpoint.
        command.arg("--endpoint-url").arg(&self.endpoint).args(arguments).env("AWS_PAGER", "");
        self.configure(&mut command);
        let Output { status, stdout, stderr } = command.output().map_err(|error| format!("aws: {error}"))?;
        let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        match status.success() {
            true => Ok(out.into_owned()),
            false => {
                let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_ref().to_string_lossy()).collect();
                Err(format!("aws {}: {status}\n{}{}", arguments.join(" "), out.trim(), err.trim()).into())
            }
        }
    }

    /// Runs a command with JSON output.
    pub(super) fn json(&self, arguments: &[&str]) -> Result<Value> {
        let answer = self.run(&[arguments, &["--output", "json"]].concat())?;
        Ok(serde_json::from_str(&answer).map_err(|error| format!("aws {}: {error}", arguments.join(" ")))?)
    }
}
