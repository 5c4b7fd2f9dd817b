//! What a subscriber may do beside reading its stream: the content of its role.

use crate::model::ReadModel;
use crate::schema::TableSchema;

/// Actions that a resource needs, and on what.
///
/// # Example: a resource that announces on a bus
/// ```
/// use statetopic::{ConnectError, Connections, Grant, Resource};
///
/// struct Bus {
///     name: String,
/// }
///
/// impl Resource for Bus {
///     const GRANTS: &'static [Grant] = &[Grant::on_arn(
///         &["events:PutEvents"],
///         "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/orders",
///     )];
///     const VARIABLES: &'static [&'static str] = &["BUS_NAME"];
///
///     async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
///         Ok(Self { name: connections.environment().var("BUS_NAME")? })
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    actions: &'static [&'static str],
    on: GrantTarget,
}

/// What a grant is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantTarget {
    /// A read model's table.
    Table(GrantedTable),
    /// Its indexes.
    Indexes(GrantedTable),
    /// A resource by its ARN.
    Arn(&'static str),
}

/// A read model's table, without its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GrantedTable {
    pub(crate) model: &'static str,
    pub(crate) location: (&'static str, u32),
    pub(crate) schema: TableSchema,
}

impl GrantedTable {
    const fn of<M: ReadModel>() -> Self {
        Self { model: M::NAME, location: M::LOCATION, schema: M::SCHEMA }
    }
}

impl Grant {
    /// Actions, such as `dynamodb:GetItem`, on the table of a read model.
    #[must_use]
    pub const fn on_table<M: ReadModel>(actions: &'static [&'static str]) -> Self {
        Self { actions, on: GrantTarget::Table(GrantedTable::of::<M>()) }
    }

    /// Actions, such as `dynamodb:Query`, on the indexes of a read model's table.
    #[must_use]
    pub const fn on_indexes<M: ReadModel>(actions: &'static [&'static str]) -> Self {
        Self { actions, on: GrantTarget::Indexes(GrantedTable::of::<M>()) }
    }

    /// Actions on a resource by its ARN, in which `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}` stand for
    /// those of the stack.
    #[must_use]
    pub const fn on_arn(actions: &'static [&'static str], arn: &'static str) -> Self {
        Self { actions, on: GrantTarget::Arn(arn) }
    }

    /// The actions.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        // A constant is padded with empty names.
        self.actions.iter().copied().filter(|action| !action.is_empty())
    }

    #[cfg_attr(not(feature = "manifest"), expect(dead_code, reason = "only the manifest reads it"))]
    pub(crate) const fn target(&self) -> &GrantTarget {
        &self.on
    }
}
