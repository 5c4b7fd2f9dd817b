//! One run: the workload and the faults, then calm, then the checks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use statetopic::memory::MemoryTables;
use statetopic::{BoxError, Clock};
use statetopic_simulate::{Chaos, FaultKind, Plan, Random, Violation, done_once, handled_or_told};

use super::Simulation;
use super::actor::{Actor, Registered, Variation};
use super::run::Run;
use super::stage::Stage;
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
/// What is late comes within this time: requests, and processes that stood still.
const AFTERMATH: Duration = Duration::from_secs(150);
/// How long the subscribers may take after that until nothing is left to do.
const CATCH_UP: Duration = Duration::from_hours(2);
/// How often that is looked at, and how often in a row nothing must be left.
const LOOK: (Duration, u32) = (Duration::from_secs(1), 3);

pub(super) fn run(simulation: &Simulation, plan: &Plan) -> (Summary, Vec<String>, Option<Violation>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let Ok(runtime) = runtime else {
        return (Summary::default(), Vec::new(), Some(broken(plan, "the run begins", "no runtime can be made".into())));
    };
    let ended = runtime.block_on(async {
        let clock = Clock::tokio_from(START);
        let chaos = Chaos::new(plan.seed, simulation.faults.clone(), plan.spared.clone());
        let stage = Arc::new(Stage::new(plan, chaos, clock.clone()));
        let engine = Engine::of_tables_after(MemoryTables::new(clock), Position::new(Position::LONG - BEFORE_LONG));
        let local = Local::with_engine(engine);
        local.set_max_readers(usize::MAX);
        let violation = play(simulation, plan, &local, &stage).await;
        stage.end();
        (local, stage, violation)
    });
    // What still runs in it goes first.
    drop(runtime);
    let (local, stage, violation) = ended;
    let changes = simulation.subscribers.iter().filter_map(|of| (of.history)(&local).ok()).map(|history| history.len());
    let struck = stage.chaos.struck();
    let summary = Summary::of_run(changes.max().unwrap_or_default() as u64, &struck, &stage.told());
    let violation = violation.map(|mut violation| {
        violation.struck = struck;
        violation.trace = stage.lines();
        violation.replay = replay(plan.seed);
        violation
    });
    (summary, stage.lines(), violation)
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
async fn play(simulation: &Simulation, plan: &Plan, local: &Local, stage: &Arc<Stage>) -> Option<Violation> {
    let mut director =
        Director { simulation, local, stage, random: Random::of(plan.seed, "workload"), actors: Vec::new() };
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
    let told = stage.told();
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
    }
    let run = Run::new(local.clone(), told);
    simulation.invariants.iter().find_map(|(name, holds)| {
        let message = holds(&run).err()?;
        Some(broken(plan, name, message.to_string()))
    })
}

/// Plays the workload, and does to the mappings what faults do.
struct Director<'a> {
    simulation: &'a Simulation,
    local: &'a Local,
    stage: &'a Arc<Stage>,
    random: Random,
    actors: Vec<Playing<'a>>,
}

/// A subscriber and its mapping.
struct Playing<'a> {
    registered: &'a Registered,
    actor: Actor,
    /// The same under a new name, from when it is deployed on.
    successor: Option<Actor>,
}

impl Director<'_> {
    async fn play(&mut self, plan: &Plan) -> Result<(), BoxError> {
        for registered in &self.simulation.subscribers {
            let actor = registered.attach(self.local, self.stage, self.vary()).await?;
            self.actors.push(Playing { registered, actor, successor: None });
        }
        for step in 0..plan.steps {
            tokio::time::sleep(self.random.time_below(PAUSE)).await;
            let places = self.simulation.workload.len().max(1);
            let place = step as usize % places;
            if let Some(workload) = self.simulation.workload.get(place) {
                let written = workload(&mut self.random, self.local).await?;
                self.stage.note(format_args!("{written}"));
            }
            self.misfortune().await?;
        }
        self.stage.note(format_args!("faults end"));
        self.stage.end_faults();
        Ok(())
    }

    /// What goes wrong beside calls and invocations.
    async fn misfortune(&mut self) -> Result<(), BoxError> {
        let chaos = &self.stage.chaos;
        if chaos.strikes(FaultKind::Outage) {
            self.stage.begin_outage();
        }
        if chaos.strikes(FaultKind::Expiry) {
            let expired = self.local.engine().sweep_ttl()?;
            self.stage.note(format_args!("{expired} rows expire"));
        }
        self.reshard()?;
        for place in 0..self.actors.len() {
            if self.stage.chaos.strikes(FaultKind::Remade) {
                let variation = self.vary();
                let Playing { registered, actor, successor } = self.actors.swap_remove(place);
                self.stage.note(format_args!("the mapping of {} is made again", registered.id()));
                actor.stop().await?;
                let actor = registered.attach(self.local, self.stage, variation).await?;
                self.actors.push(Playing { registered, actor, successor });
            }
            let Some(next) = self.actors[place].registered.successor.as_deref() else { continue };
            if self.actors[place].successor.is_none() && self.stage.chaos.strikes(FaultKind::Renamed) {
                let variation = self.vary();
                self.stage.note(format_args!("{} takes over", next.id()));
                self.actors[place].successor = Some(next.attach(self.local, self.stage, variation).await?);
            }
        }
        Ok(())
    }

    /// Splits an open shard of a source, or lets another go on for it.
    fn reshard(&mut self) -> Result<(), BoxError> {
        let tables: BTreeSet<&str> = self.simulation.subscribers.iter().map(|registered| registered.table).collect();
        for table in tables {
            for kind in [FaultKind::Split, FaultKind::Rotation] {
                if !self.stage.chaos.strikes(kind) {
                    continue;
                }
                let engine = self.local.engine();
                let open = engine.shards(table)?.into_iter().filter(StreamShard::is_open);
                let open: Vec<ShardId> = open.map(|shard| shard.id()).collect();
                let shard = *self.random.choose(&open);
                self.stage.note(format_args!("{kind} of {shard} of {table}"));
                match kind {
                    FaultKind::Split => drop(engine.split_shard(table, shard)?),
                    _ => drop(engine.rotate_shard(table, shard)?),
                }
            }
        }
        Ok(())
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
    async fn comes_to_rest(&mut self) -> bool {
        tokio::time::sleep(AFTERMATH).await;
        let (look, in_a_row) = LOOK;
        let mut idle = 0;
        for _ in 0..CATCH_UP.as_secs() / look.as_secs() {
            tokio::time::sleep(look).await;
            let actors =
                self.actors.iter().flat_map(|playing| std::iter::once(&playing.actor).chain(&playing.successor));
            let all_idle = actors.fold(true, |idle, actor| idle & actor.control.is_idle());
            idle = if all_idle { idle + 1 } else { 0 };
            if idle == in_a_row {
                return true;
            }
        }
        false
    }
}
