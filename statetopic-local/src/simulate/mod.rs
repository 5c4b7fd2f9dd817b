//! Simulations: subscribers under a random workload and random faults, the same for the same seed.
//!
//! A run has tables in memory, the mappings of the subscribers, and a time of its own in which nothing is waited for. Its workload
//! writes to sources, and meanwhile calls are throttled, answered late or never, processes die or stand still and come back,
//! answers are lost, shards end, mappings are made again. Then all that is healed, the subscribers catch up, and checks look at the
//! source's history and at the tables. A run that breaks a check is made smaller, and its error says how to run it again.
//!
//! The same seed writes the same trace, byte for byte, where subscribers use no threads, no random numbers and no wall clock.
//!
//! # Example: derived counts that survive crashes
//! ```
//! use statetopic::prelude::*;
//! use statetopic_local::simulate::{Simulation, Step};
//!
//! #[read_model(table = "users")]
//! #[state_topic(view = NEW_AND_OLD_IMAGES)]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct User {
//!     #[partition_key]
//!     pub id: u32,
//!     pub admin: bool,
//! }
//!
//! #[read_model(table = "counts")]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Count {
//!     #[partition_key]
//!     pub admin: String,
//!     #[serde(default)]
//!     pub users: u32,
//! }
//!
//! #[subscriber(library)]
//! fn count_users(change: StateChange<User>) -> Writes<Count> {
//!     let key = |admin: bool| CountKey { admin: admin.to_string() };
//!     let (old, new) = (change.old().map(|old| old.admin), change.new().map(|new| new.admin));
//!     let writes = old.map(|admin| key(admin).update().add(|a| a.users, -1)).into_iter();
//!     let added = new.map(|admin| key(admin).update().add(|a| a.users, 1));
//!     if old == new { Writes::new() } else { writes.chain(added).collect() }
//! }
//!
//! let simulation = Simulation::new()
//!     .subscriber::<CountUsersSubscriber>()
//!     .source(|random| match random.below(8) {
//!         0 => Step::Delete(UserKey { id: random.below(9) }),
//!         _ => Step::Put(User { id: random.below(9), admin: random.percent(30) }),
//!     })
//!     .invariant("the counts are those of the users", |run| {
//!         let users = run.rows::<User>()?;
//!         for count in run.rows::<Count>()? {
//!             let counted = users.iter().filter(|user| user.admin.to_string() == count.admin).count();
//!             if counted != count.users as usize {
//!                 return Err(format!("{} instead of {counted}", count.users).into());
//!             }
//!         }
//!         Ok(())
//!     });
//! simulation.check(0..20).unwrap_or_else(|violation| panic!("{violation}"));
//! ```

mod connect;
mod process;
mod redrive;
mod run;
mod state;
mod subscriber;
mod summary;
mod world;

use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use statetopic::{BoxError, ReadModel, Resource as _, Subscriber, Table, WholeRows};
pub use statetopic_simulate::{
    Fate, FaultKind, Faults, Plan, Random, RecordReport, SourceChange, Violation, ascending, derived_equals_recomputed,
    shrink,
};

pub use self::run::Run;
pub use self::state::is_calm;
use self::subscriber::SimulatedSubscriber;
pub use self::summary::Summary;
use crate::local::Local;

/// A run's number of steps, unless another is said.
const STEPS: u32 = 60;

/// The variable that runs one seed alone.
const SEED: &str = "STATETOPIC_SEED";

type Stepping = Pin<Box<dyn Future<Output = Result<String, BoxError>> + Send>>;
type Workload = dyn Fn(&mut Random, &Local) -> Stepping + Send + Sync;
type Invariant = dyn Fn(&Run) -> Result<(), BoxError> + Send + Sync;

/// A write of the workload to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<M: ReadModel> {
    /// Puts a row.
    Put(M),
    /// Deletes a row.
    Delete(M::Key),
}

/// Subscribers, what is written to their sources, what goes wrong, and what must hold.
#[derive(Clone)]
#[must_use = "a simulation runs when it is checked"]
pub struct Simulation {
    subscribers: Vec<SimulatedSubscriber>,
    workload: Vec<Arc<Workload>>,
    invariants: Vec<(String, Arc<Invariant>)>,
    faults: Faults,
    steps: u32,
    varies: bool,
}

