//! Commits what a function returned. With the SDK that is a transaction with the ledger row of the record's item.

#[cfg(feature = "sdk")]
pub(crate) use self::error::CommitError;
#[cfg(feature = "sdk")]
pub(crate) use self::transaction::Committer;
#[cfg(not(feature = "sdk"))]
pub(crate) use self::without_sdk::{CommitError, Committer};

#[cfg(feature = "sdk")]
mod cancelled;
#[cfg(feature = "sdk")]
mod error;
#[cfg(feature = "sdk")]
mod transaction;

/// What became of a record's writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sdk"), expect(dead_code, reason = "only a committer makes one"))]
pub(crate) enum Committed {
    /// They were committed, unless there were none or they were stale.
    Now,
    /// They had been committed before.
    Before,
    /// A later change of the item had been committed before. Whether these had been too, nobody knows; they are not now.
    Superseded,
}

/// Without the SDK no committer can be made, so none is ever asked.
#[cfg(not(feature = "sdk"))]
mod without_sdk {
    use super::Committed;
    use crate::connections::{ConnectError, Connections};
    use crate::invoke::in_flight::RecordInFlight;
    use crate::schema::TableSchema;
    use crate::writes::Write;

    pub(crate) enum Committer {}

    #[derive(Debug)]
    pub(crate) enum CommitError {}

    impl Committer {
        #[expect(clippy::unused_async, reason = "the same signature as with the SDK")]
        pub(crate) async fn connect(_: &Connections, _: &'static str, _: &[TableSchema]) -> Result<Self, ConnectError> {
            Err(ConnectError::without_sdk())
        }

        #[expect(clippy::unused_async, reason = "the same signature as with the SDK")]
        pub(crate) async fn applied(&self, _: &RecordInFlight) -> Result<Option<Committed>, CommitError> {
            match *self {}
        }

        #[expect(clippy::unused_async, reason = "the same signature as with the SDK")]
        pub(crate) async fn commit(&self, _: &RecordInFlight, _: Vec<Write>) -> Result<Committed, CommitError> {
            match *self {}
        }
    }

    impl CommitError {
        pub(crate) const fn is_the_records_own(&self) -> bool {
            match *self {}
        }
    }

    impl std::fmt::Display for CommitError {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            match *self {}
        }
    }
}
