//! The keys of the rows that a `#[sharded]` field is in: the partition key with `#` and the number of the row behind it, so that
//! the rows are in partitions of their own.

use super::error::KeyError;
use super::part::KeyPart;
use super::value::KeyValue;

/// The bytes of `#` and two digits.
const SUFFIX_BYTES: usize = 3;

/// The partition key, if DynamoDB takes it with the number of a row behind it.
pub(crate) fn check_sharded(partition: &KeyValue<'_>) -> Result<(), KeyError> {
    let most = KeyPart::Partition.max_bytes() - SUFFIX_BYTES;
    if partition.as_bytes().len() > most { Err(KeyError::too_long(most)) } else { Ok(()) }
}

/// The partition key of a row.
pub(crate) fn of_shard(partition: &str, shard: u8) -> String {
    format!("{partition}#{shard:02}")
}

/// The partition key of the model whose row has this one.
pub(crate) fn without_shard(partition: &str) -> &str {
    partition.rsplit_once('#').map_or(partition, |(partition, _)| partition)
}

/// Whether it is the partition key of one of so many rows.
#[cfg(feature = "memory")]
pub(crate) fn is_of_shard(partition: &str, shards: u8) -> bool {
    (0..shards).any(|shard| partition == of_shard(without_shard(partition), shard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_key_is_read_from_that_of_each_of_its_rows() {
        for partition in ["eu", "eu#01", "#", "ø"] {
            for shard in [0, 9, 63] {
                let row = of_shard(partition, shard);
                assert_eq!((without_shard(&row), row.len()), (partition, partition.len() + SUFFIX_BYTES));
            }
        }
        assert_eq!(without_shard("eu"), "eu");
    }

    #[test]
    fn there_is_room_for_the_number_of_the_row() {
        let check =
            |length: usize| check_sharded(&KeyValue::S("a".repeat(length).into())).map_err(|error| error.to_string());
        assert_eq!(check(2_045), Ok(()));
        assert_eq!(check(2_046), Err("expected at most 2045 bytes, found more".to_owned()));
    }
}
