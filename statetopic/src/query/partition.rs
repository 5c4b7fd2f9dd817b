//! The partition key that a query is begun with.

use crate::attribute::IndexKeyAttribute;
use crate::key::{KeyError, KeyInput, KeyValue};

/// Values for all attributes of a partition key, whose types are the tuple `P`: a plain value where the key has one attribute, and
/// a tuple where it has several. Each value is a [`KeyInput`].
///
/// ```
/// use statetopic::query::PartitionInput;
///
/// fn partition<P>(_: impl PartitionInput<P>) {}
///
/// partition::<(String,)>("oslo");
/// partition::<(String, Option<u32>)>(("eu", &7));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for each attribute of the partition key `{P}`",
    label = "a query takes the whole partition key",
    note = "write a plain value where the key has one attribute, as in `query(\"oslo\")`, and a tuple in the order of the \
            positions where it has several, as in `query((\"eu\", &country))`"
)]
pub trait PartitionInput<P> {
    /// The values, in the order of the attributes: [`KeyError`] where one cannot be written.
    #[doc(hidden)]
    fn as_partition(&self) -> Vec<Result<KeyValue<'_>, KeyError>>;
}

impl<A, V> PartitionInput<(A,)> for V
where
    A: IndexKeyAttribute,
    V: KeyInput<A::Key>,
{
    fn as_partition(&self) -> Vec<Result<KeyValue<'_>, KeyError>> {
        vec![self.as_key_value()]
    }
}

macro_rules! partitions {
    ($([$($attribute:ident $value:ident $place:tt)*])*) => {$(
        impl<$($attribute, $value),*> PartitionInput<($($attribute,)*)> for ($($value,)*)
        where
            $($attribute: IndexKeyAttribute, $value: KeyInput<$attribute::Key>,)*
        {
            fn as_partition(&self) -> Vec<Result<KeyValue<'_>, KeyError>> {
                vec![$(self.$place.as_key_value()),*]
            }
        }
    )*};
}

partitions! {
    [A V 0 B W 1]
    [A V 0 B W 1 C X 2]
    [A V 0 B W 1 C X 2 D Y 3]
}
