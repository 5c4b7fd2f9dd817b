//! A Redis for one test, on a socket in a temporary folder.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use statetopic::Result;
use tempfile::TempDir;

pub(crate) struct RedisServer {
    process: Child,
    folder: TempDir,
}

impl RedisServer {
    /// Starts one for this test and waits until it listens. If none is installed it is `None`, and the output says so;
    /// if the variable `CI` is `true`, that is an error.
    pub(crate) async fn start(test: &str) -> Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        let process = match spawn(folder.path()) {
            Ok(process) => process,
            Err(error) if error.kind() == ErrorKind::NotFound => return missing(test).map(|()| None),
            Err(error) => return Err(error.into()),
        };
        let server = Self { process, folder };
        server.listens().await?;
        Ok(Some(server))
    }

    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}", socket(self.folder.path()).display())
    }

    /// Ends it, and with it its content.
    pub(crate) fn stop(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        std::fs::remove_file(socket(self.folder.path()))?;
        Ok(())
    }

    /// Starts another one on the same socket.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        self.process = spawn(self.folder.path())?;
        self.listens().await
    }

    async fn listens(&self) -> Result<()> {
        for _ in 0..500 {
            if socket(self.folder.path()).exists() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err("redis-server did not listen within five seconds".into())
    }
}

/// A test that a machine cannot run must not look as if it had run.
fn missing(test: &str) -> Result<()> {
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        return Err("there is no `redis-server`; CI installs Debian's package of that name".into());
    }
    // Unlike `eprintln!`, this is shown for a test that passes too.
    let remark = format!(
        "\nNOT RUN: `{test}`, for there is no `redis-server`; install it, e.g. `apt-get install redis-server`\n"
    );
    std::io::stderr().write_all(remark.as_bytes())?;
    Ok(())
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // One that has ended is left alone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("redis.sock")
}

fn spawn(folder: &Path) -> std::io::Result<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--port", "0", "--save", "", "--unixsocket"]).arg(socket(folder)).arg("--dir").arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}
