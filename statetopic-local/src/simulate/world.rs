//! One run: the workload and the faults, then calm, then the checks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use statetopic::memory::MemoryTables;
use statetopic::{BoxError, Clock};
use statetopic_simulate::{
    FaultInjector, FaultKind, Plan, Random, Violation, done_once, handled_or_told, superseded_is_kept,
};

use super::Simulation;
use super::run::Run;
use super::state::RunState;
use super::subscriber::{MappingTask, SimulatedSubscriber, Variation};
use super::summary::Summary;
use crate::embedded::Engine;
use crate::engine::Position;
use crate::local::Local;
use crate::shards::{ShardId, StreamShard};

/// When runs begin: 2026-01-01T00:00:00Z.
const START: Duration = Duration::from_hours(490_896);
/// The changes of each stream that have shorter sequence numbers than those after them.
const BEFORE_LONG: u64 = 30;
/// The longest between two steps.
const PAUSE: Duration = Duration::from_millis(120);
/// What is late comes within this time: requests, and processes that stood still. It is more than either takes.
const AFTERMATH: Duration = Duration::from_secs(150);
/// How long the subscribers may take after that until nothing is left to do.
const CATCH_UP: Duration = Duration::from_hours(2);
/// How long they may take until they are done with a stream that is to be made again.
const DONE: Duration = Duration::from_mins(5);
/// How many of a hundred steps begin a redrive.
const REDRIVES: u32 = 8;
/// How often that is looked at, and how often in a row nothing must be left.
const LOOK: (Duration, u32) = (Duration::from_secs(1), 3);

pub(super) fn run(simulation: &Simulation, plan: &Plan) -> (Summary, Vec<String>, Option<Violation>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let Ok(runtime) = runtime else {
        return (Summary::default(), Vec::new(), Some(broken(plan, "the run begins", "no runtime can be made".into())));
    };
    let ended = runtime.block_on(async {
        let clock = Clock::tokio_from(START);
        let injector = FaultInjector::new(plan.seed, simulation.faults.clone(), plan.spared.clone());
        let state = Arc::new(RunState::new(plan, injector, clock.clone()));
        let engine = Engine::of_tables_after(MemoryTables::new(clock), Position::new(Position::LONG - BEFORE_LONG));
        let local = Local::with_engine(engine);
        local.set_max_readers(usize::MAX);
        let violation = play(simulation, plan, &local, &state).await;
        state.end();
        (local, state, violation)
    });
    // What still runs in it goes first.
    drop(runtime);
    let (local, state, violation) = ended;
    let sources: BTreeSet<&str> = simulation.subscribers.iter().map(|subscriber| subscriber.table).collect();
    let tables = local.engine().tables();
    let changes = sources.iter().filter_map(|table| tables?.changes_count(table).ok()).sum::<usize>();
    let struck = state.injector.struck();
    let summary = Summary::of_run(changes as u64, &struck, &state.told());
    let violation = violation.map(|mut violation| {
        violation.struck = struck;
        violation.trace = state.lines();
        violation.replay = replay(plan.seed);
        violation
    });
    (summary, state.lines(), violation)
}

/// How a seed is run again: a test's thread has its name.
fn replay(seed: u64) -> String {
    let thread = std::thread::current();
    match thread.name() {
        Some(test) if test != "main" => format!("{}={seed} cargo test {test}", super::SEED),
        _ => format!("{}={seed}", super::SEED),
    }
}

fn broken(plan: &Plan, check: &str, message: String) -> Violation {
    Violation::new(plan.clone(), check, message)
}

