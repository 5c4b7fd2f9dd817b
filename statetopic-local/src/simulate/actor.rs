//! A subscriber of a simulation, and its mapping in a run.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use statetopic::manifest::describe;
use statetopic::plan::{EventSource, SubscriberPlan};
use statetopic::subscriber::FunctionSettings;
use statetopic::{BoxError, Connections, Function, Subscriber, Topic as _};
use statetopic_simulate::{Changed, Fate};
use tokio::task::JoinHandle;

use super::process::Process;
use super::run::history;
use super::stage::Stage;
use crate::engine::EngineError;
use crate::local::Local;
use crate::schedule::{Control, Sources, drive};
use crate::source::{self, MappingSettings, Outcome};

type Attaching = Pin<Box<dyn Future<Output = Result<Actor, BoxError>> + Send>>;
type Attach = fn(Local, Arc<Stage>, Variation) -> Attaching;

/// A subscriber of a simulation.
#[derive(Clone)]
pub(super) struct Registered {
    id: &'static str,
    /// The id that its ledger rows are under.
    pub(super) ledger_id: &'static str,
    /// The source's table.
    pub(super) table: &'static str,
    attach: Attach,
    pub(super) history: fn(&Local) -> Result<Vec<Changed>, BoxError>,
    pub(super) successor: Option<Box<Registered>>,
}

/// What a run chooses for a mapping and its function; 0 is what the subscriber declares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Variation {
    pub(super) batch_size: u16,
    pub(super) parallelization: u8,
    pub(super) concurrency: usize,
}

/// A subscriber's mapping, which delivers until it is stopped.
pub(super) struct Actor {
    pub(super) control: Arc<Control>,
    task: JoinHandle<Result<(), EngineError>>,
}

impl Registered {
    pub(super) fn of<S: Subscriber>() -> Self {
        let definition = S::DEFINITION;
        Self {
            id: definition.id,
            ledger_id: definition.ledger_id(),
            table: S::Topic::TABLE.schema.table,
            attach: |local, stage, variation| Box::pin(attach::<S>(local, stage, variation)),
            history: history::<S::Topic>,
            successor: None,
        }
    }

    pub(super) fn with_successor(mut self, successor: Self) -> Self {
        self.successor = Some(Box::new(successor));
        self
    }

    pub(super) const fn id(&self) -> &'static str {
        self.id
    }

    pub(super) async fn attach(
        &self,
        local: &Local,
        stage: &Arc<Stage>,
        variation: Variation,
    ) -> Result<Actor, BoxError> {
        (self.attach)(local.clone(), Arc::clone(stage), variation).await
    }
}

async fn attach<S: Subscriber>(local: Local, stage: Arc<Stage>, variation: Variation) -> Result<Actor, BoxError> {
    let (definition, plan) = (S::DEFINITION, SubscriberPlan::new(&describe::<S>())?);
    let ledger = plan.manifest.ledger.iter().map(|ledger| &ledger.table);
    for table in plan.manifest.tables().chain(ledger) {
        local.create_table(&table.schema).await?;
    }
    let EventSource::Stream(reader) = &plan.source else {
        return Err(format!("`{}` is behind a queue, and simulations have streams alone", definition.id).into());
    };
    let mut settings = MappingSettings::planned(reader)?;
    let seconds = definition.function.timeout.unwrap_or(FunctionSettings::TIMEOUT);
    let timeout = Duration::from_secs(seconds.into());
    settings.max_attempts = u32::MAX;
    settings.timeout = Some(timeout);
    if variation.batch_size > 0 {
        settings.batch_size = variation.batch_size;
        settings.parallelization = variation.parallelization;
    }
    let mut sources = Sources::stream(local.stream::<S::Topic>()?, settings)?;
    let (of_mapping, ledger_id) = (Arc::clone(&stage), definition.ledger_id());
    sources.set_observer(move |outcome| tell(&of_mapping, ledger_id, outcome));
    let function = Function::<S>::connect(&connections(&local, &stage)?).await?;
    let function = match variation.concurrency {
        0 => function,
        items => function.with_concurrency(items),
    };
    let process = Process::new(function, Arc::clone(&stage), timeout);
    let control = Arc::new(Control::default());
    let of_task = Arc::clone(&control);
    let task = tokio::spawn(async move { drive(sources, &process, &of_task).await });
    stage.note(format_args!("{} is there: {variation:?}", definition.id));
    Ok(Actor { control, task })
}

/// The application's tables, behind faults.
fn connections(local: &Local, stage: &Arc<Stage>) -> Result<Connections, BoxError> {
    let tables = local.engine().tables().cloned().ok_or("a simulation has tables in memory")?;
    let (of_faults, of_latency) = (Arc::clone(stage), Arc::clone(stage));
    let tables = tables.with_faults(move |call| of_faults.fault(call)).with_latency(move |_| of_latency.latency());
    Ok(Connections::memory(local.variables(), tables).with_clock(local.engine().clock().clone()))
}

/// What the mapping says of records that the function cannot know.
fn tell(stage: &Stage, subscriber: &'static str, outcome: &Outcome) {
    let fate = match outcome.fate {
        source::Fate::Filtered => Fate::Filtered,
        source::Fate::Discarded(_) => Fate::Discarded,
        source::Fate::Trimmed => Fate::Trimmed,
        _ => return,
    };
    for number in &outcome.records {
        stage.note(format_args!("{number} is {}", outcome.fate.as_str()));
        stage.tell(subscriber, number.clone(), fate);
    }
}

impl Actor {
    /// Stops it: what runs is dropped.
    pub(super) async fn stop(self) -> Result<(), BoxError> {
        self.control.stop();
        Ok(self.task.await??)
    }
}
