//! A table with an index of each layout of keys, once for each projection.

use std::collections::BTreeSet;

use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
pub(crate) struct Place(pub(crate) String);

/// Twenty indexes, `p1s0` to `p4s4`: by so many of the attributes continent, country, region and city, and ordered by so many of
/// opened, name, digest and rank.
macro_rules! shops {
    ($module:ident, $table:literal, $($projection:tt)+) => {
        pub(super) mod $module {
            use super::*;

            #[read_model(table = $table)]
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub(crate) struct Shop {
                #[partition_key]
                pub(crate) id: String,
                #[sort_key]
                pub(crate) slot: u32,
                #[index("p1s0", partition, projection = $($projection)+)]
                #[index("p1s1", partition, projection = $($projection)+)]
                #[index("p1s2", partition, projection = $($projection)+)]
                #[index("p1s3", partition, projection = $($projection)+)]
                #[index("p1s4", partition, projection = $($projection)+)]
                #[index("p2s0", partition, projection = $($projection)+)]
                #[index("p2s1", partition, projection = $($projection)+)]
                #[index("p2s2", partition, projection = $($projection)+)]
                #[index("p2s3", partition, projection = $($projection)+)]
                #[index("p2s4", partition, projection = $($projection)+)]
                #[index("p3s0", partition, projection = $($projection)+)]
                #[index("p3s1", partition, projection = $($projection)+)]
                #[index("p3s2", partition, projection = $($projection)+)]
                #[index("p3s3", partition, projection = $($projection)+)]
                #[index("p3s4", partition, projection = $($projection)+)]
                #[index("p4s0", partition, projection = $($projection)+)]
                #[index("p4s1", partition, projection = $($projection)+)]
                #[index("p4s2", partition, projection = $($projection)+)]
                #[index("p4s3", partition, projection = $($projection)+)]
                #[index("p4s4", partition, projection = $($projection)+)]
                pub(crate) continent: String,
                #[serde(rename = "land")]
                #[index("p2s0", partition(1))]
                #[index("p2s1", partition(1))]
                #[index("p2s2", partition(1))]
                #[index("p2s3", partition(1))]
                #[index("p2s4", partition(1))]
                #[index("p3s0", partition(1))]
                #[index("p3s1", partition(1))]
                #[index("p3s2", partition(1))]
                #[index("p3s3", partition(1))]
                #[index("p3s4", partition(1))]
                #[index("p4s0", partition(1))]
                #[index("p4s1", partition(1))]
                #[index("p4s2", partition(1))]
                #[index("p4s3", partition(1))]
                #[index("p4s4", partition(1))]
                pub(crate) country: Option<String>,
                #[added(default = 9)]
                #[index("p3s0", partition(2))]
                #[index("p3s1", partition(2))]
                #[index("p3s2", partition(2))]
                #[index("p3s3", partition(2))]
                #[index("p3s4", partition(2))]
                #[index("p4s0", partition(2))]
                #[index("p4s1", partition(2))]
                #[index("p4s2", partition(2))]
                #[index("p4s3", partition(2))]
                #[index("p4s4", partition(2))]
                pub(crate) region: u8,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                #[index("p4s0", partition(3))]
                #[index("p4s1", partition(3))]
                #[index("p4s2", partition(3))]
                #[index("p4s3", partition(3))]
                #[index("p4s4", partition(3))]
                pub(crate) city: Option<Place>,
                #[index("p1s1", sort)]
                #[index("p1s2", sort)]
                #[index("p1s3", sort)]
                #[index("p1s4", sort)]
                #[index("p2s1", sort)]
                #[index("p2s2", sort)]
                #[index("p2s3", sort)]
                #[index("p2s4", sort)]
                #[index("p3s1", sort)]
                #[index("p3s2", sort)]
                #[index("p3s3", sort)]
                #[index("p3s4", sort)]
                #[index("p4s1", sort)]
                #[index("p4s2", sort)]
                #[index("p4s3", sort)]
                #[index("p4s4", sort)]
                pub(crate) opened: Option<i64>,
                #[index("p1s2", sort(1))]
                #[index("p1s3", sort(1))]
                #[index("p1s4", sort(1))]
                #[index("p2s2", sort(1))]
                #[index("p2s3", sort(1))]
                #[index("p2s4", sort(1))]
                #[index("p3s2", sort(1))]
                #[index("p3s3", sort(1))]
                #[index("p3s4", sort(1))]
                #[index("p4s2", sort(1))]
                #[index("p4s3", sort(1))]
                #[index("p4s4", sort(1))]
                pub(crate) name: String,
                #[added]
                #[index("p1s3", sort(2))]
                #[index("p1s4", sort(2))]
                #[index("p2s3", sort(2))]
                #[index("p2s4", sort(2))]
                #[index("p3s3", sort(2))]
                #[index("p3s4", sort(2))]
                #[index("p4s3", sort(2))]
                #[index("p4s4", sort(2))]
                pub(crate) digest: Bytes,
                #[index("p1s4", sort(3))]
                #[index("p2s4", sort(3))]
                #[index("p3s4", sort(3))]
                #[index("p4s4", sort(3))]
                pub(crate) rank: u16,
                #[serde(with = "serde_dynamo::string_set")]
                pub(crate) labels: BTreeSet<String>,
                #[sensitive]
                pub(crate) contact: Sensitive<String>,
                #[serde(alias = "sum")]
                pub(crate) total: u32,
                pub(crate) note: Option<String>,
                #[added(default = true)]
                pub(crate) open: bool,
            }
        }
    };
}

