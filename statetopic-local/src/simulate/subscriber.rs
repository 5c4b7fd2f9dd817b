//! A subscriber of a simulation, and its mapping in a run.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use statetopic::manifest::describe;
use statetopic::plan::{EventSource, MAX_MESSAGES, SubscriberPlan};
use statetopic::subscriber::FunctionSettings;
use statetopic::{BoxError, Function, Subscriber, Topic as _};
use statetopic_simulate::{Fate, FaultKind, SourceChange};
use tokio::task::JoinHandle;

use super::connect::connections;
use super::process::Process;
use super::redrive::{self, Redriving};
use super::run::history;
use super::state::RunState;
use crate::engine::EngineError;
use crate::local::Local;
use crate::schedule::{Control, Sources, drive};
use crate::source::{self, MappingSettings, Outcome, QueueSettings};

type Attaching = Pin<Box<dyn Future<Output = Result<MappingTask, BoxError>> + Send>>;
type Attach = fn(Local, Arc<RunState>, Variation) -> Attaching;
type Redrive = fn(Local, Arc<RunState>) -> Redriving;

/// A subscriber of a simulation.
#[derive(Clone)]
pub(super) struct SimulatedSubscriber {
    id: &'static str,
    /// The id that its ledger rows are under.
    pub(super) ledger_id: &'static str,
    /// The source's table.
    pub(super) table: &'static str,
    attach: Attach,
    pub(super) history: fn(&Local) -> Result<Vec<SourceChange>, BoxError>,
    /// Where it parks: a redrive of its items, and one until none is left.
    pub(super) redrives: Option<(Redrive, Redrive)>,
    pub(super) successor: Option<Box<SimulatedSubscriber>>,
}

/// What a run chooses for a mapping and its function; 0 is what the subscriber declares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Variation {
    pub(super) batch_size: u16,
    pub(super) parallelization: u8,
    pub(super) concurrency: usize,
}

/// A subscriber's mapping, which delivers until it is stopped.
pub(super) struct MappingTask {
    pub(super) control: Arc<Control>,
    deliveries: JoinHandle<Result<(), EngineError>>,
}

impl SimulatedSubscriber {
    pub(super) fn of<S: Subscriber>() -> Self {
        let definition = S::DEFINITION;
        Self {
            id: definition.id,
            ledger_id: definition.ledger_id(),
            table: S::Topic::TABLE.schema.table,
            attach: |local, state, variation| Box::pin(attach::<S>(local, state, variation)),
            history: history::<S::Topic>,
            redrives: definition.errors.parks().then_some((
                |local, state| Box::pin(redrive::once::<S>(local, state)),
                |local, state| Box::pin(redrive::all::<S>(local, state)),
            )),
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
        state: &Arc<RunState>,
        variation: Variation,
    ) -> Result<MappingTask, BoxError> {
        (self.attach)(local.clone(), Arc::clone(state), variation).await
    }
}

async fn attach<S: Subscriber>(
    local: Local,
    state: Arc<RunState>,
    variation: Variation,
) -> Result<MappingTask, BoxError> {
    let (definition, plan) = (S::DEFINITION, SubscriberPlan::new(&describe::<S>())?);
    let notes = plan.manifest.notes().map(|notes| &notes.table);
    for table in plan.manifest.tables().chain(notes) {
        local.create_table(&table.schema).await?;
    }
    let seconds = definition.function.timeout.unwrap_or(FunctionSettings::TIMEOUT);
    let timeout = Duration::from_secs(seconds.into());
    let mut sources = match &plan.source {
        EventSource::Stream(reader) => {
            let mut settings = MappingSettings::planned(reader)?;
            if variation.batch_size > 0 {
                settings.batch_size = variation.batch_size;
                settings.parallelization = variation.parallelization;
            }
            Sources::stream(local.stream::<S::Topic>()?, settings)?
        }
        EventSource::Fifo { pipe, queue } => {
            let mut settings = QueueSettings::planned(pipe, queue)?;
            if variation.batch_size > 0 {
                settings.batch_size = variation.batch_size.min(MAX_MESSAGES);
                settings.pipe.batch_size = variation.batch_size.min(MAX_MESSAGES);
            }
            let mut sources = local.queue_sources::<S::Topic>(settings)?;
            let of_pipe = Arc::clone(&state);
            sources.set_reordering(move || of_pipe.injector.strikes(FaultKind::Reordered));
            sources
        }
    };
    sources.set_max_attempts(u32::MAX);
    sources.set_timeout(Some(timeout));
    let (of_mapping, ledger_id) = (Arc::clone(&state), definition.ledger_id());
    sources.set_observer(move |outcome| tell(&of_mapping, ledger_id, outcome));
    let function = Function::<S>::connect(&connections(&local, &state)?).await?;
    let function = match variation.concurrency {
        0 => function,
        items => function.with_concurrency(items),
    };
    let process = Process::new(function, Arc::clone(&state), timeout);
    let control = Arc::new(Control::default());
    let of_deliveries = Arc::clone(&control);
    let deliveries = tokio::spawn(async move { drive(sources, &process, &of_deliveries).await });
    state.note(format_args!("{} is there: {variation:?}", definition.id));
    Ok(MappingTask { control, deliveries })
}

/// What the mapping says of records that the function cannot know.
fn tell(state: &RunState, subscriber: &'static str, outcome: &Outcome) {
    let fate = match outcome.fate {
        source::Fate::Filtered => Fate::Filtered,
        source::Fate::Discarded(_) => Fate::Discarded,
        source::Fate::Trimmed => Fate::Trimmed,
        _ => return,
    };
    for number in &outcome.records {
        state.note(format_args!("{number} is {}", outcome.fate.as_str()));
        state.tell(subscriber, number.clone(), fate);
    }
}

impl MappingTask {
    /// Stops it: what runs is dropped.
    pub(super) async fn stop(&mut self) -> Result<(), BoxError> {
        self.control.stop();
        Ok((&mut self.deliveries).await??)
    }
}
