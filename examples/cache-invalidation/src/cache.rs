//! The cache: a resource of one's own, which a subscriber is lent as it is lent a table.

#[cfg(feature = "local")]
mod in_process;

use std::fmt;
use std::time::Duration;

use redis::AsyncCommands as _;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use statetopic::{ConnectError, Connections, Grant, Resource, Result};

/// How long the cache may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Texts that are found under a key for some time. Clones are the same cache.
#[derive(Clone)]
pub struct Cache(Kind);

#[derive(Clone)]
enum Kind {
    Redis(ConnectionManager),
    #[cfg(feature = "local")]
    InProcess(in_process::InProcess),
}

impl Resource for Cache {
    // Redis asks for the password in the URL, and IAM has no say. With ElastiCache's IAM authentication a grant of
    // `elasticache:Connect` on the cache and its user would stand here.
    const GRANTS: &'static [Grant] = &[];
    const VARIABLES: &'static [&'static str] = &["CACHE_URL"];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let url = connections.environment().var("CACHE_URL")?;
        #[cfg(feature = "local")]
        if let Some(name) = url.strip_prefix("memory:") {
            return Ok(Self::in_process(name));
        }
        let client = redis::Client::open(url).map_err(ConnectError::new)?;
        // The mapping tries again what fails, so a cache that is away is to be noticed soon.
        let config = ConnectionManagerConfig::new().set_number_of_retries(1).set_connection_timeout(Some(PATIENCE));
        let manager = ConnectionManager::new_with_config(client, config.set_response_timeout(Some(PATIENCE)));
        Ok(Self(Kind::Redis(manager.await.map_err(ConnectError::new)?)))
    }
}

impl Cache {
    /// A cache in this process, for trying things out without Redis. There is one of each name.
    #[cfg(feature = "local")]
    #[must_use]
    pub fn in_process(name: &str) -> Self {
        Self(Kind::InProcess(in_process::InProcess::named(name)))
    }

    /// What stands under a key.
    ///
    /// # Errors
    /// Where the cache cannot be reached.
    pub async fn get(&self, key: &str) -> Result<Option<String>> {
        match &self.0 {
            Kind::Redis(redis) => Ok(redis.clone().get(key).await?),
            #[cfg(feature = "local")]
            Kind::InProcess(cache) => Ok(cache.get(key)),
        }
    }

    /// Puts a text under a key for some time, in whole seconds.
    ///
    /// # Errors
    /// Where the cache cannot be reached.
    pub async fn put(&self, key: &str, text: &str, lifetime: Duration) -> Result<()> {
        match &self.0 {
            Kind::Redis(redis) => Ok(redis.clone().set_ex(key, text, lifetime.as_secs()).await?),
            #[cfg(feature = "local")]
            Kind::InProcess(cache) => {
                cache.put(key, text, lifetime);
                Ok(())
            }
        }
    }

    /// Drops what stands under a key, if anything does.
    ///
    /// # Errors
    /// Where the cache cannot be reached.
    pub async fn delete(&self, key: &str) -> Result<()> {
        match &self.0 {
            Kind::Redis(redis) => Ok(redis.clone().del(key).await?),
            #[cfg(feature = "local")]
            Kind::InProcess(cache) => {
                cache.delete(key);
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Cache {
    /// Neither the password, which may be in the URL, nor what is cached.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::Redis(_) => "Cache(Redis)",
            #[cfg(feature = "local")]
            Kind::InProcess(_) => "Cache(InProcess)",
        })
    }
}
