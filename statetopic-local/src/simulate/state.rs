//! What all parts of a run share: its chance, its time, what was told of records, and which processes are gone.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use statetopic::memory::{MemoryCall, MemoryFailure, MemoryFault};
use statetopic::{Clock, OutcomeEvent};
use statetopic_simulate::{Fate, FaultInjector, FaultKind, Plan, Random, RecordReport, Trace};

/// What a call takes at least and at most, in milliseconds.
const CALL: (u32, u32) = (1, 8);
/// The longest that an outage takes.
const OUTAGE: Duration = Duration::from_secs(3);
/// How much later a late request may be carried out.
const LATE: Duration = Duration::from_secs(40);

thread_local! {
    /// The invocation that is polled, or 0.
    static CURRENT: Cell<u64> = const { Cell::new(0) };
    /// Whether the faults of the run on this thread are over.
    static CALM: Cell<bool> = const { Cell::new(true) };
}

/// Whether nothing goes wrong any more in the run of this thread, so that all must get done: a function may fail on what it likes
/// before. `true` where no run is under way.
#[must_use]
pub fn is_calm() -> bool {
    CALM.get()
}

/// What all parts of a run share.
pub(super) struct RunState {
    pub(super) injector: FaultInjector,
    clock: Clock,
    start: Duration,
    trace: Trace,
    told: Mutex<Vec<RecordReport>>,
    /// The superseded records that each subscriber keeps, by their sequence numbers.
    kept: Mutex<BTreeMap<&'static str, BTreeSet<String>>>,
    latencies: Mutex<Random>,
    invocations: AtomicU64,
    crashed: Mutex<BTreeSet<u64>>,
    outage_until: Mutex<Duration>,
    is_over: AtomicBool,
}

impl RunState {
    pub(super) fn new(plan: &Plan, injector: FaultInjector, clock: Clock) -> Self {
        CALM.set(false);
        Self {
            injector,
            start: clock.now(),
            clock,
            latencies: Mutex::new(Random::of(plan.seed, "latencies")),
            invocations: AtomicU64::new(0),
            outage_until: Mutex::default(),
            trace: Trace::default(),
            told: Mutex::default(),
            kept: Mutex::default(),
            crashed: Mutex::default(),
            is_over: AtomicBool::new(false),
        }
    }

    pub(super) fn note(&self, what: fmt::Arguments<'_>) {
        self.trace.note(self.clock.now().saturating_sub(self.start), what);
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.trace.to_lines()
    }

    pub(super) fn told(&self) -> Vec<RecordReport> {
        locked(&self.told).clone()
    }

    /// Something became of a record.
    pub(super) fn tell(&self, subscriber: &'static str, number: String, fate: Fate) {
        locked(&self.told).push(RecordReport { subscriber, number, fate });
    }

    /// A superseded record is found to be kept.
    pub(super) fn keep(&self, subscriber: &'static str, number: &str) {
        locked(&self.kept).entry(subscriber).or_default().insert(number.to_owned());
    }

    /// What the subscriber with this ledger id keeps.
    pub(super) fn kept(&self, subscriber: &str) -> BTreeSet<String> {
        locked(&self.kept).get(subscriber).cloned().unwrap_or_default()
    }

    /// What any subscriber keeps.
    pub(super) fn all_kept(&self) -> BTreeSet<String> {
        locked(&self.kept).values().flatten().cloned().collect()
    }

    /// An outcome of an invocation's record, under the id of the ledger that knows it.
    pub(super) fn settled(&self, invocation: u64, ledger: &'static str, event: &OutcomeEvent<'_>) {
        let Some(number) = event.sequence_number else { return };
        match event.outcome.failure() {
            None => self.note(format_args!("invocation {invocation}: {} is {}", number.as_str(), event.outcome.name())),
            Some(failure) => self.note(format_args!(
                "invocation {invocation}: {} is {}: {failure}; {}",
                number.as_str(),
                event.outcome.name(),
                failure.next()
            )),
        }
        self.tell(ledger, number.as_str().to_owned(), Fate::of(event.outcome));
    }

    /// A number below `end`, of those that decide how long things take.
    pub(super) fn below(&self, end: u32) -> u32 {
        locked(&self.latencies).below(end)
    }

    pub(super) fn time_below(&self, end: Duration) -> Duration {
        locked(&self.latencies).time_below(end)
    }

    pub(super) fn next_invocation(&self) -> u64 {
        self.invocations.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Polls something for an invocation: the calls that it makes meanwhile are the invocation's.
    pub(super) fn on_behalf<R>(invocation: u64, poll: impl FnOnce() -> R) -> R {
        let before = CURRENT.replace(invocation);
        let polled = poll();
        CURRENT.set(before);
        polled
    }

    pub(super) fn is_crashed(&self, invocation: u64) -> bool {
        locked(&self.crashed).contains(&invocation)
    }

    /// For some seconds no call comes through.
    pub(super) fn begin_outage(&self) {
        let time = self.time_below(OUTAGE);
        self.note(format_args!("outage of {} ms", time.as_millis()));
        *locked(&self.outage_until) = self.clock.now() + time;
    }

    /// Nothing goes wrong any more.
    pub(super) fn end_faults(&self) {
        self.injector.end();
        CALM.set(true);
        *locked(&self.outage_until) = Duration::ZERO;
    }

    pub(super) fn end(&self) {
        CALM.set(true);
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// How long a call takes.
    pub(super) fn latency(&self) -> Duration {
        let (least, most) = CALL;
        Duration::from_millis((2 * (least + self.below(most - least))).into())
    }

    /// What becomes of a call of a function.
    pub(super) fn fault(&self, call: &MemoryCall<'_>) -> MemoryFault {
        let invocation = CURRENT.get();
        let writes = !matches!(call.operation, "GetItem" | "Query");
        let struck = |kind: FaultKind, fault: MemoryFault| {
            self.note(format_args!("invocation {invocation}: {kind} at {}", call.operation));
            fault
        };
        if self.clock.now() < *locked(&self.outage_until) {
            return MemoryFault::Before(MemoryFailure::Unreachable);
        }
        if self.injector.strikes(FaultKind::CrashBefore) {
            locked(&self.crashed).insert(invocation);
            return struck(FaultKind::CrashBefore, MemoryFault::Unanswered(None));
        }
        if writes && self.injector.strikes(FaultKind::CrashAfter) {
            locked(&self.crashed).insert(invocation);
            return struck(FaultKind::CrashAfter, MemoryFault::Unanswered(Some(Duration::ZERO)));
        }
        if writes && self.injector.strikes(FaultKind::LateRequest) {
            let late = self.time_below(LATE);
            return struck(FaultKind::LateRequest, MemoryFault::Unanswered(Some(late)));
        }
        if self.injector.strikes(FaultKind::Hang) {
            return struck(FaultKind::Hang, MemoryFault::Unanswered(None));
        }
        if self.injector.strikes(FaultKind::Throttled) {
            return struck(FaultKind::Throttled, MemoryFault::Before(MemoryFailure::Throttled));
        }
        if writes && self.injector.strikes(FaultKind::Conflict) {
            return struck(FaultKind::Conflict, MemoryFault::Before(MemoryFailure::Conflict));
        }
        if self.injector.strikes(FaultKind::LostReply) {
            return struck(FaultKind::LostReply, MemoryFault::After(MemoryFailure::TimedOut));
        }
        if self.injector.strikes(FaultKind::Unreachable) {
            return struck(FaultKind::Unreachable, MemoryFault::Before(MemoryFailure::Unreachable));
        }
        MemoryFault::None
    }
}

/// What is kept here is whole between any two calls.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
