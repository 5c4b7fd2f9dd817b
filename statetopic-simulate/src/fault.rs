//! What goes wrong in a simulation, and how often.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::random::Random;

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A call is throttled before it is carried out.
    Throttled,
    /// Another transaction is on a row.
    Conflict,
    /// A call is carried out, and its answer is lost; the SDK may send it again.
    LostReply,
    /// A call is not carried out, since the connection broke.
    Unreachable,
    /// The process ends before a call is carried out.
    CrashBefore,
    /// The process ends when a call was carried out, before its answer.
    CrashAfter,
    /// A call is not answered, and is carried out later: when its invocation has ended, perhaps.
    LateRequest,
    /// A call is never answered nor carried out: the invocation waits until its time is over.
    Hang,
    /// The process stands still for a while, perhaps until after its time-out, and then goes on where it was.
    Stall,
    /// The function answers, and the mapping does not hear it: the batch comes again.
    LostAnswer,
    /// No call comes through for some seconds.
    Outage,
    /// A shard is split in two.
    Split,
    /// A shard ends, and another goes on for it.
    Rotation,
    /// The mapping is deleted, and made again from `TRIM_HORIZON`.
    Remade,
    /// The stream of a table is made again once its subscribers are done with it: under another label, and from lower sequence
    /// numbers. What is late comes from the old one.
    Restreamed,
    /// The subscriber is deployed under a new name too. Both are there until the mapping of the old name is deleted.
    Renamed,
    /// DynamoDB deletes the rows whose time has come.
    Expiry,
    /// SQS refuses a message and takes those behind it; the Pipe sends it once more, behind them.
    Reordered,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Throttled,
        Self::Conflict,
        Self::LostReply,
        Self::Unreachable,
        Self::CrashBefore,
        Self::CrashAfter,
        Self::LateRequest,
        Self::Hang,
        Self::Stall,
        Self::LostAnswer,
        Self::Outage,
        Self::Split,
        Self::Rotation,
        Self::Remade,
        Self::Restreamed,
        Self::Renamed,
        Self::Expiry,
        Self::Reordered,
    ];

    /// Its name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Conflict => "conflict",
            Self::LostReply => "lost-reply",
            Self::Unreachable => "unreachable",
            Self::CrashBefore => "crash-before",
            Self::CrashAfter => "crash-after",
            Self::LateRequest => "late-request",
            Self::Hang => "hang",
            Self::Stall => "stall",
            Self::LostAnswer => "lost-answer",
            Self::Outage => "outage",
            Self::Split => "split",
            Self::Rotation => "rotation",
            Self::Remade => "remade",
            Self::Restreamed => "restreamed",
            Self::Renamed => "renamed",
            Self::Expiry => "expiry",
            Self::Reordered => "reordered",
        }
    }

    /// How many of a thousand opportunities it takes: calls, invocations, or steps of the workload.
    const fn usual_rate(self) -> u32 {
        match self {
            Self::Throttled | Self::LostReply | Self::Split | Self::Rotation | Self::Expiry => 25,
            Self::Conflict => 40,
            Self::Unreachable => 15,
            Self::CrashBefore | Self::CrashAfter | Self::LateRequest => 20,
            Self::Hang => 6,
            Self::Stall | Self::LostAnswer => 60,
            Self::Reordered => 200,
            Self::Outage | Self::Remade | Self::Restreamed => 8,
            Self::Renamed => 12,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How often each kind of fault strikes, in a thousand opportunities.
///
/// ```
/// use statetopic_simulate::{FaultKind, Faults};
///
/// let faults = Faults::usual().without(FaultKind::Outage).with(FaultKind::CrashAfter, 100);
/// assert_eq!((faults.rate(FaultKind::Outage), faults.rate(FaultKind::CrashAfter)), (0, 100));
/// assert_eq!(Faults::none().rate(FaultKind::Stall), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    rates: BTreeMap<FaultKind, u32>,
}

impl Faults {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// All kinds, as often as a short run bears.
    #[must_use]
    pub fn usual() -> Self {
        Self { rates: FaultKind::ALL.map(|kind| (kind, kind.usual_rate())).into() }
    }

    /// The same, with this kind in so many of a thousand opportunities.
    #[must_use]
    pub fn with(mut self, kind: FaultKind, rate: u32) -> Self {
        self.rates.insert(kind, rate.min(1000));
        self
    }

    /// The same without this kind.
    #[must_use]
    pub fn without(self, kind: FaultKind) -> Self {
        self.with(kind, 0)
    }

    /// How often it strikes in a thousand opportunities.
    #[must_use]
    pub fn rate(&self, kind: FaultKind) -> u32 {
        self.rates.get(&kind).copied().unwrap_or_default()
    }
}

/// Decides at each opportunity whether a fault strikes, by the seed and the opportunity's number: what one of them takes changes
/// nothing of the next.
#[derive(Debug)]
pub struct FaultInjector {
    seed: u64,
    faults: Faults,
    /// Opportunities at which nothing strikes.
    spared: BTreeSet<u64>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    opportunities: u64,
    struck: Vec<(u64, FaultKind)>,
    is_over: bool,
}

impl FaultInjector {
    /// The faults of a seed, but for those at the `spared` opportunities.
    #[must_use]
    pub fn new(seed: u64, faults: Faults, spared: BTreeSet<u64>) -> Self {
        Self { seed, faults, spared, state: Mutex::default() }
    }

    /// Whether a fault of this kind strikes at this opportunity.
    #[must_use]
    pub fn strikes(&self, kind: FaultKind) -> bool {
        let rate = self.faults.rate(kind);
        let mut state = self.state();
        if rate == 0 || state.is_over {
            return false;
        }
        state.opportunities += 1;
        let opportunity = state.opportunities;
        let strikes = Random::of(self.seed ^ opportunity.rotate_left(32), kind.name()).below(1000) < rate
            && !self.spared.contains(&opportunity);
        if strikes {
            state.struck.push((opportunity, kind));
        }
        strikes
    }

    /// From now on nothing strikes any more.
    pub fn end(&self) {
        self.state().is_over = true;
    }

    /// What struck so far, with the numbers of the opportunities.
    #[must_use]
    pub fn struck(&self) -> Vec<(u64, FaultKind)> {
        self.state().struck.clone()
    }

    /// A few numbers, whole between any two calls.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(injector: &FaultInjector) -> Vec<u64> {
        (0..200).for_each(|_| {
            let _ = injector.strikes(FaultKind::Stall);
        });
        injector.struck().into_iter().map(|(opportunity, _)| opportunity).collect()
    }

    #[test]
    fn what_is_spared_changes_nothing_of_the_rest() {
        let faults = Faults::none().with(FaultKind::Stall, 100);
        let all = struck(&FaultInjector::new(3, faults.clone(), BTreeSet::new()));
        assert!((5..50).contains(&all.len()), "{all:?}");
        let first = all[0];
        let fewer = struck(&FaultInjector::new(3, faults, BTreeSet::from([first])));
        assert_eq!(fewer, all[1..]);
    }

    #[test]
    fn when_it_is_over_nothing_strikes() {
        let injector = FaultInjector::new(1, Faults::none().with(FaultKind::Hang, 1000), BTreeSet::new());
        assert!(injector.strikes(FaultKind::Hang) && !injector.strikes(FaultKind::Stall));
        injector.end();
        assert!(!injector.strikes(FaultKind::Hang));
    }

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        let names: BTreeSet<_> = FaultKind::ALL.map(FaultKind::name).into();
        assert_eq!(names.len(), FaultKind::ALL.len());
        assert!(FaultKind::ALL.iter().all(|kind| Faults::usual().rate(*kind) > 0));
    }
}
