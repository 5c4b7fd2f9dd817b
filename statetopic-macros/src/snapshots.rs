//! The expansions of a few representative items, so that a review shows a change of the generated code.
//!
//! After an intended change, update all snapshots and review the difference:
//!
//! ```sh
//! INSTA_UPDATE=always cargo test -p statetopic-macros --lib snapshots
//! ```
//!
//! A snapshot begins with its number of lines, which should stay small.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{hidden_derive, key_attribute, map_attribute, read_model, state_topic, subscriber};

/// Compares a formatted expansion with the snapshot of that name.
fn assert_expansion(name: &str, expansion: TokenStream) {
    let file = syn::parse2(expansion).expect("an expansion is items");
    let code = prettyplease::unparse(&file);
    let code = format!("// {} lines\n{code}", code.lines().count());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, code));
}

/// A model with a key and one attribute.
fn small() -> TokenStream {
    quote! {
        struct Order {
            #[partition_key]
            id: String,
            total: u32,
        }
    }
}

/// A model with ten fields of different roles.
fn ten_fields() -> TokenStream {
    quote! {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct InventoryLevel {
            /// Where it lies.
            #[partition_key]
            pub warehouse: String,
            #[sort_key]
            #[index("by-sku", partition)]
            pub sku: String,
            #[index("by-sku", sort, projection = include(on_hand))]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub brand: Option<String>,
            pub on_hand: u32,
            #[added(default = 0)]
            pub reserved: u32,
            #[added]
            pub unit: String,
            #[serde(default, rename = "labels")]
            pub tags: HashSet<String>,
            #[ttl]
            pub expires_at: Option<EpochSeconds>,
            #[version]
            pub version: u64,
            #[sensitive]
            pub supplier_contact: Sensitive<String>,
        }
    }
}

#[test]
fn a_struct_gets_a_hidden_derive() {
    let args = quote!(table = "orders");
    let small = quote!(#[derive(Serialize)] #[serde(rename_all = "camelCase")] #[state_topic(view = KEYS_ONLY)])
        .into_iter()
        .chain(small());
    assert_expansion("attached", hidden_derive::attach(&hidden_derive::READ_MODEL, &args, small.collect()));
}

#[test]
fn what_others_would_report_goes_to_the_hidden_derive() {
    let item = quote! {
        #[derive(Serialize, Deserialize)]
        #[serde(rename_al = "camelCase", rename = "order")]
        struct Order {
            #[partiton_key]
            #[serde(default, skipp)]
            id: &str,
        }
    };
    let args = quote!(table = "orders");
    assert_expansion("attached_with_faults", hidden_derive::attach(&hidden_derive::READ_MODEL, &args, item));
}

#[test]
fn a_small_model() {
    let item = small();
    assert_expansion("read_model", read_model::derive(quote!(#[__read_model(table = "orders")] #item)));
}

#[test]
fn a_small_topic() {
    let item = small();
    let topic = state_topic::derive(quote! {
        #[__read_model(table = "orders")]
        #[__state_topic(view = NEW_IMAGE)]
        #item
    });
    assert_expansion("state_topic", topic);
}

#[test]
fn a_model_of_ten_fields() {
    let item = ten_fields();
    let item = quote! {
        #[__read_model(table = "inventory-levels", point_in_time_recovery, encryption = KMS)]
        #[__state_topic(view = NEW_AND_OLD_IMAGES)]
        #item
    };
    assert_expansion("read_model_of_ten_fields", read_model::derive(item.clone()));
    assert_expansion("state_topic_of_ten_fields", state_topic::derive(item));
}

#[test]
fn a_generic_model() {
    let item = quote! {
        struct Delivery<Id: KeyAttribute, T, const N: usize = 1>
        where
            T: Clone,
        {
            #[partition_key]
            id: Id,
            payload: T,
            #[serde(skip)]
            kind: Kind<N>,
        }
    };
    let item = quote!(#[__read_model(table = "deliveries")] #[__state_topic(view = OLD_IMAGE)] #item);
    let (model, topic) = (read_model::derive(item.clone()), state_topic::derive(item));
    assert_expansion("generic", quote!(#model #topic));
}

#[test]
fn a_projection() {
    let item = quote! {
        struct Card {
            #[partition_key]
            id: String,
            #[sequence]
            position: SourcePosition,
        }
    };
    let item = quote!(#[__read_model(table = "cards", projection_of = Order)] #item);
    assert_expansion("projection", read_model::derive(item));
}

#[test]
fn what_serde_reads_is_copied() {
    let item = quote! {
        struct Parcel {
            #[partition_key]
            id: String,
            #[serde(alias = "weight_g", default)]
            grams: u32,
            #[serde(default = "one")]
            pieces: u32,
            #[serde(with = "hex")]
            seal: Vec<u8>,
            #[serde(flatten)]
            more: HashMap<String, String>,
        }
    };
    assert_expansion("serde_attributes", read_model::derive(quote!(#[__read_model(table = "parcels")] #item)));
}

#[test]
fn a_model_with_faults_has_all_its_types() {
    let item = quote! {
        struct Order {
            #[sort_key]
            line: u32,
            #[added]
            total: u32,
        }
    };
    assert_expansion("faults", read_model::derive(quote!(#[__read_model(table = "o", color = "red")] #item)));
}

#[test]
fn a_plain_subscriber() {
    let function = quote!(
        fn count(record: Record<Order>) -> Writes<Statistics> {
            Writes::new()
        }
    );
    assert_expansion("subscriber", subscriber::subscriber(TokenStream::new(), &function));
}

#[test]
fn a_subscriber_with_arms_settings_and_resources() {
    let args = quote!(
        on(Inserted, Modified { old, new } if old.total < 10 && new.state == "open", Removed { cause: Expired }),
        batch_size = 50,
        max_retries = 3,
        on_failure = sqs("failed-orders"),
        memory = 512,
    );
    let function = quote!(
        pub async fn low_stock(change: StateChange<Order>, alerts: &Table<Alert>, cache: &Cache) -> Result<()> {
            alerts.put(&Alert::of(change.new())).await
        }
    );
    assert_expansion("subscriber_with_settings", subscriber::subscriber(args, &function));
}

#[test]
fn a_function_with_faults_is_left_to_its_callers() {
    let function = quote!(
        const fn listen<T>(change: &StateChange<Order>) {}
    );
    assert_expansion("subscriber_with_faults", subscriber::subscriber(quote!(batch_size = 0), &function));
}

#[test]
fn a_key_attribute() {
    let item = quote!(
        #[key_attribute(group_id)]
        struct Sku(String);
    );
    assert_expansion("key_attribute", key_attribute::derive(item));
}

#[test]
fn a_key_attribute_of_an_enum() {
    let item = quote!(
        #[serde(rename_all = "kebab-case")]
        enum Status {
            Open,
            #[serde(alias = "sent")]
            InTransit,
        }
    );
    assert_expansion("key_attribute_of_an_enum", key_attribute::derive(item));
}

#[test]
fn a_map_attribute() {
    let item = quote!(
        #[serde(rename_all = "camelCase")]
        struct Address {
            postal_code: String,
            #[serde(default)]
            visits: u32,
        }
    );
    assert_expansion("map_attribute", map_attribute::derive(item));
}
