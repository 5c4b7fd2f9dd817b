//! The plan: what a deployment of subscribers consists of, decided once. `cargo statetopic` and the local engine read it.
//!
//! ```text
//! manifests ─▶ source.rs, access.rs, tables.rs, variables.rs ─▶ Deployment
//!                            └▶ error.rs            or what AWS would refuse
//! ```

mod access;
mod error;
mod filters;
mod limits;
mod names;
mod schema;
mod source;
mod tables;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

pub use self::access::{Access, Target};
pub use self::error::{PlanError, Refusal};
pub use self::limits::{
    ADVISED_READERS_OF_GLOBAL_TABLE, MAX_EVENT_BYTES, MAX_ITEM_BYTES, MAX_MESSAGES, MAX_READERS, MAX_RECEIVES,
    MAX_RETENTION,
};
pub use self::names::{MAX_NAME, function_name, short_hash};
pub use self::source::{DiscardTarget, EventSource, QueueSettings, StreamReader};
pub use self::tables::{Owner, TablePlan};
use crate::connections::SecretSource;
use crate::manifest::Manifest;
use crate::subscriber::{Destination, FunctionSettings, NumberSetting};

/// What subscribers are deployed as.
///
/// # Example: where discarded records go
/// ```
/// use statetopic::manifest::describe;
/// use statetopic::plan::{Deployment, DiscardTarget};
/// use statetopic::prelude::*;
/// use statetopic::subscriber::Destination;
///
/// #[read_model(table = "orders")]
/// #[state_topic(view = KEYS_ONLY)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Order {
///     #[partition_key]
///     pub number: u32,
/// }
///
/// #[subscriber(library, id = "shop/forget", max_retries = 3)]
/// fn forget(_order: StateChange<Order>) {}
///
/// let deployment = Deployment::plan(&[describe::<ForgetSubscriber>()], &[])?;
/// let forget = &deployment.subscribers[0];
/// assert_eq!(forget.name, "shop-forget");
/// let bucket = Destination::S3("failures".to_owned());
/// assert_eq!(forget.source.reader().discards, Some(DiscardTarget::Shared(bucket)));
/// assert_eq!(deployment.tables["orders"].readers, ["shop/forget"]);
/// # Ok::<(), statetopic::plan::PlanError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deployment {
    /// The tables, by their logical names.
    pub tables: BTreeMap<String, TablePlan>,
    /// The subscribers, in the order of their manifests.
    pub subscribers: Vec<SubscriberPlan>,
    /// The shared destinations of discarded records.
    pub destinations: BTreeSet<Destination<String>>,
    /// The capacity providers of functions on Managed Instances, by their logical names.
    pub capacity_providers: BTreeSet<String>,
    /// The environment variables that resources read, beside those of tables: `None` for those that are not secrets.
    pub variables: BTreeMap<String, Option<SecretSource>>,
}

/// What one subscriber is deployed as.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberPlan {
    /// What it says of itself. What is decided is in the other fields.
    pub manifest: Manifest,
    /// The name of its function, its queue and its Pipe, after the stage.
    pub name: String,
    /// Maximum duration of an invocation on Lambda, in seconds.
    pub timeout: u16,
    /// What brings its records.
    pub source: EventSource,
    /// The tables whose physical names its function is told, by their logical ones.
    pub tables: BTreeSet<String>,
    /// The further environment variables that its function reads: `None` for those that are not secrets.
    pub variables: BTreeMap<String, Option<SecretSource>>,
    /// The tables that it writes in transactions.
    pub transacts: BTreeSet<String>,
    /// What its function may do, beside reading its records and writing its log.
    pub access: Vec<Access>,
}

impl Deployment {
    /// Plans the deployment of a workspace's subscribers. `imports` are the logical names of tables that another stack creates;
    /// a name that no subscriber uses has no effect.
    ///
    /// # Errors
    /// [`PlanError`] with all that AWS would refuse.
    pub fn plan(manifests: &[Manifest], imports: &[String]) -> Result<Self, PlanError> {
        match Self::draft(manifests, imports) {
            (deployment, refusals) if refusals.is_empty() => Ok(deployment),
            (_, refusals) => Err(PlanError(refusals)),
        }
    }

