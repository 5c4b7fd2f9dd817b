//! Times contenders in turn, so that other load on the machine slows all of them.

use std::time::{Duration, Instant};

/// A function to time.
pub(crate) type Contender<'a> = Box<dyn FnMut() + 'a>;

/// The times of the contenders.
pub(crate) struct Times {
    /// Nanoseconds per unit: a list for each contender, an entry for each round.
    rounds: Vec<Vec<f64>>,
}

/// Times the contenders in turn for `rounds` rounds. A call of a contender processes `units` units.
///
/// Before each timed call there is one that is not timed, so that a contender finds caches and allocator as it leaves them itself,
/// like a warm function, and not as another contender does.
pub(crate) fn time(contenders: &mut [Contender<'_>], units: usize, rounds: usize) -> Times {
    // Few units are processed several times, so that the resolution of the clock does not matter.
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
    /// The median of the rounds of a contender.
    pub(crate) fn median(&self, contender: usize) -> f64 {
        median(self.rounds[contender].clone())
    }

    /// The time of `left` relative to `right`: the median of the ratios of the rounds, since other load is about equal within a
    /// round.
    pub(crate) fn ratio(&self, left: usize, right: usize) -> f64 {
        median(self.rounds[left].iter().zip(&self.rounds[right]).map(|(left, right)| left / right).collect())
    }

    /// The ratio of the shortest rounds, which have the least other load.
    pub(crate) fn best_ratio(&self, left: usize, right: usize) -> f64 {
        let best = |contender: usize| self.rounds[contender].iter().copied().fold(f64::INFINITY, f64::min);
        best(left) / best(right)
    }
}

/// The median; of an even number of values the upper one.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
