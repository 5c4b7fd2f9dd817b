//! Promises under simulation: random workloads with random faults, each seed a run of its own.

use statetopic_local::simulate::{Fate, FaultKind, Faults};
use statetopic_tests_simulate::{parking, projections, queues, shipments};

/// Each in a test of its own, so that they run at once.
macro_rules! runs {
    ($($name:ident: $simulation:ident, $seeds:expr;)*) => { $(
        #[test]
        fn $name() {
            let summary = $simulation().check($seeds).unwrap_or_else(|violation| panic!("{violation}"));
            println!("{summary}");
            // Nothing is behind a queue here.
            let never = |kind: &FaultKind| !summary.faults.contains_key(kind) && *kind != FaultKind::Reordered;
            let never: Vec<_> = FaultKind::ALL.into_iter().filter(never).collect();
            assert_eq!(never, [], "each kind of fault strikes");
        }
    )* };
}

runs! {
    the_first_runs_break_nothing: shipments, 0..250;
    the_second_runs_break_nothing: shipments, 250..500;
    the_third_runs_break_nothing: shipments, 500..750;
    the_last_of_a_thousand_runs_break_nothing: shipments, 750..1000;
    the_first_runs_of_projections_break_nothing: projections, 0..250;
    the_second_runs_of_projections_break_nothing: projections, 250..500;
}

#[test]
fn the_same_seed_writes_the_same_trace() {
    for (seed, simulation) in
        [1, 2, 3, 500, u64::MAX].into_iter().flat_map(|seed| [(seed, shipments()), (seed, projections())])
    {
        let (one, other) = (simulation.trace(seed), simulation.trace(seed));
        assert!(one.len() > 50, "{one:?}");
        assert_eq!(one, other);
    }
}

#[test]
fn without_faults_each_record_is_done_by_its_first_delivery() {
    for simulation in [shipments(), projections()] {
        let summary = simulation.faults(Faults::none()).check(0..20).unwrap_or_else(|violation| panic!("{violation}"));
        assert!(summary.faults.is_empty(), "{summary}");
    }
}

/// What is parked is done in the end, in order and once, whatever strikes and however often it is redriven meanwhile.
#[test]
fn what_is_parked_is_done_in_its_order() {
    let summary = parking().check(0..200).unwrap_or_else(|violation| panic!("{violation}"));
    println!("{summary}");
    assert!(summary.told[&Fate::Parked] > 1000, "{summary}");
}

/// What a queue brings is applied in order and once, or kept where it comes too late.
#[test]
fn what_a_queue_brings_too_late_is_kept() {
    let summary = queues().check(0..200).unwrap_or_else(|violation| panic!("{violation}"));
    println!("{summary}");
    for told in [Fate::Parked, Fate::Superseded, Fate::Duplicate] {
        assert!(summary.told[&told] > 50, "{summary}");
    }
    assert!(summary.faults[&FaultKind::Reordered] > 200, "{summary}");
}
