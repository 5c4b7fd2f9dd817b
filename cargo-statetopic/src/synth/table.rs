//! Properties of a table that both formats need.

use statetopic::schema::{Billing, Encryption, TableSettings};

/// `PROVISIONED` or `PAY_PER_REQUEST`.
pub(crate) fn billing_mode(settings: &TableSettings<String>) -> &'static str {
    match settings.billing {
        Billing::PayPerRequest => "PAY_PER_REQUEST",
        Billing::Provisioned { .. } => "PROVISIONED",
    }
}

/// Units to read and to write, where the capacity is provisioned.
pub(crate) fn provisioned(settings: &TableSettings<String>) -> Option<(u32, u32)> {
    match settings.billing {
        Billing::PayPerRequest => None,
        Billing::Provisioned { read, write } => Some((read, write)),
    }
}

/// Whether a KMS key encrypts the table: an AWS managed or a customer managed one.
pub(crate) fn is_encrypted_by_kms(settings: &TableSettings<String>) -> bool {
    match settings.encryption {
        Encryption::AwsOwned => false,
        Encryption::AwsManaged | Encryption::Customer(_) => true,
    }
}

/// The customer managed key, if any.
pub(crate) fn customer_key(settings: &TableSettings<String>) -> Option<&str> {
    match &settings.encryption {
        Encryption::AwsOwned | Encryption::AwsManaged => None,
        Encryption::Customer(key) => Some(key),
    }
}
