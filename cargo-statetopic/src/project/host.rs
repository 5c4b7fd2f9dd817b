//! This machine, for which subscribers are built, whatever cargo is configured to build for.

use cargo_config2::Config;

use crate::error::Error;

/// The machine, as cargo's configuration has it.
#[derive(Debug)]
pub(super) struct Host {
    /// Such as `x86_64-unknown-linux-gnu`.
    pub(super) triple: String,
    /// Whether `[build] target` or `CARGO_BUILD_TARGET` names another.
    pub(super) is_not_the_target: bool,
}

impl Host {
    /// Reads the configuration of the current folder and those above, as cargo does.
    ///
    /// Source: <https://doc.rust-lang.org/cargo/reference/config.html#buildtarget>
    ///
    /// # Errors
    /// Where a file cannot be read, and where the compiler cannot be run.
    pub(super) fn find() -> Result<Self, Error> {
        let failed = |error| Error::workspace(format!("cannot read the configuration of cargo: {error}"));
        let config = Config::load().map_err(failed)?;
        let triple = config.host_triple().map_err(failed)?.to_owned();
        let targets = config.build.target.as_deref().unwrap_or_default();
        Ok(Self { is_not_the_target: targets.iter().any(|target| target.triple() != triple), triple })
    }
}