impl Simulation {
    /// Nothing yet: 60 steps a run, and the usual faults.
    pub fn new() -> Self {
        let (subscribers, workload, invariants) = Default::default();
        Self { subscribers, workload, invariants, faults: Faults::usual(), steps: STEPS, varies: false }
    }

    /// Runs a subscriber too, with the settings that it declares: behind its stream or, with `via = fifo`, behind a Pipe and a
    /// FIFO queue.
    pub fn subscriber<S: Subscriber>(mut self) -> Self {
        self.subscribers.push(SimulatedSubscriber::of::<S>());
        self
    }

    /// Runs a subscriber that is renamed in some runs: `Next`, which says `previously` of the first, is deployed beside it, and in some
    /// the mapping of the first is deleted then.
    pub fn renamed_subscriber<S: Subscriber, Next: Subscriber>(mut self) -> Self {
        self.subscribers.push(SimulatedSubscriber::of::<S>().with_successor(SimulatedSubscriber::of::<Next>()));
        self
    }

    /// Writes to a source: at each step that is its turn, what `next` returns.
    pub fn source<M: WholeRows + Serialize>(
        mut self,
        next: impl Fn(&mut Random) -> Step<M> + Send + Sync + 'static,
    ) -> Self {
        self.workload.push(Arc::new(move |random, local| {
            let (step, connections) = (next(random), local.connections_to::<M>());
            Box::pin(async move {
                let table = Table::<M>::connect(&connections).await?;
                match step {
                    Step::Put(row) => {
                        table.put(&row).await?;
                        Ok(format!("put of a {}", M::NAME))
                    }
                    Step::Delete(key) => {
                        table.delete(&key).await?;
                        Ok(format!("delete of a {}", M::NAME))
                    }
                }
            })
        }));
        self
    }

    /// What must hold when all is done.
    pub fn invariant(
        mut self,
        name: &str,
        check: impl Fn(&Run) -> Result<(), BoxError> + Send + Sync + 'static,
    ) -> Self {
        self.invariants.push((name.to_owned(), Arc::new(check)));
        self
    }

    /// The same with these faults.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// The same with so many steps a run.
    pub const fn steps(mut self, steps: u32) -> Self {
        self.steps = steps;
        self
    }

    /// The same with a batch size, a number of batches at once and of lanes that each run chooses.
    pub const fn varying(mut self) -> Self {
        self.varies = true;
        self
    }

    /// Runs seeds until one breaks something; that one is made smaller first. Where the variable `STATETOPIC_SEED` is set, its seed
    /// alone is run.
    ///
    /// # Errors
    /// The violation, with a trace and how to run it again.
    pub fn check(&self, seeds: Range<u64>) -> Result<Summary, Box<Violation>> {
        let seeds = match std::env::var(SEED).map(|seed| seed.parse::<u64>()) {
            Ok(Ok(seed)) => seed..seed.saturating_add(1),
            Ok(Err(error)) => {
                let message = format!("the variable `{SEED}` is not a seed: {error}");
                return Err(Box::new(Violation::new(Plan::new(0, 0), "the seed is a number", message)));
            }
            Err(_) => seeds,
        };
        let mut summary = Summary::default();
        for seed in seeds {
            let (of_run, _, violation) = self.run(&Plan::new(seed, self.steps));
            summary += of_run;
            if let Some(violation) = violation {
                return Err(Box::new(shrink(violation, |plan| self.run(plan).2)));
            }
        }
        Ok(summary)
    }

    /// The lines of a seed's trace.
    #[must_use]
    pub fn trace(&self, seed: u64) -> Vec<String> {
        self.run(&Plan::new(seed, self.steps)).1
    }

    /// One run: what it went through, its trace, and what it broke.
    fn run(&self, plan: &Plan) -> (Summary, Vec<String>, Option<Violation>) {
        world::run(self, plan)
    }
}

impl Default for Simulation {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Simulation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let subscribers: Vec<_> = self.subscribers.iter().map(SimulatedSubscriber::id).collect();
        f.debug_struct("Simulation")
            .field("subscribers", &subscribers)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}
