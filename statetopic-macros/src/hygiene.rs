//! What the attributes generate names the library by its path alone.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{hidden_derive, key_attribute, map_attribute, read_model, state_topic, subscriber};

fn assert_elsewhere(generated: &TokenStream) {
    let generated = generated.to_string();
    assert!(generated.contains("elsewhere :: "), "{generated}");
    assert!(!generated.contains("statetopic"), "{generated}");
}

#[test]
fn what_is_generated_names_the_library_by_its_path_alone() {
    let fields = quote! {
        struct Order {
            #[partition_key]
            id: String,
            #[sort_key]
            line: u32,
            #[ttl]
            expires_at: EpochSeconds,
            #[version]
            version: u64,
            #[sensitive]
            #[serde(skip_serializing_if = "Option::is_none")]
            contact: Option<Sensitive<String>>,
            #[added]
            #[index("by-total", partition, projection = keys_only)]
            total: u32,
            #[index("by-lines", sort, local)]
            #[added(default)]
            lines: u32,
            #[serde(with = "text")]
            text: u32,
        }
    };
    let attached =
        hidden_derive::attach(&hidden_derive::READ_MODEL, &quote!(table = "t", crate = elsewhere), fields.clone());
    assert_elsewhere(&attached);
    assert_elsewhere(&read_model::derive(quote! {
        #[__read_model(
            table = "orders",
            crate = elsewhere,
            billing = provisioned(read = 1, write = 1),
            encryption = KMS,
            class = STANDARD_INFREQUENT_ACCESS,
        )]
        #fields
    }));
    assert_elsewhere(&read_model::derive(quote!(#[__read_model(table = "", crate = elsewhere)] #fields)));
    for view in ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] {
        let view = quote::format_ident!("{view}");
        assert_elsewhere(&state_topic::derive(quote!(#[__state_topic(view = #view, crate = elsewhere)] #fields)));
    }
    assert_elsewhere(&subscriber::subscriber(
        quote!(on(Inserted, Removed { cause: Expired }), starting_position = LATEST, crate = elsewhere),
        &quote!(
            async fn listen(change: StateChange<Order>, table: &Table<Order>) -> Result<()> {}
        ),
    ));
    assert_elsewhere(&map_attribute::derive(quote!(
        #[map_attribute(crate = elsewhere)]
        struct Address {
            city: String,
        }
    )));
    assert_elsewhere(&key_attribute::derive(quote!(
        #[key_attribute(crate = elsewhere)]
        struct Id(String);
    )));
    assert_elsewhere(&key_attribute::derive(quote!(
        #[key_attribute(crate = elsewhere)]
        enum Status {
            Open,
        }
    )));
}
