//! A Redis of a test's own, on a socket in a folder that goes with it.

use std::io::ErrorKind;
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
    /// Starts one and waits until it listens; `None` where none is installed.
    pub(crate) async fn start() -> Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        let process = match spawn(folder.path()) {
            Ok(process) => process,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let server = Self { process, folder };
        server.listens().await?;
        Ok(Some(server))
    }

    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}", socket(self.folder.path()).display())
    }

    /// Ends it, and with it what it holds.
    pub(crate) fn stop(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        std::fs::remove_file(socket(self.folder.path()))?;
        Ok(())
    }

    /// Starts another at the same place.
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

impl Drop for RedisServer {
    fn drop(&mut self) {
        // One that has ended needs no more.
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
