//! Which `Writes` may be joined into which.

use super::set::{Includes, Only, Token, WriteAccess, WriteSet};
use crate::access;
use crate::model::ReadModel;

/// A set of read models that may write all that `Other` may, which it includes at `Places` (which are inferred).
#[diagnostic::on_unimplemented(
    message = "`Writes<{Self}>` may not write all that `Writes<{Other}>` may",
    label = "the return type does not allow it",
    note = "the return type is the function's policy; name there all that the joined `Writes` write, e.g. \
            `Writes<(First, Second)>`"
)]
pub trait Covers<Other, Places>: WriteSet {
    #[doc(hidden)]
    const COVERED: Token;
}

/// All of a read model.
#[diagnostic::do_not_recommend]
impl<S, M, Put, Update, Delete> Covers<M, (Put, Update, Delete)> for S
where
    M: ReadModel,
    S: Includes<M, Put, access::Put> + Includes<M, Update, access::Update> + Includes<M, Delete, access::Delete>,
{
    const COVERED: Token = Token;
}

/// Some operations on a read model.
#[diagnostic::do_not_recommend]
impl<S, M, A, Places> Covers<Only<M, A>, Places> for S
where
    M: ReadModel,
    A: WriteAccess,
    S: CoversAccess<M, A, Places> + WriteSet,
{
    const COVERED: Token = Token;
}

/// A set that includes a read model for each operation of an access.
#[doc(hidden)]
pub trait CoversAccess<M, A, Places> {
    const COVERED: Token;
}

macro_rules! operations {
    ($($operation:ident)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<S: Includes<M, At, access::$operation>, M, At> CoversAccess<M, access::$operation, At> for S {
            const COVERED: Token = Token;
        }
    )* };
}

operations!(Put Update Delete);

#[diagnostic::do_not_recommend]
impl<S, M, A, B, OfA, OfB> CoversAccess<M, (A, B), (OfA, OfB)> for S
where
    S: CoversAccess<M, A, OfA> + CoversAccess<M, B, OfB>,
{
    const COVERED: Token = Token;
}

#[diagnostic::do_not_recommend]
impl<S, M, A, B, C, OfA, OfB, OfC> CoversAccess<M, (A, B, C), (OfA, OfB, OfC)> for S
where
    S: CoversAccess<M, A, OfA> + CoversAccess<M, B, OfB> + CoversAccess<M, C, OfC>,
{
    const COVERED: Token = Token;
}

macro_rules! tuples {
    ($(($($entry:ident $places:ident),*))*) => { $(
        #[diagnostic::do_not_recommend]
        impl<S: WriteSet, $($entry, $places),*> Covers<($($entry,)*), ($($places,)*)> for S where
            $(S: Covers<$entry, $places>),*
        {
            const COVERED: Token = Token;
        }
    )* };
}

tuples! {
    (A OfA)
    (A OfA, B OfB)
    (A OfA, B OfB, C OfC)
    (A OfA, B OfB, C OfC, D OfD)
    (A OfA, B OfB, C OfC, D OfD, E OfE)
    (A OfA, B OfB, C OfC, D OfD, E OfE, F OfF)
    (A OfA, B OfB, C OfC, D OfD, E OfE, F OfF, G OfG)
    (A OfA, B OfB, C OfC, D OfD, E OfE, F OfF, G OfG, H OfH)
}
