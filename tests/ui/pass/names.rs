//! What a user's names are does not matter: fields called as the generated code's variables, types and macros called as
//! the standard library's, models in functions and several in one module.

#![deny(warnings)]

use statetopic::{ReadModel, Subscriber};

/// Names that generated code could mean.
#[allow(dead_code, unused_macros)]
mod shadows {
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Vec;
    pub struct Box;
    pub struct Self_;
    pub trait Clone {}
    pub trait Debug {}
    pub trait PartialEq {}
    pub trait Default {}
    pub trait From {}
    pub trait Into {}
    pub trait Send {}
    pub trait Future {}
    pub trait ReadModel {}
    pub trait Subscriber {}
    pub trait KeyAttribute {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod serde {}
    pub mod statetopic {}
    pub fn drop() {}
    pub const ATTRIBUTES: u8 = 0;
    pub const SCHEMA: u8 = 0;
    macro_rules! concat {
        () => {};
    }
    macro_rules! env {
        () => {};
    }
    macro_rules! vec {
        () => {};
    }
    macro_rules! matches {
        () => {};
    }
    macro_rules! unreachable {
        () => {};
    }
    macro_rules! stringify {
        () => {};
    }
    macro_rules! file {
        () => {};
    }
    macro_rules! line {
        () => {};
    }
    pub(crate) use {concat, env, file, line, matches, stringify, unreachable, vec};
}

mod fields {
    #[allow(unused_imports)]
    use super::shadows::*;
    #[allow(unused_imports)]
    use super::shadows::{concat, env, file, line, matches, stringify, unreachable, vec};

    #[::statetopic::read_model(table = "rows")]
    #[::statetopic::state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(
        ::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq, ::serde::Serialize, ::serde::Deserialize,
    )]
    pub struct Row {
        #[partition_key]
        pub key: ::std::string::String,
        #[sort_key]
        pub sort: u32,
        pub self_: u32,
        pub row: u32,
        pub new: u32,
        pub old: u32,
        pub f: u32,
        pub other: u32,
        pub from: u32,
        pub place: u32,
        pub state: u32,
        pub name: u32,
        pub change: u32,
        pub cause: u32,
        pub input: u32,
        pub connections: u32,
        pub attributes: u32,
        pub deserializer: u32,
        pub partition: u32,
        pub image: u32,
        #[added]
        pub value: u32,
        #[added(default = 1)]
        pub default: u32,
        #[index("by-tag", partition)]
        pub r#type: ::std::string::String,
        #[version]
        pub __field0: u64,
        #[sensitive]
        pub __private: ::statetopic::Sensitive<u32>,
    }

    #[::statetopic::subscriber(
        on(Modified { old, new } if old.old == 1 && new.r#type == "a", Removed { old, .. } if old.cause == 1),
        library,
    )]
    pub async fn call(this: ::statetopic::StateChange<Row>, resources: &::statetopic::Table<Row>) {
        let _ = (this, resources);
    }

    #[::statetopic::subscriber(library)]
    pub fn connect(takes: ::statetopic::Record<Row>) {
        let _ = takes;
    }
}

mod several {
    use statetopic::prelude::*;

    #[read_model(table = "orders")]
    #[state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Order {
        #[partition_key]
        pub id: String,
    }

    #[read_model(table = "invoices")]
    #[state_topic(view = OLD_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Invoice {
        #[partition_key]
        pub id: String,
        #[added(default)]
        pub total: u32,
    }

    #[subscriber(library)]
    pub fn orders(change: StateChange<Order>) {
        let _ = change;
    }

    #[subscriber(library)]
    pub fn invoices(change: StateChange<Invoice>) {
        let _ = change;
    }
}

macro_rules! model {
    (
        $(#[$attribute:meta])*
        $vis:vis $name:ident of $table:literal, $view:ident, $index:literal, $units:expr, $key:literal, $region:literal {
            $($(#[$on_field:meta])* $field_vis:vis $field:ident: $type:ty = $default:expr,)*
        }
    ) => {
        #[statetopic::read_model(
            table = $table,
            billing = provisioned(read = $units, write = $units),
            encryption = kms($key),
            tags(name = $table),
            replicas($region),
        )]
        #[statetopic::state_topic(view = $view)]
        $(#[$attribute])*
        $vis struct $name {
            #[partition_key]
            id: u64,
            #[index($index, partition, projection = include($($field),*))]
            code: String,
            $($(#[$on_field])* #[added(default = $default)] $field_vis $field: $type,)*
        }
    };
}

#[rustfmt::skip]
macro_rules! listener {
    ($name:ident, $id:literal, $size:literal, $queue:literal, $model:ty, $guard:expr) => {
        #[statetopic::subscriber(
            on(Inserted { new } if $guard(new)),
            id = $id,
            batch_size = $size,
            on_failure = sqs($queue),
            home_region = "eu-west-1",
            library,
        )]
        async fn $name(change: statetopic::StateChange<$model>) {
            let _ = change;
        }
    };
}

listener!(of_fragments, "of/fragments", 7, "failed-fragments", Fragments, |new: &FragmentsNewImage| new.a > 1);

model! {
    /// Out of every kind of fragment.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) Fragments of "fragments", NEW_IMAGE, "by-code", 5, "alias/fragments", "eu-west-1" {
        #[serde(rename = "first")]
        pub(crate) a: u32 = 1 + 1,
        b: Vec<Option<String>> = vec![Some("b".to_owned())],
    }
}

#[test]
fn runs() {
    use statetopic::prelude::*;

    #[read_model(table = "locals")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Local {
        #[partition_key]
        id: String,
        total: u32,
    }

    #[subscriber(on(Inserted { new } if new.total > 1), library)]
    fn local(change: StateChange<Local>) {
        let _ = change;
    }

    let new = LocalNewImage { id: "1".to_owned(), total: 2 };
    let change = StateChange::Inserted { key: LocalKey { id: "1".to_owned() }, new };
    assert!(LocalSubscriber::takes(&change));
    local(change);
    assert_eq!(fields::Row::SCHEMA.version, Some("__field0"));
    assert_eq!((several::Order::NAME, several::Invoice::NAME), ("Order", "Invoice"));
    let _ = (fields::call, fields::connect, several::orders, several::invoices);
    let fragments: FragmentsNewImage = serde_json::from_str(r#"{"id": 1, "code": "c"}"#).unwrap();
    let fragments = Fragments::from(fragments);
    let definition = OfFragmentsSubscriber::DEFINITION;
    assert_eq!((definition.id, definition.mapping.batch_size), ("of/fragments", 7));
    let _ = of_fragments;
    assert_eq!((fragments.id, fragments.a, fragments.b), (1, 2, vec![Some("b".to_owned())]));
}
