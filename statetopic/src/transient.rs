//! Errors of a service, for which the record that met them is not to blame.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

#[cfg(feature = "sdk")]
mod sdk;

use crate::BoxError;
use crate::panic;
use crate::table::TableError;

/// The most causes of an error that are looked at: an error may be its own cause.
const MAX_CAUSES: usize = 32;

/// An error that passes: the record that met it is not to blame.
///
/// With `on_error = park` or `skip`, a record whose function returns it, or an error that has it among its causes, is delivered
/// again, and no attempt is counted. So it is with what the library knows itself: a throttled or unreachable table, one that
/// does not exist or may not be used ([`TableError`]), the same errors of `aws-sdk-dynamodb`, errors of a network
/// ([`io::Error`]), and time-outs of tokio. This is for everything else, such as the answer "too many requests" of another service.
///
/// They are found behind errors of your own, through [`source`](Error::source). An `anyhow::Error` that becomes a
/// [`BoxError`](crate::BoxError) hides what it was made of: give it a `context`, behind which the cause is found, or return the error itself.
///
/// ```
/// use statetopic::prelude::*;
/// use statetopic::Transient;
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = KEYS_ONLY)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String }
/// # async fn purge(_sku: &str) -> std::result::Result<u16, std::fmt::Error> { Ok(200) }
///
/// #[subscriber(on(Removed), on_error = park)]
/// async fn forget(change: StateChange<Level>) -> Result<()> {
///     match purge(&change.key().sku).await.map_err(Transient::new)? {
///         429 | 500..=599 => Err(Transient::new("the cache takes no requests now").into()),
///         _ => Ok(()),
///     }
/// }
/// ```
pub struct Transient(BoxError);

impl Transient {
    /// Marks an error.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Transient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Transient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Transient").field(&self.0).finish()
    }
}

impl Error for Transient {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// Whether a service is to blame for a user's own error, or for one of its causes.
pub(crate) fn is_of_service(error: &(dyn Error + 'static)) -> bool {
    let causes = || {
        let causes = std::iter::successors(Some(error), |error| (*error).source());
        causes.take(MAX_CAUSES).any(is_cause)
    };
    // They come of the user's code, which may panic.
    panic::catch(causes).unwrap_or_default()
}

fn is_cause(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "sdk")]
    if sdk::is_of_service(error) {
        return true;
    }
    error.is::<Transient>()
        || error.is::<tokio::time::error::Elapsed>()
        || error.downcast_ref::<TableError>().is_some_and(TableError::is_of_service)
        || error.is::<Arc<Transient>>()
        || error.downcast_ref::<Arc<TableError>>().is_some_and(|error| error.is_of_service())
        || error.downcast_ref::<io::Error>().is_some_and(is_of_io)
}

/// An error of a network, or one that was put into an [`io::Error`].
fn is_of_io(error: &io::Error) -> bool {
    is_of_network(error.kind()) || error.get_ref().is_some_and(|within| is_of_service(within))
}

/// A file that is not there is not a network that is not.
const fn is_of_network(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::NotConnected
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::TimedOut
            | io::ErrorKind::UnexpectedEof
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::RowsError;

    #[derive(Debug)]
    struct Outer(Box<dyn Error + Send + Sync>);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("outer")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&*self.0)
        }
    }

    fn of_service(code: &str) -> TableError {
        let error = RowsError::Service { code: code.to_owned(), request_id: None, is_fault: false };
        TableError::of("PutItem", "orders", error)
    }

    #[test]
    fn what_is_of_the_service_is_found_behind_a_users_own_errors() {
        for code in ["ThrottlingException", "AccessDeniedException", "ResourceNotFoundException", "InternalServerError"]
        {
            assert!(is_of_service(&Outer(Outer(of_service(code).into()).into())), "{code}");
        }
        for kind in [io::ErrorKind::ConnectionRefused, io::ErrorKind::TimedOut] {
            assert!(is_of_service(&Outer(io::Error::from(kind).into())), "{kind}");
        }
        assert!(is_of_service(&Outer(Transient::new("busy").into())));
        assert!(is_of_service(&Outer(io::Error::other(of_service("ThrottlingException")).into())));
        assert!(is_of_service(&Outer(Arc::new(of_service("ThrottlingException")).into())));
        assert!(is_of_service(&TableError::of("PutItem", "orders", RowsError::Unreachable)));
    }

    #[test]
    fn what_a_record_brings_about_is_not_of_the_service() {
        assert!(!is_of_service(&Outer("bad".into())));
        assert!(!is_of_service(&of_service("ValidationException")));
        assert!(!is_of_service(&TableError::of("PutItem", "orders", RowsError::Condition(None))));
        assert!(!is_of_service(&Outer(io::Error::from(io::ErrorKind::NotFound).into())));
    }

    #[tokio::test]
    async fn a_time_out_is_of_the_service() {
        let elapsed = tokio::time::timeout(std::time::Duration::ZERO, std::future::pending::<()>()).await.unwrap_err();
        assert!(is_of_service(&Outer(elapsed.into())));
    }
}
