//! Conditions on the sort key.

use super::Query;
use super::request::Test;
use crate::model::ReadModel;
use crate::query::{AfterRange, PrefixInput, SortInput};
use crate::rows::Comparison;

/// Conditions on the next attribute of the sort key, of which `S` is left: [`SortInput`] says what that is.
#[expect(clippy::needless_pass_by_value, reason = "a literal is given as it is: `query(\"oslo\")`, `sort_eq(7)`")]
impl<M: ReadModel, S, R, Scope, Bound> Query<M, S, R, Scope, Bound> {
    /// The rows whose next attribute of the sort key is `value`; the one after it is the next then.
    pub fn sort_eq<V: SortInput<S>>(self, value: V) -> Query<M, V::Rest, R, Scope, Bound> {
        self.with(|request| request.sort(Test::Compare(Comparison::Equal), [value.as_sort_value()]))
    }

    /// The rows whose next attribute of the sort key is below `value`.
    pub fn sort_lt<V: SortInput<S>>(self, value: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.compared(Comparison::Below, &value)
    }

    /// The rows whose next attribute of the sort key is `value` or below.
    pub fn sort_le<V: SortInput<S>>(self, value: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.compared(Comparison::AtMost, &value)
    }

    /// The rows whose next attribute of the sort key is above `value`.
    pub fn sort_gt<V: SortInput<S>>(self, value: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.compared(Comparison::Above, &value)
    }

    /// The rows whose next attribute of the sort key is `value` or above.
    pub fn sort_ge<V: SortInput<S>>(self, value: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.compared(Comparison::AtLeast, &value)
    }

    /// The rows whose next attribute of the sort key is between two values, both included.
    pub fn sort_between<V: SortInput<S>>(self, low: V, high: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.with(|request| request.sort(Test::Between, [low.as_sort_value(), high.as_sort_value()]))
    }

    /// The rows whose next attribute of the sort key, a string or bytes, begins with a prefix.
    pub fn sort_begins_with<V: PrefixInput<S>>(self, prefix: V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.with(|request| request.sort(Test::BeginsWith, [Ok(prefix.as_prefix_value())]))
    }

    fn compared<V: SortInput<S>>(self, comparison: Comparison, value: &V) -> Query<M, AfterRange, R, Scope, Bound> {
        self.with(|request| request.sort(Test::Compare(comparison), [value.as_sort_value()]))
    }
}
