//! The settings in the schema.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Encryption, TableSettings};
use crate::root::Root;

/// `.with_settings(…)`, where any is said.
pub(crate) fn with_settings(settings: &TableSettings, root: &Root) -> Option<TokenStream> {
    let schema = quote!(#root::schema);
    let billing = settings
        .provisioned
        .map(|[read, write]| quote!(.with_billing(#schema::Billing::Provisioned { read: #read, write: #write })));
    let protection = settings.deletion_protection.then(|| quote!(.with_deletion_protection()));
    let recovery = settings.point_in_time_recovery.map(|days| quote!(.with_point_in_time_recovery(#days)));
    let encryption = settings.encryption.as_ref().map(|encryption| {
        let key = match encryption {
            Encryption::AwsManaged => quote!(AwsManaged),
            Encryption::Customer(key) => quote!(Customer(#key)),
        };
        quote!(.with_encryption(#schema::Encryption::#key))
    });
    let class = settings.infrequent_access.then(|| quote!(.with_class(#schema::TableClass::StandardInfrequentAccess)));
    let tags = (!settings.tags.is_empty()).then(|| {
        let tags = settings.tags.iter().map(|(key, value)| quote!((#key, #value)));
        quote!(.with_tags(&[#(#tags),*]))
    });
    let external = settings.external.then(|| quote!(.with_external()));
    let replicas = (!settings.replicas.is_empty()).then(|| {
        let regions = &settings.replicas;
        quote!(.with_replicas(&[#(#regions),*]))
    });
    let said = quote!(#billing #protection #recovery #encryption #class #tags #external #replicas);
    (!said.is_empty()).then(|| quote!(.with_settings(#schema::TableSettings::new() #said)))
}
