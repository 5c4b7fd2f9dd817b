//! The emulator, on loopback, in a process group that ends with this program.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::python::EMULATOR;
use super::workspace::Workspace;
use super::{Result, step};

/// The Region of the emulator.
pub(super) const REGION: &str = "eu-central-1";

/// The credentials of the emulator's own account.
pub(super) const CREDENTIALS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "verify"), ("AWS_SECRET_ACCESS_KEY", "verify")];

/// Maximum time to start, on a busy machine.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// Maximum number of bytes of the log that an error message quotes, from its end.
const MAX_QUOTED: usize = 4000;

/// Runs the emulator until the standard input is closed, which happens even if this program is killed, and then ends the process
/// group: the emulator and the functions that it started.
const UNTIL_THE_END: &str = r#"("$@"; kill -KILL 0) & cat >/dev/null; kill -KILL 0"#;

fn until_the_end(program: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", UNTIL_THE_END, "sh"]).arg(program).process_group(0).stdin(Stdio::piped());
    command
}

pub(super) struct Emulator {
    group: Child,
    port: u16,
    log: PathBuf,
}

impl Emulator {
    pub(super) fn start(workspace: &Workspace) -> Result<Self> {
        let programs = EMULATOR.programs(workspace)?;
        let folder = workspace.empty_folder("emulator")?;
        let (port, log) = (free_port()?, folder.join("log"));
        step(&format!("start the emulator on 127.0.0.1:{port}"));
        let mut command = until_the_end(&programs.join("ministack"));
        command.current_dir(&folder);
        command.stdout(File::create(&log)?).stderr(File::options().append(true).open(&log)?);
        // It inherits no environment: neither credentials, nor the settings of an emulator that is already running.
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", &folder).env("TMPDIR", &folder);
        command.env("BIND_HOST", "127.0.0.1").env("MINISTACK_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
        command.env("MINISTACK_REGION", REGION).env("DOCKER_HOST", "unix:///nowhere");
        // Every request needs credentials: this program uses those of the account, and a function those of its role.
        command.env("AUTH", "true").envs(CREDENTIALS);
        // For the functions.
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"));
        let group = command.spawn().map_err(|error| format!("the emulator: {error}"))?;
        let mut emulator = Self { group, port, log };
        emulator.wait()?;
        Ok(emulator)
    }

    /// Waits until it responds.
    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < START_TIMEOUT {
            if let Some(status) = self.group.try_wait()? {
                return Err(format!("the emulator ended with {status}:\n{}", self.log_end()).into());
            }
            if self.answers().is_ok_and(|answers| answers) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(format!("the emulator does not respond within {START_TIMEOUT:?}:\n{}", self.log_end()).into())
    }

    fn answers(&self) -> std::io::Result<bool> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.set_read_timeout(Some(Duration::from_secs(5)))?;
        connection.write_all(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The log.
    pub(super) fn log(&self) -> String {
        std::fs::read(&self.log).map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
    }

    pub(super) fn log_end(&self) -> String {
        let log = self.log();
        log[log.ceil_char_boundary(log.len().saturating_sub(MAX_QUOTED))..].to_owned()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Closes its standard input, which ends the group.
        drop(self.group.stdin.take());
        // The exit status does not matter.
        let _ = self.group.wait();
    }
}

/// A free port.
pub(super) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    const KILLED: Option<i32> = Some(9);

    #[test]
    fn a_program_ends_when_its_input_is_closed_and_a_group_when_its_program_ends() {
        // It would run forever.
        let mut group = until_the_end(Path::new("yes")).stdout(Stdio::null()).spawn().unwrap();
        assert_eq!(group.try_wait().unwrap(), None);
        drop(group.stdin.take());
        assert_eq!(group.wait().unwrap().signal(), KILLED);

        let mut group = until_the_end(Path::new("true")).spawn().unwrap();
        let input = group.stdin.take();
        assert_eq!(group.wait().unwrap().signal(), KILLED);
        drop(input);
    }
}
