//! Times several things in turn, so that whatever slows the machine slows all of them.

use std::time::{Duration, Instant};

/// Something to time.
pub(crate) type Contender<'a> = (&'static str, Box<dyn FnMut() + 'a>);

/// The median time of each contender, in nanoseconds for each of `units`.
pub(crate) fn medians(contenders: &mut [Contender<'_>], units: usize, rounds: usize) -> Vec<f64> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(rounds); contenders.len()];
    // The first round fills caches and is not counted.
    for round in 0..=rounds {
        for ((_, run), times) in contenders.iter_mut().zip(&mut times) {
            let start = Instant::now();
            run();
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    times
        .iter_mut()
        .map(|times| {
            times.sort_unstable();
            let median = times[times.len() / 2];
            #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a benchmark are far below 2^52")]
            let nanoseconds = median.as_nanos() as f64 / units as f64;
            nanoseconds
        })
        .collect()
}
