//! Generated code names nothing that a prelude has to bring, and a struct may be named like what a prelude brings.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub)]

use ::std::string::String;

mod option {
    /// Called as the standard library's.
    #[::statetopic::read_model(table = "options")]
    #[::statetopic::state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub(crate) struct Option {
        #[partition_key]
        pub(crate) id: super::String,
        #[sort_key]
        pub(crate) place: u32,
        #[added]
        pub(crate) rate: f64,
    }
}

mod string {
    /// Called as the standard library's, with every attribute of a field.
    #[::statetopic::read_model(
        table = "strings",
        billing = provisioned(read = 1, write = 1),
        deletion_protection,
        point_in_time_recovery = 2,
        encryption = kms("alias/strings"),
        class = STANDARD_INFREQUENT_ACCESS,
        tags(team = "stock"),
    )]
    #[::statetopic::state_topic(view = NEW_AND_OLD_IMAGES, enabled = false)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[allow(non_snake_case)]
    pub(crate) struct String {
        #[partition_key]
        #[index("by-place", sort, projection = keys_only)]
        pub(crate) id: u32,
        #[sort_key]
        #[index("by-place", partition)]
        pub(crate) place: u32,
        #[index("by-weight", sort, local, projection = include(mixedCase))]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub(crate) weight: ::std::option::Option<u64>,
        #[version]
        pub(crate) version: u64,
        #[sensitive]
        #[serde(skip_serializing, default)]
        pub(crate) contact: ::statetopic::Sensitive<u64>,
        #[added(default)]
        pub(crate) lines: u32,
        #[added(default = ::std::option::Option::Some(1))]
        pub(crate) mixedCase: ::std::option::Option<u32>,
        #[serde(alias = "units", default)]
        pub(crate) count: u32,
    }
}

mod result {
    /// Called as the standard library's.
    #[::statetopic::read_model(table = "results")]
    #[::statetopic::state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub(crate) struct Result {
        #[partition_key]
        pub(crate) id: super::String,
        #[ttl]
        pub(crate) expires_at: ::statetopic::EpochSeconds,
    }
}

mod state_change {
    use ::statetopic::StateChange as Change;

    /// Called as the library's own.
    #[::statetopic::read_model(table = "changes")]
    #[::statetopic::state_topic(view = OLD_IMAGE)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub(crate) struct StateChange {
        #[partition_key]
        pub(crate) id: super::String,
    }

    #[::statetopic::subscriber(on(Removed { cause: Expired, old } if old.id == "1"), library)]
    pub(crate) async fn expired(change: Change<StateChange>, table: &::statetopic::Table<StateChange>) {
        let _ = (change, table);
    }
}

mod sized {
    /// Called as the standard library's, as its parameters are, with those in every part.
    #[::statetopic::read_model(table = "sized")]
    #[::statetopic::state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub(crate) struct Sized<Send: ::statetopic::KeyAttribute, D, H, const N: usize = 1>
    where
        D: ::std::clone::Clone + ::statetopic::KeyAttribute,
        H: ::statetopic::attribute::VersionAttribute,
    {
        #[partition_key]
        pub(crate) id: Send,
        #[sort_key]
        #[index("by-place", partition)]
        pub(crate) place: u32,
        #[index("by-place", sort)]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub(crate) weight: ::std::option::Option<D>,
        #[version]
        pub(crate) version: H,
        #[sensitive]
        #[serde(default)]
        pub(crate) contact: ::statetopic::Sensitive<H>,
        #[added]
        pub(crate) lines: D,
        #[added(default)]
        pub(crate) other_lines: D,
        #[added(default = ::std::option::Option::Some(1))]
        pub(crate) mixed: ::std::option::Option<u32>,
        #[cfg(any())]
        pub(crate) absent: DoesNotExist<N>,
        #[serde(skip)]
        pub(crate) kind: super::Kind<N>,
    }

    #[::statetopic::subscriber(on(Modified { new, old } if new.version > old.version), library)]
    pub(crate) fn newer(change: ::statetopic::StateChange<Sized<super::String, u64, u64>>) {
        let _ = change;
    }
}

mod map {
    /// Called as the standard library's, as its parameters are.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize, ::statetopic::MapAttribute)]
    #[allow(non_snake_case)]
    pub(crate) struct Option<Copy, const N: usize> {
        pub(crate) mixedCase: Copy,
        #[serde(default)]
        pub(crate) fmt: ::std::option::Option<::std::boxed::Box<Option<Copy, N>>>,
    }

    /// A map in its row, and parts of it in an index.
    #[::statetopic::read_model(table = "maps")]
    #[::statetopic::state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub(crate) struct Vec {
        #[partition_key]
        pub(crate) id: super::String,
        #[index("result", partition, projection = include(map))]
        pub(crate) result: u32,
        pub(crate) map: Option<super::String, 3>,
    }

    #[::statetopic::subscriber(on(Inserted { new } if new.map.mixedCase == "a"), library)]
    pub(crate) fn inserted(change: ::statetopic::StateChange<Vec>) {
        let _ = change;
    }
}

/// Which kind, as a type.
#[derive(Clone, Debug, PartialEq, Default)]
struct Kind<const N: usize>;

#[test]
fn runs() {
    let _ = option::OptionKey { id: String::new(), place: 1 };
    let _ = option::Option { id: String::new(), place: 1, rate: 0.5 };
    let _ = string::StringKey { id: 1, place: 2 };
    let _ = result::ResultNewImage { id: String::new(), expires_at: ::statetopic::EpochSeconds(1) };
    let _ = state_change::StateChangeOldImage { id: String::new() };
    let _ = state_change::expired;
    let _ = sized::SizedKey { id: String::new(), place: 1 };
    let _ = sized::newer;
    let option = map::Option::<String, 3> { mixedCase: String::new(), fmt: ::std::option::Option::None };
    let _ = map::VecResult { id: String::new(), result: 1, map: option };
    let _ = map::inserted;
    let _ = <map::Vec as ::statetopic::ReadModel>::ATTRIBUTES.map.at(|a| a.fmt.at(|a| a.mixedCase));
}
