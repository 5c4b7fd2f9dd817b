//! Promises under simulation: random workloads with random faults, each seed a run of its own.

use statetopic_local::simulate::{FaultKind, Faults};
use statetopic_tests::simulations::shipments;

#[test]
fn a_thousand_runs_break_nothing() {
    let summary = shipments().check(0..1000).unwrap_or_else(|violation| panic!("{violation}"));
    println!("{summary}");
    let never: Vec<_> = FaultKind::ALL.into_iter().filter(|kind| !summary.faults.contains_key(kind)).collect();
    assert_eq!(never, [], "each kind of fault strikes");
}

#[test]
fn the_same_seed_writes_the_same_trace() {
    for seed in [1, 2, 3, 500, u64::MAX] {
        let simulation = shipments();
        let (one, other) = (simulation.trace(seed), simulation.trace(seed));
        assert!(one.len() > 50, "{one:?}");
        assert_eq!(one, other);
    }
}

#[test]
fn without_faults_each_record_is_done_by_its_first_delivery() {
    let summary = shipments().faults(Faults::none()).check(0..20).unwrap_or_else(|violation| panic!("{violation}"));
    assert!(summary.faults.is_empty(), "{summary}");
}
