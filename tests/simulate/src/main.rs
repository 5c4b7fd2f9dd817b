//! Runs the simulations of the promises: `simulate --seeds N [--first-seed M] [--only NAME]`. Exit code 1 on a violation.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use statetopic_local::simulate::{Simulation, Summary, Violation};
use statetopic_tests_simulate::{parking, projections, queues, shipments};

const USAGE: &str = "usage: simulate --seeds N [--first-seed M] [--only shipments|projections|parking|queues]";

/// How many seeds a thread takes at once.
const PORTION: u64 = 100;

type Make = fn() -> Simulation;

/// The simulations, by their names.
const SIMULATIONS: [(&str, Make); 4] =
    [("shipments", shipments), ("projections", projections), ("parking", parking), ("queues", queues)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(Arguments { first, seeds, simulations, only }) = parse(&arguments) else {
        eprintln!("error: {USAGE}");
        return ExitCode::from(2);
    };
    let (summary, violation) = run(&simulations, first, first.saturating_add(seeds));
    print!("{summary}");
    match violation {
        None => ExitCode::SUCCESS,
        Some(violation) => {
            let seed = violation.plan.seed;
            eprintln!(
                "error: {violation}\n       cargo run -p xtask --release -- simulate --seeds 1 --first-seed {seed}{}",
                only.map(|name| format!(" --only {name}")).unwrap_or_default()
            );
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    first: u64,
    seeds: u64,
    simulations: Vec<Make>,
    only: Option<String>,
}

fn parse(arguments: &[String]) -> Option<Arguments> {
    let (mut first, mut seeds, mut only) = (0, None, None::<String>);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--seeds" => seeds = Some(value.parse().ok()?),
            "--first-seed" => first = value.parse().ok()?,
            "--only" => only = Some(value.clone()),
            _ => return None,
        }
    }
    let is_asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let simulations: Vec<Make> =
        SIMULATIONS.iter().filter(|(name, _)| is_asked(name)).map(|(_, simulation)| *simulation).collect();
    let seeds = seeds.filter(|_| !simulations.is_empty())?;
    Some(Arguments { first, seeds, simulations, only })
}

/// Runs the seeds of each simulation on all cores. Of several violations that of the lowest seed is told.
fn run(simulations: &[Make], first: u64, end: u64) -> (Summary, Option<Box<Violation>>) {
    let next = AtomicU64::new(first);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let simulations: Vec<Simulation> = simulations.iter().map(|simulation| simulation()).collect();
        let mut summary = Summary::default();
        loop {
            let from = next.fetch_add(PORTION, Ordering::Relaxed);
            if from >= end {
                return (summary, None);
            }
            for simulation in &simulations {
                match simulation.check(from..from.saturating_add(PORTION).min(end)) {
                    Ok(of_portion) => summary += of_portion,
                    Err(violation) => {
                        next.store(end, Ordering::Relaxed);
                        return (summary, Some(violation));
                    }
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
