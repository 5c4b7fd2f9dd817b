//! Keys that cannot be written, in `Writes`.

use crate::ReadModel as _;
use crate::key::KeyError;
use crate::prelude::*;
use crate::writes::WriteError;

#[read_model(table = "parcels")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    #[partition_key]
    id: String,
    #[sort_key]
    digest: Bytes,
    #[serde(default)]
    weight: u32,
}

fn parcel(id: &str, digest: Vec<u8>) -> Parcel {
    Parcel { id: id.to_owned(), digest: digest.into(), weight: 0 }
}

#[test]
fn a_key_that_cannot_be_written_is_an_error_of_the_writes() {
    for (row, attribute, error) in [
        (parcel("", vec![1]), "id", KeyError::empty()),
        (parcel(&"a".repeat(2_049), vec![1]), "id", KeyError::too_long(2_048)),
        (parcel("a", Vec::new()), "digest", KeyError::empty()),
        (parcel("a", vec![0; 1_025]), "digest", KeyError::too_long(1_024)),
    ] {
        let expected = Err(WriteError::Key { model: "Parcel", attribute, error });
        let update = Writes::<Parcel>::new().update(row.key().update().add(|a| a.weight, 1));
        assert_eq!(update.into_result(), expected);
        assert_eq!(Writes::<Parcel>::new().delete(&row.key()).into_result(), expected);

        let put = Writes::<Parcel>::new().put(&row).into_result().unwrap_err().to_string();
        assert_eq!(put, format!("a row of `Parcel` cannot be written at `{attribute}`: {error}"));
    }
}

#[test]
fn the_longest_keys_are_written() {
    let row = parcel(&"a".repeat(2_048), vec![0; 1_024]);
    assert_eq!(Writes::<Parcel>::new().put(&row).into_result().map(|writes| writes.len()), Ok(1));
}
