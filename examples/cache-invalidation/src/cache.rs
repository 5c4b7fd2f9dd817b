//! The cache: a custom resource, which a subscriber receives by reference, as it does a table.

#[cfg(feature = "local")]
mod in_process;

use std::fmt;
use std::time::Duration;

use redis::AsyncCommands as _;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use statetopic::{ConnectError, Connections, Grant, Resource, Result, SecretVariable};

/// The time-out of a request to the cache.
const PATIENCE: Duration = Duration::from_secs(1);

/// Texts by key, each for a limited time. Clones share the cache.
#[derive(Clone)]
pub struct Cache(Kind);

#[derive(Clone)]
enum Kind {
    Redis(ConnectionManager),
    #[cfg(feature = "local")]
    InProcess(in_process::InProcess),
}

impl Resource for Cache {
    // Redis authenticates by the password in the URL, not by IAM. With ElastiCache's IAM authentication, a grant of
    // `elasticache:Connect` on the cache and its user belongs here.
    const GRANTS: &'static [Grant] = &[];
    const SECRETS: &'static [SecretVariable] = &[SecretVariable::new("CACHE_URL")];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let url = connections.environment().var("CACHE_URL")?;
        #[cfg(feature = "local")]
        if let Some(name) = url.strip_prefix("memory:") {
            return Ok(Self::in_process(name));
        }
        let client = redis::Client::open(url).map_err(ConnectError::new)?;
        // The mapping retries a failure, so an unreachable cache should be noticed soon.
        let config = ConnectionManagerConfig::new().set_number_of_retries(1).set_connection_timeout(Some(PATIENCE));
        let manager = ConnectionManager::new_with_config(client, config.set_response_timeout(Some(PATIENCE)));
        Ok(Self(Kind::Redis(manager.await.map_err(ConnectError::new)?)))
    }
}

impl Cache {
    /// A cache in this process, to try the example without Redis. There is one per name.
    #[cfg(feature = "local")]
    #[must_use]
    pub fn in_process(name: &str) -> Self {
        Self(Kind::InProcess(in_process::InProcess::named(name)))
    }

    /// The text of a key.
    ///
    /// # Errors
    /// If the cache cannot be reached.
    pub async fn get(&self, key: &str) -> Result<Option<String>> {
        match &self.0 {
            Kind::Redis(redis) => Ok(redis.clone().get(key).await?),
            #[cfg(feature = "local")]
            Kind::InProcess(cache) => Ok(cache.get(key)),
        }
    }

    /// Stores a text for some time, in whole seconds.
    ///
    /// # Errors
    /// If the cache cannot be reached.
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

    /// Deletes the text of a key, if there is one.
    ///
    /// # Errors
    /// If the cache cannot be reached.
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
    /// Contains neither the password, which may be in the URL, nor the cached texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::Redis(_) => "Cache(Redis)",
            #[cfg(feature = "local")]
            Kind::InProcess(_) => "Cache(InProcess)",
        })
    }
}
