//! What mappings did.

/// What a run of a mapping did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Number of invocations.
    pub invocations: u64,
    /// Number of records that were delivered, each counted once a delivery.
    pub records: u64,
    /// Number of discarded records.
    pub discarded: u64,
    /// Number of records that were lost: they were older than 24 hours before they were read.
    pub trimmed: u64,
}

impl std::ops::AddAssign for Progress {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.records += other.records;
        self.discarded += other.discarded;
        self.trimmed += other.trimmed;
    }
}

impl std::ops::Sub for Progress {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            invocations: self.invocations - other.invocations,
            records: self.records - other.records,
            discarded: self.discarded - other.discarded,
            trimmed: self.trimmed - other.trimmed,
        }
    }
}
