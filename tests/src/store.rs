//! Where the tables of a test are: on the embedded engine, or in memory.

use std::fmt::Display;

use statetopic_local::{Clock, Local};

/// Where the tables of a test are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// On the embedded engine, behind the AWS SDK.
    Engine,
    /// In the memory of the process, without either.
    Memory,
}

impl Store {
    /// An empty application.
    #[must_use]
    pub fn start(self) -> Local {
        self.start_with_clock(Clock::wall())
    }

    /// An empty application with this clock.
    #[must_use]
    pub fn start_with_clock(self, clock: Clock) -> Local {
        match self {
            Self::Engine => Local::start_with_clock(clock).expect("an engine"),
            Self::Memory => Local::start_in_memory(clock),
        }
    }
}

/// What a test returns.
pub trait TestResult {
    /// Fails the test where it is an error.
    fn expect_success(self);
}

impl TestResult for () {
    fn expect_success(self) {}
}

impl<E: Display> TestResult for Result<(), E> {
    fn expect_success(self) {
        if let Err(error) = self {
            panic!("{error}");
        }
    }
}

/// Makes two tests of each function: one on the embedded engine and one in memory.
#[macro_export]
macro_rules! on_both_stores {
    () => {};
    (#[$attribute:meta] async fn $test:ident; $($rest:tt)*) => {
        mod $test {
            use $crate::store::{Store, TestResult as _};

            #[$attribute]
            async fn on_the_engine() {
                super::$test(Store::Engine).await.expect_success();
            }

            #[$attribute]
            async fn in_memory() {
                super::$test(Store::Memory).await.expect_success();
            }
        }

        $crate::on_both_stores! { $($rest)* }
    };
    (#[$attribute:meta] fn $test:ident; $($rest:tt)*) => {
        mod $test {
            use $crate::store::{Store, TestResult as _};

            #[$attribute]
            fn on_the_engine() {
                super::$test(Store::Engine).expect_success();
            }

            #[$attribute]
            fn in_memory() {
                super::$test(Store::Memory).expect_success();
            }
        }

        $crate::on_both_stores! { $($rest)* }
    };
}
