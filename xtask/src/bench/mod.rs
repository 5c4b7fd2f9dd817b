//! Benchmarks: side by side in one run, as ratios. None asserts a time.

pub(crate) mod compile;
pub(crate) mod decode;
pub(crate) mod synth;
mod timing;

/// What is asked of a benchmark.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags {
    /// One quick round, to see that it runs.
    pub(crate) short: bool,
    /// One JSON object instead of tables.
    pub(crate) json: bool,
}

impl Flags {
    /// Reads the flags, or returns the one that is unknown.
    pub(crate) fn parse(args: &[&str]) -> Result<Self, String> {
        let mut flags = Self::default();
        for arg in args {
            match *arg {
                "--short" => flags.short = true,
                "--json" => flags.json = true,
                unknown => return Err(unknown.to_owned()),
            }
        }
        Ok(flags)
    }
}
