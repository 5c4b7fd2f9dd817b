//! Times several things in turn, so that whatever slows the machine slows all of them.

use std::time::{Duration, Instant};

/// Something to time.
pub(crate) type Contender<'a> = Box<dyn FnMut() + 'a>;

/// What each contender took in each round.
pub(crate) struct Times {
    /// Nanoseconds for each unit: a list for each contender, an entry for each round.
    rounds: Vec<Vec<f64>>,
}

/// Times the contenders in turn, `rounds` times, each at `units` things in one call.
///
/// Before each timed call stands one that is not timed: a contender then finds caches and allocator as it leaves them
/// itself, as a warm function does, and not as its neighbour does.
pub(crate) fn time(contenders: &mut [Contender<'_>], units: usize, rounds: usize) -> Times {
    // So few that the clock's own steps would show are done several times.
    let calls = (1_000 / units).clamp(1, 100);
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for _ in 0..rounds {
        for (run, times) in contenders.iter_mut().zip(&mut times) {
            run();
            let start = Instant::now();
            for _ in 0..calls {
                run();
            }
            times.push(nanoseconds(start.elapsed(), calls * units));
        }
    }
    Times { rounds: times }
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a benchmark are far below 2^52")]
fn nanoseconds(time: Duration, units: usize) -> f64 {
    time.as_nanos() as f64 / units as f64
}

impl Times {
    /// The median of a contender's rounds.
    pub(crate) fn median(&self, contender: usize) -> f64 {
        median(self.rounds[contender].clone())
    }

    /// How many times as long as `right` `left` takes: the median of the rounds, in each of which the machine was as busy
    /// for the one as for the other.
    pub(crate) fn ratio(&self, left: usize, right: usize) -> f64 {
        median(self.rounds[left].iter().zip(&self.rounds[right]).map(|(left, right)| left / right).collect())
    }

    /// The same of the shortest rounds, which nothing else slowed.
    pub(crate) fn best_ratio(&self, left: usize, right: usize) -> f64 {
        let best = |contender: usize| self.rounds[contender].iter().copied().fold(f64::INFINITY, f64::min);
        best(left) / best(right)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
