//! Benchmarks: contenders are compared in one run, by ratios. None asserts a time.

pub(crate) mod compile;
pub(crate) mod decode;
pub(crate) mod overhead;
pub(crate) mod synth;
mod timing;

/// The flags of a benchmark.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags {
    /// One short round, as a smoke test.
    pub(crate) short: bool,
    /// One JSON object instead of tables.
    pub(crate) json: bool,
}

impl Flags {
    /// Parses the flags. An error is the unknown flag.
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

    /// The flags as they are parsed.
    pub(crate) fn args(self) -> impl Iterator<Item = &'static str> {
        self.short.then_some("--short").into_iter().chain(self.json.then_some("--json"))
    }
}