/// The run, up to what it broke.
async fn play(simulation: &Simulation, plan: &Plan, local: &Local, state: &Arc<RunState>) -> Option<Violation> {
    let mut director =
        Director { simulation, local, state, random: Random::of(plan.seed, "workload"), deployed: Vec::new() };
    let failed = |error: BoxError| broken(plan, "the run is carried out", error.to_string());
    if let Err(error) = director.play(plan).await {
        return Some(failed(error));
    }
    if !director.comes_to_rest().await {
        return Some(broken(
            plan,
            "all is done in the end",
            format!("something is left after {} h", CATCH_UP.as_secs() / 3600),
        ));
    }
    if let Err(error) = director.redrive_all().await {
        return Some(broken(plan, "what is parked is done in the end", error.to_string()));
    }
    let told = state.told();
    for subscriber in &simulation.subscribers {
        let history = match (subscriber.history)(local) {
            Ok(history) => history,
            Err(error) => return Some(failed(error)),
        };
        if let Err(message) = handled_or_told(&history, &told, subscriber.ledger_id) {
            return Some(broken(plan, "every change is handled or told", message));
        }
        if let Err(message) = done_once(&history, &told, subscriber.ledger_id) {
            return Some(broken(plan, "nothing is done twice", message));
        }
        if subscriber.redrives.is_some()
            && let Err(message) = superseded_is_kept(&told, &state.kept(subscriber.ledger_id), subscriber.ledger_id)
        {
            return Some(broken(plan, "what is superseded is kept", message));
        }
    }
    let run = Run::new(local.clone(), told, state.all_kept());
    simulation.invariants.iter().find_map(|(name, holds)| {
        let message = holds(&run).err()?;
        Some(broken(plan, name, message.to_string()))
    })
}

/// Plays the workload, and does to the mappings what faults do.
struct Director<'a> {
    simulation: &'a Simulation,
    local: &'a Local,
    state: &'a Arc<RunState>,
    random: Random,
    deployed: Vec<Deployed<'a>>,
}

/// A subscriber and its mapping.
struct Deployed<'a> {
    subscriber: &'a SimulatedSubscriber,
    task: MappingTask,
    /// The same under a new name, from when it is deployed on.
    successor: Option<MappingTask>,
}

