//! Operations that a subscriber may use on a table: the second parameter of [`Table`](crate::Table).
//!
//! The signature is the policy: `&Table<AuditEntry, access::Put>` puts rows and does nothing else, here because nothing else
//! compiles, and on AWS because the function's role allows nothing else. Several operations are a tuple,
//! `&Table<Order, (access::Get, access::Put)>`; `&Table<Order>` may do all of [`ReadWrite`].
//!
//! ```
//! use statetopic::access;
//! use statetopic::prelude::*;
//! # #[read_model(table = "orders")]
//! # #[state_topic(view = NEW_IMAGE)]
//! # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Order { #[partition_key] pub id: String }
//! # #[read_model(table = "trail")]
//! # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Entry { #[partition_key] pub id: String }
//!
//! #[subscriber(max_retries = 20)]
//! async fn audit(change: StateChange<Order>, trail: &Table<Entry, access::Put>) -> Result<()> {
//!     trail.put(&Entry { id: change.key().id.clone() }).await?;
//!     Ok(())
//! }
//! ```
//!
//! What the access does not name does not compile:
//!
//! ```compile_fail
//! # use statetopic::access;
//! # use statetopic::prelude::*;
//! # #[read_model(table = "trail")]
//! # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Entry { #[partition_key] pub id: String }
//! async fn read(trail: &Table<Entry, access::Put>, key: &EntryKey) -> Result<()> {
//!     trail.get(key).await?;
//!     Ok(())
//! }
//! ```

mod sealed {
    pub trait Sealed {}
}

/// A set of operations: one, or a tuple of up to five.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an access to a table",
    label = "expected operations of `statetopic::access`",
    note = "write e.g. `Table<Model, access::Read>` or `Table<Model, (access::Get, access::Put)>`"
)]
pub trait Access: sealed::Sealed + Send + Sync + 'static {
    /// Whether it may read single rows.
    #[doc(hidden)]
    type Get: Or;
    /// Whether it may query the table.
    #[doc(hidden)]
    type Query: Or;
    /// Whether it may query indexes.
    #[doc(hidden)]
    type QueryIndex: Or;
    /// Whether it may put rows.
    #[doc(hidden)]
    type Put: Or;
    /// Whether it may update rows.
    #[doc(hidden)]
    type Update: Or;
    /// Whether it may delete rows.
    #[doc(hidden)]
    type Delete: Or;

    /// The actions on the table.
    #[doc(hidden)]
    const ACTIONS: &'static [&'static str] = &actions([
        <Self::Delete as Or>::ALLOWED,
        <Self::Get as Or>::ALLOWED,
        <Self::Put as Or>::ALLOWED,
        <Self::Query as Or>::ALLOWED,
        <Self::Update as Or>::ALLOWED,
    ]);

    /// The actions on its indexes.
    #[doc(hidden)]
    const INDEX_ACTIONS: &'static [&'static str] =
        if <Self::QueryIndex as Or>::ALLOWED { &["dynamodb:Query"] } else { &[] };
}

/// Yes or no, and whether one of two says yes.
#[doc(hidden)]
pub trait Or: sealed::Sealed + Send + Sync + 'static {
    /// This one or the other.
    type Or<Other: Or>: Or;
    /// Whether it says yes.
    const ALLOWED: bool;
}

/// Yes.
#[doc(hidden)]
#[derive(Debug)]
pub enum Allowed {}

/// No.
#[doc(hidden)]
#[derive(Debug)]
pub struct NotAllowed<Operation>(std::marker::PhantomData<fn() -> Operation>);

impl sealed::Sealed for Allowed {}

impl Or for Allowed {
    type Or<Other: Or> = Self;
    const ALLOWED: bool = true;
}

impl<Operation> sealed::Sealed for NotAllowed<Operation> {}

impl<Operation: 'static> Or for NotAllowed<Operation> {
    type Or<Other: Or> = Other;
    const ALLOWED: bool = false;
}

