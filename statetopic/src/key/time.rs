//! Times as key attributes: numbers, which DynamoDB sorts as time goes by, and which serde writes for the field too.

use super::attribute::KeyAttribute;
use super::error::KeyError;
use super::value::KeyValue;
use crate::time::{EpochSeconds, Timestamp};

#[diagnostic::do_not_recommend]
impl KeyAttribute for EpochSeconds {
    type Scalar = super::N;
    const FITS_GROUP_ID: bool = true;

    #[inline]
    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        self.0.to_key_value()
    }

    #[inline]
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        i64::from_key_value(value).map(Self)
    }

    #[inline]
    fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
        self.0.is_written_as(read)
    }
}

#[diagnostic::do_not_recommend]
impl KeyAttribute for Timestamp {
    type Scalar = super::N;
    const FITS_GROUP_ID: bool = true;

    #[inline]
    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::N(self.epoch_millis().to_string().into()))
    }

    #[inline]
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        u64::from_key_value(value).map(Self::from_epoch_millis)
    }

    #[inline]
    fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
        self.epoch_millis().is_written_as(read)
    }
}