shops!(all, "shops-in-all", all);
shops!(keys_only, "shops-by-keys", keys_only);
shops!(include, "shops-that-include", include(labels, contact, total, note));

/// Calls a macro with each layout: the index, its rows, the attributes of its partition key and those of its sort key.
macro_rules! layouts {
    ($check:ident! { $($args:tt)* }) => {
        $check! { $($args)* p1s0 ShopP1s0 [continent] [] }
        $check! { $($args)* p1s1 ShopP1s1 [continent] [opened] }
        $check! { $($args)* p1s2 ShopP1s2 [continent] [opened name] }
        $check! { $($args)* p1s3 ShopP1s3 [continent] [opened name digest] }
        $check! { $($args)* p1s4 ShopP1s4 [continent] [opened name digest rank] }
        $check! { $($args)* p2s0 ShopP2s0 [continent country] [] }
        $check! { $($args)* p2s1 ShopP2s1 [continent country] [opened] }
        $check! { $($args)* p2s2 ShopP2s2 [continent country] [opened name] }
        $check! { $($args)* p2s3 ShopP2s3 [continent country] [opened name digest] }
        $check! { $($args)* p2s4 ShopP2s4 [continent country] [opened name digest rank] }
        $check! { $($args)* p3s0 ShopP3s0 [continent country region] [] }
        $check! { $($args)* p3s1 ShopP3s1 [continent country region] [opened] }
        $check! { $($args)* p3s2 ShopP3s2 [continent country region] [opened name] }
        $check! { $($args)* p3s3 ShopP3s3 [continent country region] [opened name digest] }
        $check! { $($args)* p3s4 ShopP3s4 [continent country region] [opened name digest rank] }
        $check! { $($args)* p4s0 ShopP4s0 [continent country region city] [] }
        $check! { $($args)* p4s1 ShopP4s1 [continent country region city] [opened] }
        $check! { $($args)* p4s2 ShopP4s2 [continent country region city] [opened name] }
        $check! { $($args)* p4s3 ShopP4s3 [continent country region city] [opened name digest] }
        $check! { $($args)* p4s4 ShopP4s4 [continent country region city] [opened name digest rank] }
    };
}

pub(super) use layouts;
