//! Code of the user's that panics where nobody expects it: still that record's failure, and nobody else's.

use std::fmt;
use std::time::Duration;

use statetopic::BoxError;
use statetopic::prelude::*;

use super::journal::Then::{Fail, Hang, Succeed};
use super::journal::{Step, act, checkpoint, invoke, step};

/// An error whose text cannot be written.
#[derive(Debug)]
struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("on purpose")
    }
}

impl std::error::Error for Unwritable {}

#[subscriber(library)]
async fn fail_unwritably(change: StateChange<Step>) -> Result<()> {
    act(change.new().unwrap().then).await.map_err(|_| Unwritable.into())
}

#[tokio::test]
async fn an_error_whose_text_panics_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", Fail)];
    assert_eq!(checkpoint::<FailUnwritablySubscriber>(&records).await.as_deref(), Some("2"));
}

/// An error that cannot become any other.
struct Inconvertible;

impl From<Inconvertible> for BoxError {
    fn from(_: Inconvertible) -> Self {
        panic!("on purpose")
    }
}

#[subscriber(library)]
async fn fail_inconvertibly(change: StateChange<Step>) -> Result<(), Inconvertible> {
    act(change.new().unwrap().then).await.map_err(|_| Inconvertible)
}

#[tokio::test]
async fn an_error_whose_conversion_panics_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", Fail)];
    assert_eq!(checkpoint::<FailInconvertiblySubscriber>(&records).await.as_deref(), Some("2"));
}

/// It must not be dropped before the function is done.
struct Guard(bool);

impl Drop for Guard {
    fn drop(&mut self) {
        assert!(self.0 || std::thread::panicking(), "on purpose");
    }
}

#[subscriber(library)]
async fn hold_a_guard(change: StateChange<Step>) {
    let mut guard = Guard(false);
    guard.0 = act(change.new().unwrap().then).await.is_ok();
}

#[tokio::test]
async fn a_drop_that_panics_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", Fail), step("3", Succeed)];
    assert_eq!(checkpoint::<HoldAGuardSubscriber>(&records).await.as_deref(), Some("2"));
}

#[tokio::test(start_paused = true)]
async fn a_drop_that_panics_at_the_deadline_is_its_records_failure() {
    let records = [step("1", Succeed), step("2", Hang)];
    let response = invoke::<HoldAGuardSubscriber>(&records, Some(Duration::from_mins(1))).await;
    assert_eq!(response.checkpoint(), Some("2"));
}
