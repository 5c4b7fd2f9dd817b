//! That a model has the key of the topic that it is a projection of. Each is one error, at the type that is another.

use crate::change::StateTopic;
use crate::key::ModelKey;
use crate::model::ReadModel;
pub use crate::projection::{NoSortKeyOfSource, PartitionKeyOfSource, SortKeyOfSource};

/// Compiles where the types of the two keys are those of the source's.
pub const fn has_key_of<Source, Partition, Sort>()
where
    Source: StateTopic,
    Partition: PartitionKeyOfSource<<<Source as ReadModel>::Key as ModelKey>::Partition>,
    Sort: SortKeyOfSource<<<Source as ReadModel>::Key as ModelKey>::Sort>,
{
}

/// The same of a source without a sort key.
pub const fn has_partition_key_of<Source, Partition>()
where
    Source: StateTopic,
    Partition: PartitionKeyOfSource<<<Source as ReadModel>::Key as ModelKey>::Partition>,
    <<Source as ReadModel>::Key as ModelKey>::Sort: NoSortKeyOfSource,
{
}
