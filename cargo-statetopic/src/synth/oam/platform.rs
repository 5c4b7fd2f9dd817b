//! The definitions of a table that a platform has: the types of its component and its traits.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::Deserialize;

/// Whose definitions an application uses.
///
/// Source: <https://github.com/guidewire-oss/kubecon-na-2025/tree/main/kubevela-xp-kro-ktix-demo/definitions>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Platform {
    /// `dynamodb-table`, with the properties of `CreateTable` in camel case and a trait for each setting.
    #[default]
    Plain,
    /// `aws-dynamodb-xp` and its traits, for Crossplane.
    Xp,
    /// `aws-dynamodb-kro` and its traits, for KRO and the AWS Controllers for Kubernetes.
    Kro,
}

/// A setting of a table that may be a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TraitKind {
    Streams,
    Protection,
    Encryption,
    Ttl,
    ProvisionedCapacity,
    GlobalIndex,
    LocalIndex,
}

impl TraitKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Streams => "dynamodb-streams",
            Self::Protection => "dynamodb-protection",
            Self::Encryption => "dynamodb-encryption",
            Self::Ttl => "dynamodb-ttl",
            Self::ProvisionedCapacity => "dynamodb-provisioned-capacity",
            Self::GlobalIndex => "dynamodb-global-index",
            Self::LocalIndex => "dynamodb-local-index",
        }
    }
}

impl Platform {
    /// As it is written in the option.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Xp => "xp",
            Self::Kro => "kro",
        }
    }

    /// The type of the component.
    pub(crate) const fn component(self) -> &'static str {
        match self {
            Self::Plain => "dynamodb-table",
            Self::Xp => "aws-dynamodb-xp",
            Self::Kro => "aws-dynamodb-kro",
        }
    }

    /// Whether the component requires the Region of its table.
    pub(crate) const fn requires_region(self) -> bool {
        match self {
            Self::Plain => false,
            Self::Xp | Self::Kro => true,
        }
    }

    /// The type of a trait.
    fn of_trait(self, kind: TraitKind) -> String {
        match self {
            Self::Plain => kind.as_str().to_owned(),
            Self::Xp | Self::Kro => format!("{}-{}", kind.as_str(), self.as_str()),
        }
    }
}

/// Names of a platform of one's own, in place of those of the definitions: a YAML or JSON file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    /// The type of the component.
    component: Option<String>,
    /// The types of the traits.
    #[serde(default)]
    traits: BTreeMap<TraitKind, String>,
    /// The names of tables on the platform, by their logical names.
    #[serde(default)]
    pub(super) tables: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn component(&self, platform: Platform) -> String {
        self.component.clone().unwrap_or_else(|| platform.component().to_owned())
    }

    pub(super) fn of_trait(&self, platform: Platform, kind: TraitKind) -> String {
        self.traits.get(&kind).cloned().unwrap_or_else(|| platform.of_trait(kind))
    }

    /// The name of a table, as it is mapped or as it is declared.
    pub(super) fn table<'a>(&'a self, logical: &'a str) -> &'a str {
        self.tables.get(logical).map_or(logical, String::as_str)
    }
}
