//! Runs the simulation of the promises: `simulate --seeds N [--first-seed M] [--parking]`. Exit code 1 on a violation.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use statetopic_local::simulate::{Simulation, Summary, Violation};
use statetopic_tests_simulate::{parking, shipments};

const USAGE: &str = "usage: simulate --seeds N [--first-seed M] [--parking]";

/// How many seeds a thread takes at once.
const PORTION: u64 = 100;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let parks = arguments.iter().any(|argument| argument == "--parking");
    arguments.retain(|argument| argument != "--parking");
    let simulation = if parks { parking } else { shipments };
    let Some((first, seeds)) = parse(&arguments) else {
        eprintln!("error: {USAGE}");
        return ExitCode::from(2);
    };
    let (summary, violation) = run(simulation, first, first.saturating_add(seeds));
    print!("{summary}");
    match violation {
        None => ExitCode::SUCCESS,
        Some(violation) => {
            let seed = violation.plan.seed;
            eprintln!(
                "error: {violation}\n       cargo run -p xtask --release -- simulate --seeds 1 --first-seed {seed}{}",
                if parks { " --parking" } else { "" }
            );
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Option<(u64, u64)> {
    let (mut first, mut seeds) = (0, None);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--seeds" => seeds = Some(value.parse().ok()?),
            "--first-seed" => first = value.parse().ok()?,
            _ => return None,
        }
    }
    Some((first, seeds?))
}

/// Runs the seeds on all cores. Of several violations that of the lowest seed is told.
fn run(simulation: fn() -> Simulation, first: u64, end: u64) -> (Summary, Option<Box<Violation>>) {
    let next = AtomicU64::new(first);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let (simulation, mut summary) = (simulation(), Summary::default());
        loop {
            let from = next.fetch_add(PORTION, Ordering::Relaxed);
            if from >= end {
                return (summary, None);
            }
            match simulation.check(from..from.saturating_add(PORTION).min(end)) {
                Ok(of_portion) => summary += of_portion,
                Err(violation) => {
                    next.store(end, Ordering::Relaxed);
                    return (summary, Some(violation));
                }
            }
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut total = (Summary::default(), None::<Box<Violation>>);
        for thread in threads {
            let Ok((summary, violation)) = thread.join() else { continue };
            total.0 += summary;
            let lower = |new: &Violation| total.1.as_ref().is_none_or(|old| new.plan.seed < old.plan.seed);
            if violation.as_deref().is_some_and(lower) {
                total.1 = violation;
            }
        }
        total
    })
}