    /// The same where something would be refused: as far as it can be planned, and what would be.
    #[must_use]
    pub fn draft(manifests: &[Manifest], imports: &[String]) -> (Self, Vec<Refusal>) {
        let mut refusals = Vec::new();
        let tables = tables::tables(manifests, imports, &mut refusals);
        let subscribers: Vec<_> =
            manifests.iter().map(|manifest| SubscriberPlan::draft(manifest, &mut refusals)).collect();
        let discards = subscribers.iter().filter_map(|subscriber| subscriber.source.reader().discards.as_ref());
        let destinations = discards.filter_map(|target| match target {
            DiscardTarget::Shared(destination) => Some(destination.clone()),
            DiscardTarget::Own(_) => None,
        });
        let declared = subscribers.iter().map(|subscriber| (&subscriber.manifest, &subscriber.variables));
        let variables = variables::of_all(declared, &mut refusals);
        let providers =
            subscribers.iter().filter_map(|subscriber| subscriber.manifest.settings.capacity_provider.clone());
        let capacity_providers = providers.collect();
        let deployment =
            Self { tables, destinations: destinations.collect(), capacity_providers, variables, subscribers };
        (deployment, refusals)
    }
}

impl SubscriberPlan {
    /// Plans one subscriber and its tables, without what it shares with others.
    ///
    /// # Errors
    /// [`PlanError`] with all that AWS would refuse.
    pub fn new(manifest: &Manifest) -> Result<Self, PlanError> {
        let mut refusals = Vec::new();
        tables::tables(std::slice::from_ref(manifest), &[], &mut refusals);
        let plan = Self::draft(manifest, &mut refusals);
        if refusals.is_empty() { Ok(plan) } else { Err(PlanError(refusals)) }
    }

    fn draft(manifest: &Manifest, refusals: &mut Vec<Refusal>) -> Self {
        refusals.extend(out_of_range(manifest));
        refusals.extend(without_capacity_provider(manifest));
        refusals.extend(filters::refused(manifest));
        let name = function_name(&manifest.id);
        let timeout = manifest.settings.timeout.unwrap_or(FunctionSettings::TIMEOUT);
        let transacts = manifest.writes.iter().chain(manifest.notes()).map(|written| written.table.name().to_owned());
        let access = access::access(manifest, refusals);
        let granted = access.iter().filter_map(|access| access.on.table().map(str::to_owned));
        Self {
            source: source::source(manifest, &name, timeout, refusals),
            tables: granted.collect(),
            variables: variables::variables(manifest, refusals),
            manifest: manifest.clone(),
            transacts: transacts.collect(),
            name,
            timeout,
            access,
        }
    }

    /// The logical name of its topic's table.
    #[must_use]
    pub fn topic(&self) -> &str {
        self.manifest.topic.table.name()
    }

    /// The actions that may change rows of a table.
    #[must_use]
    pub fn actions_on(&self, table: &str) -> BTreeSet<&str> {
        let on_table = self.access.iter().filter(|access| matches!(&access.on, Target::Table(name) if name == table));
        on_table.flat_map(Access::writing).collect()
    }

    /// The tables that it may write, by their logical names.
    #[must_use]
    pub fn writes(&self) -> BTreeSet<&str> {
        let written = self.manifest.writes.iter().map(|written| written.table.name());
        let granted = self.access.iter().filter(|access| access.writes()).filter_map(|access| match &access.on {
            Target::Table(table) => Some(&**table),
            Target::Index { .. } | Target::Arn(_) => None,
        });
        let notes: Vec<&str> = self.manifest.notes().map(|notes| notes.table.name()).collect();
        written.chain(granted).filter(|table| !notes.contains(table)).collect()
    }
}

/// Settings that Lambda would refuse. `#[subscriber]` refuses them when it is compiled; a subscriber may be written by hand.
fn out_of_range(manifest: &Manifest) -> impl Iterator<Item = Refusal> {
    let numbers = manifest.mapping.numbers().into_iter().chain(manifest.settings.numbers());
    let numbers = numbers.chain(manifest.errors.numbers());
    numbers.filter_map(|NumberSetting { name, value, range }| {
        let value = value.filter(|value| !range.contains(value))?;
        let text = format!(
            "`{}`: `{name}` is {value}, and Lambda allows {} to {}; choose a number in that range",
            manifest.id,
            range.start(),
            range.end()
        );
        Some(Refusal::new(manifest, text))
    })
}

/// Settings that mean nothing without a capacity provider.
fn without_capacity_provider(manifest: &Manifest) -> impl Iterator<Item = Refusal> {
    let settings = &manifest.settings;
    let managed = [
        ("environment_concurrency", settings.environment_concurrency.is_some()),
        ("memory_per_vcpu", settings.memory_per_vcpu.is_some()),
    ];
    let refused = managed.into_iter().filter(|(_, set)| *set && settings.capacity_provider.is_none());
    refused.map(|(name, _)| {
        let text = format!(
            "`{}`: `{name}` is for functions on Managed Instances; set `capacity_provider`, or remove it",
            manifest.id
        );
        Refusal::new(manifest, text)
    })
}