impl Director<'_> {
    async fn play(&mut self, plan: &Plan) -> Result<(), BoxError> {
        for subscriber in &self.simulation.subscribers {
            let task = subscriber.attach(self.local, self.state, self.vary()).await?;
            self.deployed.push(Deployed { subscriber, task, successor: None });
        }
        for step in 0..plan.steps {
            tokio::time::sleep(self.random.time_below(PAUSE)).await;
            let places = self.simulation.workload.len().max(1);
            let place = step as usize % places;
            if let Some(workload) = self.simulation.workload.get(place) {
                let written = workload(&mut self.random, self.local).await?;
                self.state.note(format_args!("{written}"));
            }
            self.misfortune().await?;
        }
        self.state.note(format_args!("faults end"));
        self.state.end_faults();
        Ok(())
    }

    /// What goes wrong beside calls and invocations.
    async fn misfortune(&mut self) -> Result<(), BoxError> {
        let injector = &self.state.injector;
        if injector.strikes(FaultKind::Outage) {
            self.state.begin_outage();
        }
        if injector.strikes(FaultKind::Expiry) {
            let expired = self.local.engine().sweep_ttl()?;
            self.state.note(format_args!("{expired} rows expire"));
        }
        self.redrive();
        self.reshard()?;
        self.make_streams_again().await?;
        for place in 0..self.deployed.len() {
            if self.state.injector.strikes(FaultKind::Remade) {
                self.remake(place).await?;
            }
            let Deployed { subscriber, successor, .. } = &self.deployed[place];
            let Some(next) = subscriber.successor.as_deref().filter(|_| successor.is_none()) else { continue };
            if self.state.injector.strikes(FaultKind::Renamed) {
                let variation = self.vary();
                self.state.note(format_args!("{} is deployed beside", next.id()));
                self.deployed[place].successor = Some(next.attach(self.local, self.state, variation).await?);
            }
        }
        Ok(())
    }

    /// Begins a redrive now and then, beside all else.
    fn redrive(&mut self) {
        for deployed in &self.deployed {
            let Some((once, _)) = deployed.subscriber.redrives else { continue };
            if self.random.percent(REDRIVES) {
                tokio::spawn(once(self.local.clone(), Arc::clone(self.state)));
            }
        }
    }

    /// Redrives what is parked until nothing is left.
    async fn redrive_all(&self) -> Result<(), BoxError> {
        for Deployed { subscriber, .. } in &self.deployed {
            if let Some((_, all)) = subscriber.redrives {
                all(self.local.clone(), Arc::clone(self.state)).await?;
            }
        }
        Ok(())
    }

    /// Deletes a mapping and makes it again; one that has a successor is left to that.
    async fn remake(&mut self, place: usize) -> Result<(), BoxError> {
        let variation = self.vary();
        let Deployed { subscriber, task, successor } = &mut self.deployed[place];
        self.state.note(format_args!("the mapping of {} is deleted", subscriber.id()));
        task.stop().await?;
        match (successor.take(), subscriber.successor.as_deref()) {
            (Some(there), Some(next)) => (*task, *subscriber) = (there, next),
            _ => *task = subscriber.attach(self.local, self.state, variation).await?,
        }
        Ok(())
    }

    /// Splits an open shard of a source, or lets another go on for it.
    fn reshard(&mut self) -> Result<(), BoxError> {
        for table in self.sources() {
            for kind in [FaultKind::Split, FaultKind::Rotation] {
                if !self.state.injector.strikes(kind) {
                    continue;
                }
                let engine = self.local.engine();
                let open = engine.shards(table)?.into_iter().filter(StreamShard::is_open);
                let open: Vec<ShardId> = open.map(|shard| shard.id()).collect();
                let shard = *self.random.choose(&open);
                self.state.note(format_args!("{kind} of {shard} of {table}"));
                match kind {
                    FaultKind::Split => drop(engine.split_shard(table, shard)?),
                    _ => drop(engine.rotate_shard(table, shard)?),
                }
            }
        }
        Ok(())
    }

    /// Makes the stream of a source again, once its subscribers are done with the old one.
    async fn make_streams_again(&mut self) -> Result<(), BoxError> {
        for table in self.sources() {
            if !self.state.injector.strikes(FaultKind::Restreamed) || !self.is_done(table).await {
                continue;
            }
            let Some(memory) = self.local.engine().in_memory() else { continue };
            let of_table = |deployed: &&mut Deployed<'_>| deployed.subscriber.table == table;
            for deployed in self.deployed.iter_mut().filter(of_table) {
                deployed.task.stop().await?;
                if let Some(successor) = &mut deployed.successor {
                    successor.stop().await?;
                }
            }
            memory.make_stream_again(table)?;
            self.state.note(format_args!("the stream of {table} is made again"));
            for place in 0..self.deployed.len() {
                if self.deployed[place].subscriber.table == table {
                    self.attach_again(place).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes the mappings of a subscriber again, which were stopped, on the stream that its table has now.
    async fn attach_again(&mut self, place: usize) -> Result<(), BoxError> {
        let variations = (self.vary(), self.vary());
        let Deployed { subscriber, task, successor } = &mut self.deployed[place];
        *task = subscriber.attach(self.local, self.state, variations.0).await?;
        if let (Some(there), Some(next)) = (successor.as_mut(), subscriber.successor.as_deref()) {
            *there = next.attach(self.local, self.state, variations.1).await?;
        }
        Ok(())
    }

    /// Waits a while until the mappings of a source have nothing to do.
    async fn is_done(&self, table: &str) -> bool {
        let mappings = self.deployed.iter().filter(|deployed| deployed.subscriber.table == table);
        become_idle(mappings.flat_map(Deployed::tasks).collect(), DONE).await
    }

    fn sources(&self) -> BTreeSet<&'static str> {
        self.simulation.subscribers.iter().map(|subscriber| subscriber.table).collect()
    }

    fn vary(&mut self) -> Variation {
        if !self.simulation.varies {
            return Variation::default();
        }
        Variation {
            batch_size: *self.random.choose(&[1, 2, 5, 10, 100]),
            parallelization: *self.random.choose(&[1, 1, 2, 4]),
            concurrency: *self.random.choose(&[1, 1, 2, 8]),
        }
    }

    /// Waits until nothing is left to do.
    async fn comes_to_rest(&self) -> bool {
        tokio::time::sleep(AFTERMATH).await;
        become_idle(self.deployed.iter().flat_map(Deployed::tasks).collect(), CATCH_UP).await
    }
}

impl Deployed<'_> {
    fn tasks(&self) -> impl Iterator<Item = &MappingTask> {
        std::iter::once(&self.task).chain(&self.successor)
    }
}

/// Waits until none of these has anything to do; `false` where that takes longer.
async fn become_idle(tasks: Vec<&MappingTask>, within: Duration) -> bool {
    let (look, in_a_row) = LOOK;
    let mut idle = 0;
    for _ in 0..within.as_secs() / look.as_secs() {
        tokio::time::sleep(look).await;
        let all_idle = tasks.iter().all(|task| task.control.is_idle());
        idle = if all_idle { idle + 1 } else { 0 };
        if idle == in_a_row {
            return true;
        }
    }
    false
}