/// An access that allows an operation.
#[diagnostic::on_unimplemented(
    message = "the access to this table does not include this operation: `{Self}`",
    label = "the parameter's access does not name it",
    note = "the signature is the policy; name the operation in it, e.g. `&Table<Model, (access::Get, access::Put)>`"
)]
pub trait Granted: sealed::Sealed {}

impl Granted for Allowed {}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident: $($answer:ident)*;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl sealed::Sealed for $name {}

        impl Access for $name {
            $(operations!(@answer $name $answer);)*
        }
    )*};
    (@answer Get Get) => { type Get = Allowed; };
    (@answer Query Query) => { type Query = Allowed; };
    (@answer QueryIndex QueryIndex) => { type QueryIndex = Allowed; };
    (@answer Put Put) => { type Put = Allowed; };
    (@answer Update Update) => { type Update = Allowed; };
    (@answer Delete Delete) => { type Delete = Allowed; };
    (@answer $name:ident $answer:ident) => { type $answer = NotAllowed<$answer>; };
}

operations! {
    /// `get`: `dynamodb:GetItem`.
    Get: Get Query QueryIndex Put Update Delete;
    /// `query`: `dynamodb:Query` on the table.
    Query: Get Query QueryIndex Put Update Delete;
    /// `index`, queries of indexes: `dynamodb:Query` on each of the table's indexes.
    QueryIndex: Get Query QueryIndex Put Update Delete;
    /// `put`, `create`, `replace` and `put_if_newer`: `dynamodb:PutItem`.
    Put: Get Query QueryIndex Put Update Delete;
    /// `update`: `dynamodb:UpdateItem`.
    Update: Get Query QueryIndex Put Update Delete;
    /// `delete`: `dynamodb:DeleteItem`.
    Delete: Get Query QueryIndex Put Update Delete;
}

/// All that reads.
pub type Read = (Get, Query, QueryIndex);
/// All that writes.
pub type Write = (Put, Update, Delete);
/// Everything.
pub type ReadWrite = (Read, Write);

macro_rules! tuples {
    ($($first:ident $($rest:ident)+;)*) => {$(
        impl<$first, $($rest),+> sealed::Sealed for ($first, $($rest),+) {}

        impl<$first: Access, $($rest: Access),+> Access for ($first, $($rest),+) {
            tuples!(@answers $first [$($rest)+] Get Query QueryIndex Put Update Delete);
        }
    )*};
    (@answers $first:ident $rest:tt $($answer:ident)*) => { $(tuples!(@answer $first $rest $answer);)* };
    (@answer $first:ident [$($rest:ident)+] $answer:ident) => {
        type $answer = tuples!(@or $answer $first $($rest)+);
    };
    (@or $answer:ident $one:ident) => { $one::$answer };
    (@or $answer:ident $one:ident $($rest:ident)+) => { <$one::$answer as Or>::Or<tuples!(@or $answer $($rest)+)> };
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
}

/// The actions that are allowed; the array ends with what is repeated.
const fn actions(allowed: [bool; 5]) -> [&'static str; 5] {
    let all = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];
    let mut kept = [""; 5];
    let (mut from, mut to) = (0, 0);
    while from < all.len() {
        if allowed[from] {
            kept[to] = all[from];
            to += 1;
        }
        from += 1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions_of<A: Access>() -> Vec<&'static str> {
        A::ACTIONS.iter().copied().filter(|action| !action.is_empty()).collect()
    }

    #[test]
    fn an_access_is_its_operations_and_no_other() {
        assert_eq!(actions_of::<Put>(), ["dynamodb:PutItem"]);
        assert_eq!(actions_of::<(Get, Put)>(), ["dynamodb:GetItem", "dynamodb:PutItem"]);
        assert_eq!(actions_of::<(Put, Put)>(), ["dynamodb:PutItem"]);
        assert_eq!(actions_of::<Read>(), ["dynamodb:GetItem", "dynamodb:Query"]);
        assert_eq!(actions_of::<ReadWrite>().len(), 5);
        assert_eq!((Put::INDEX_ACTIONS, Read::INDEX_ACTIONS), (&[][..], &["dynamodb:Query"][..]));
    }
}
