//! Which models have rows that an update can make.

use crate::absent::SetAttribute;
use crate::attribute::OmittableAttribute;
use crate::model::ReadModel;

/// A read model whose fields beside the key can all be missing, so that an update can make a row of it; implemented by
/// `#[read_model]`.
#[diagnostic::on_unimplemented(
    message = "an update could make a row of `{Self}` without its required fields",
    label = "it makes the row where there is none",
    note = "write `update_existing`, which fails where there is no row, or `put` a whole row",
    note = "or let each field of `{Self}` be missing: an `Option`, a set, `#[serde(default)]` or `#[added(default)]`; an `Option` \
            that serde converts, or that is `#[added]`, needs the default too"
)]
pub trait Upsert: ReadModel {}

/// The same, with a bound for each field; for generated code.
#[doc(hidden)]
pub trait UpsertFields: ReadModel {}

// What lacks it is the model, and not each of its fields.
#[diagnostic::do_not_recommend]
impl<M: UpsertFields> Upsert for M {}

/// A field that a row can lack: an `Option` or a set. With its lifetime, generated code asks where `Upsert` is used, and not
/// where the model is.
#[doc(hidden)]
pub trait MissingField<'a> {}

impl<T: OmittableAttribute> MissingField<'_> for T {}

/// A field that a row can lack although serde converts it, or although it is `#[added]` without a default: a set.
#[doc(hidden)]
pub trait MissingSet<'a> {}

impl<T: SetAttribute> MissingSet<'_> for T {}
