//! The settings of a table in the schema.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Billing, Class, Encryption, TableSettings};
use crate::root::Root;

/// `.with_settings(…)`, where one is not DynamoDB's default.
pub(crate) fn with_settings(settings: &TableSettings, root: &Root) -> Option<TokenStream> {
    let schema = quote!(#root::schema);
    let billing = match settings.billing {
        Billing::PayPerRequest => None,
        Billing::Provisioned { read, write } => {
            Some(quote!(.with_billing(#schema::Billing::Provisioned { read: #read, write: #write })))
        }
    };
    let protection = settings.deletion_protection.then(|| quote!(.with_deletion_protection()));
    let recovery = settings.point_in_time_recovery.map(|days| quote!(.with_point_in_time_recovery(#days)));
    let encryption = match &settings.encryption {
        Encryption::AwsOwned => None,
        Encryption::AwsManaged => Some(quote!(.with_encryption(#schema::Encryption::AwsManaged))),
        Encryption::Customer(key) => Some(quote!(.with_encryption(#schema::Encryption::Customer(#key)))),
    };
    let class = match settings.class {
        Class::Standard => None,
        Class::StandardInfrequentAccess => Some(quote!(.with_class(#schema::TableClass::StandardInfrequentAccess))),
    };
    let tags = (!settings.tags.is_empty()).then(|| {
        let tags = settings.tags.iter().map(|(key, value)| quote!((#key, #value)));
        quote!(.with_tags(&[#(#tags),*]))
    });
    let external = settings.external.then(|| quote!(.with_external()));
    let replicas = (!settings.replicas.is_empty()).then(|| {
        let regions = &settings.replicas;
        quote!(.with_replicas(&[#(#regions),*]))
    });
    let changed = quote!(#billing #protection #recovery #encryption #class #tags #external #replicas);
    (!changed.is_empty()).then(|| quote!(.with_settings(#schema::TableSettings::new() #changed)))
}
