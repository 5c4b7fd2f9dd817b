//! The conditions on a sort key, and what may follow them.
//!
//! What is left of a sort key is a tuple of the types of its attributes, or one of the states here, which take no condition.

use crate::attribute::IndexKeyAttribute;
use crate::key::{KeyAttribute, KeyError, KeyInput, KeyValue};

/// The state of a query with a range on an attribute of the sort key.
#[derive(Debug)]
pub enum AfterRange {}

/// The state of a query with a condition on each attribute of the sort key.
#[derive(Debug)]
pub enum AfterSortKey {}

/// A value for the next attribute of a sort key, of which `S` is left.
///
/// ```
/// use statetopic::query::SortInput;
///
/// fn condition<S>(_: impl SortInput<S>) {}
///
/// condition::<(u32, String)>(&7);
/// condition::<(String,)>("os");
/// ```
///
/// After a range there is no next attribute, nor after the last one:
///
/// ```compile_fail
/// # use statetopic::query::SortInput;
/// # fn condition<S>(_: impl SortInput<S>) {}
/// condition::<statetopic::query::AfterRange>("os");
/// ```
#[diagnostic::on_unimplemented(
    message = "no attribute of the sort key is left for `{Self}`: `{S}`",
    label = "the query takes no condition here",
    note = "each attribute of the sort key takes one condition, from the left: `sort_eq` on the first ones, and at most one \
            range (`sort_lt`, `sort_between`, `sort_begins_with`, …), which is the last condition"
)]
pub trait SortInput<S> {
    /// What is left after an equality condition.
    type Rest;

    /// The value.
    ///
    /// # Errors
    /// [`KeyError`] where it cannot be written.
    #[doc(hidden)]
    fn as_sort_value(&self) -> Result<KeyValue<'_>, KeyError>;
}

/// A prefix of the next attribute of a sort key, of which `S` is left: a text, or bytes where the attribute has the type `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a prefix of an attribute of the sort key `{S}`",
    label = "the query takes no such prefix here",
    note = "a prefix is a text, or bytes where the attribute is `Bytes`; it is the last condition, and at most one on each \
            attribute"
)]
pub trait PrefixInput<S> {
    /// The value.
    #[doc(hidden)]
    fn as_prefix_value(&self) -> KeyValue<'_>;
}

macro_rules! sort_keys {
    ($($first:ident [$($rest:ident)*] => $left:ty;)*) => {$(
        impl<V, $first, $($rest),*> SortInput<($first, $($rest,)*)> for V
        where
            $first: IndexKeyAttribute,
            V: KeyInput<$first::Key>,
        {
            type Rest = $left;

            fn as_sort_value(&self) -> Result<KeyValue<'_>, KeyError> {
                self.as_key_value()
            }
        }

        sort_keys!(@prefix $first [$($rest)*] S &str, &String, String);
        sort_keys!(@prefix $first [$($rest)*] B &[u8]);
    )*};
    (@prefix $first:ident $rest:tt $scalar_type:ident $($prefix:ty),*) => {
        $(sort_keys!(@one $first $rest $scalar_type $prefix);)*
    };
    (@one $first:ident [$($rest:ident)*] $scalar_type:ident $prefix:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$first, $($rest),*> PrefixInput<($first, $($rest,)*)> for $prefix
        where
            $first: IndexKeyAttribute,
            $first::Key: KeyAttribute<Scalar = crate::key::$scalar_type>,
        {
            fn as_prefix_value(&self) -> KeyValue<'_> {
                KeyValue::$scalar_type((&**self).into())
            }
        }
    };
}

sort_keys! {
    A [] => AfterSortKey;
    A [B] => (B,);
    A [B C] => (B, C);
    A [B C D] => (B, C, D);
}
