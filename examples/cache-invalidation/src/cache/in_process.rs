//! A cache in this process, where there is no Redis.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Texts, and when they expire.
type Entries = BTreeMap<String, (String, Instant)>;

#[derive(Clone)]
pub(super) struct InProcess(Arc<Mutex<Entries>>);

/// All caches by name, so that connections with the same name share one.
static CACHES: LazyLock<Mutex<BTreeMap<String, InProcess>>> = LazyLock::new(Mutex::default);

impl InProcess {
    pub(super) fn named(name: &str) -> Self {
        lock(&CACHES).entry(name.to_owned()).or_insert_with(|| Self(Arc::default())).clone()
    }

    pub(super) fn get(&self, key: &str) -> Option<String> {
        let entries = lock(&self.0);
        entries.get(key).filter(|(_, until)| *until > Instant::now()).map(|(text, _)| text.clone())
    }

    pub(super) fn put(&self, key: &str, text: &str, lifetime: Duration) {
        lock(&self.0).insert(key.to_owned(), (text.to_owned(), Instant::now() + lifetime));
    }

    pub(super) fn delete(&self, key: &str) {
        lock(&self.0).remove(key);
    }
}

/// The map is consistent at any time: a panic elsewhere does not corrupt it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
