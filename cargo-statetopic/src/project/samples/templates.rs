//! Subscribers with every setting, for the tests of the templates.

use serde::{Deserialize, Serialize};
use serde_json::json;
use statetopic::manifest::{Manifest, describe};
use statetopic::prelude::*;
use statetopic::{ConnectError, Connections, Grant, Resource, SecretVariable};

/// A table with every setting.
#[read_model(
    table = "catalogue",
    billing = provisioned(read = 5, write = 2),
    deletion_protection,
    point_in_time_recovery = 7,
    encryption = kms("alias/catalogue"),
    class = STANDARD_INFREQUENT_ACCESS,
    tags(team = "stock"),
)]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Article {
    #[partition_key]
    #[index("by-sku", sort)]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition, projection = include(on_hand))]
    sku: String,
    #[index("by-on-hand", sort, local)]
    on_hand: u32,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

/// The same in three Regions.
#[read_model(
    table = "world-catalogue",
    billing = provisioned(read = 5, write = 2),
    encryption = kms("alias/catalogue"),
    replicas("eu-west-1", "us-east-1"),
    tags(team = "stock"),
)]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WorldArticle {
    #[partition_key]
    warehouse: String,
    #[index("by-sku", partition)]
    sku: String,
}

/// An external table.
#[read_model(table = "legacy", external)]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Legacy {
    #[partition_key]
    id: String,
    #[index("by-name", partition)]
    name: String,
}

/// A bus, and the indexes of two tables.
pub(crate) struct Bus;

impl Resource for Bus {
    const GRANTS: &'static [Grant] = &[
        Grant::on_arn(
            &["events:PutEvents"],
            "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/orders",
        ),
        Grant::on_indexes::<Article>(&["dynamodb:Query"]),
        Grant::on_indexes::<Legacy>(&["dynamodb:Query"]),
    ];
    const VARIABLES: &'static [&'static str] = &["BUS_NAME"];

    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }
}

/// Secrets of every source.
pub(crate) struct Vault;

impl Resource for Vault {
    const SECRETS: &'static [SecretVariable] = &[
        SecretVariable::new("VAULT_KEY"),
        SecretVariable::from_parameter_store("VAULT_URL"),
        SecretVariable::from_secrets_manager("VAULT_PASSWORD"),
    ];

    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Ok(Self)
    }
}

/// Has every setting, and listens to a table that has every setting.
pub(crate) fn restless() -> Manifest {
    #[subscriber(
        library,
        id = "stock/restless",
        on(Inserted, Removed),
        batch_size = 10,
        batching_window = 5,
        parallelization = 4,
        max_retries = 3,
        max_age = 3600,
        bisect,
        starting_position = LATEST,
        on_failure = s3("restless-failures"),
        memory = 512,
        timeout = 60,
        reserved_concurrency = 4,
        architecture = arm64
    )]
    fn restless(_: StateChange<Article>, _bus: &Bus, _legacy: &Table<Legacy>) {}
    describe::<RestlessSubscriber>()
}

/// Runs on the instances of a capacity provider, and needs secrets.
pub(crate) fn managed() -> Manifest {
    #[subscriber(
        library,
        id = "stock/managed",
        max_retries = 3,
        memory = 20_480,
        timeout = 3_600,
        capacity_provider = "batch-jobs",
        environment_concurrency = 16,
        memory_per_vcpu = 4
    )]
    fn managed(_: StateChange<Legacy>, _vault: &Vault) {}
    describe::<ManagedSubscriber>()
}

/// Listens to an external table.
pub(crate) fn of_legacy() -> Manifest {
    #[subscriber(library, id = "stock/of_legacy", max_age = 600, on_failure = sqs("legacy-failures"))]
    fn of_legacy(_: StateChange<Legacy>) {}
    describe::<OfLegacySubscriber>()
}

/// Listens to a table in three Regions, and runs in one of them.
pub(crate) fn at_home() -> Manifest {
    #[subscriber(library, id = "stock/at_home", max_retries = 1, home_region = "eu-central-1", on_failure = sns("told"))]
    fn at_home(_: StateChange<WorldArticle>, _articles: &Table<Article>) {}
    describe::<AtHomeSubscriber>()
}

/// Adds a ledger, which a manifest has only where the library is built with the SDK.
pub(crate) fn with_ledger(mut manifest: Manifest) -> Manifest {
    let ledger = json!({
        "table": {
            "model": "Ledger",
            "location": null,
            "schema": {
                "table": "statetopic-ledger",
                "partition_key": { "name": "entry", "type": "S" },
                "sort_key": null,
                "ttl": "expires_at",
                "version": null,
                "indexes": [],
                "settings": {
                    "billing": "PAY_PER_REQUEST",
                    "deletion_protection": false,
                    "point_in_time_recovery": 35,
                    "encryption": "AWS_MANAGED",
                    "class": "STANDARD",
                    "tags": [],
                    "external": false,
                    "replicas": [],
                },
            },
        },
        "actions": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    });
    manifest.ledger = Some(serde_json::from_value(ledger).unwrap());
    manifest
}

/// Lambda evaluates a part of its arm, and the function another.
pub(crate) fn low() -> Manifest {
    #[read_model(table = "levels")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Level {
        #[partition_key]
        warehouse: String,
        sku: String,
        on_hand: u32,
    }
    #[subscriber(
        library,
        id = "stock/low",
        max_retries = 3,
        on(Modified { old, new } if new.sku.starts_with("b") && old.on_hand >= 10)
    )]
    fn low(_: StateChange<Level>) {}
    describe::<LowSubscriber>()
}
