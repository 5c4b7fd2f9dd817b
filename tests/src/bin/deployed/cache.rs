//! A cache that holds nothing and hears what is deleted: as much of Redis's protocol as a client speaks for that.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/protocol-spec/>

use statetopic_tests::PATIENCE;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::ReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

use super::stack::Problem;

/// The keys that are deleted, in their order.
pub(crate) struct Cache {
    deleted: Mutex<mpsc::UnboundedReceiver<String>>,
}

impl Cache {
    pub(crate) async fn listen(address: &str) -> Result<Self, Problem> {
        let listener = TcpListener::bind(address).await?;
        let (tell, deleted) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let tell = tell.clone();
                // A client that breaks off has had what it wanted.
                tokio::spawn(async move { serve(client, &tell).await.ok() });
            }
        });
        Ok(Self { deleted: Mutex::new(deleted) })
    }

    /// Waits for the next key that is deleted, which is to be this one.
    pub(crate) async fn dropped(&self, expected: &str) -> Result<(), Problem> {
        let mut deleted = self.deleted.lock().await;
        match tokio::time::timeout(PATIENCE, deleted.recv()).await {
            Ok(Some(key)) if key == expected => Ok(()),
            Ok(other) => Err(format!("`{expected}` was to be deleted from the cache, and {other:?} was").into()),
            Err(_) => Err(format!("`{expected}` was not deleted from the cache within {PATIENCE:?}").into()),
        }
    }
}

async fn serve(mut client: TcpStream, deleted: &mpsc::UnboundedSender<String>) -> std::io::Result<()> {
    let (read, mut write) = client.split();
    let mut read = BufReader::new(read);
    while let Some(command) = command(&mut read).await? {
        match &*command {
            [name, key] if name.eq_ignore_ascii_case("DEL") => {
                // Nobody waits for it any more once the run is over.
                let _ = deleted.send(key.clone());
                write.write_all(b":1\r\n").await?;
            }
            _ => write.write_all(b"+OK\r\n").await?,
        }
    }
    Ok(())
}

/// A command: an array of texts. `None` at the end.
async fn command(read: &mut BufReader<ReadHalf<'_>>) -> std::io::Result<Option<Vec<String>>> {
    let Some(count) = length(read, '*').await? else { return Ok(None) };
    let mut words = Vec::new();
    for _ in 0..count {
        let Some(length) = length(read, '$').await? else { return Ok(None) };
        // The line break belongs to it.
        let mut word = vec![0; length + 2];
        read.read_exact(&mut word).await?;
        words.push(String::from_utf8_lossy(&word[..length]).into_owned());
    }
    Ok(Some(words))
}

async fn length(read: &mut BufReader<ReadHalf<'_>>, kind: char) -> std::io::Result<Option<usize>> {
    let mut line = String::new();
    read.read_line(&mut line).await?;
    Ok(line.trim_end().strip_prefix(kind).and_then(|length| length.parse().ok()))
}
