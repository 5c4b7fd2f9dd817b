//! The settings of a subscriber: their names, values and examples, and how they are parsed.

mod destination;
mod failing;
mod number;
mod queue;
mod reason;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use self::destination::{Destination, DestinationKind};
pub(crate) use self::number::{Number, Omitted, Owner};

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use syn::LitStr;
use syn::spanned::Spanned as _;

use super::arms::{self, Arm};
use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::message;
use crate::root::{self, Root};
use crate::settings::{self, Setting, SettingValue};

choice! {
    /// The settings of `#[subscriber]`.
    pub(crate) enum Name {
        On = "on",
        Id = "id",
        Previously = "previously",
        LoopEnds = "loop_ends",
        BatchSize = "batch_size",
        StartingPosition = "starting_position",
        BatchingWindow = "batching_window",
        Parallelization = "parallelization",
        MaxRetries = "max_retries",
        MaxAge = "max_age",
        Bisect = "bisect",
        OnFailure = "on_failure",
        Via = "via",
        AcceptMessageLimit = "accept_message_limit",
        OnError = "on_error",
        MaxAttempts = "max_attempts",
        ParkThreshold = "park_threshold",
        HomeRegion = "home_region",
        Memory = "memory",
        Timeout = "timeout",
        Concurrency = "concurrency",
        ReservedConcurrency = "reserved_concurrency",
        EnvironmentConcurrency = "environment_concurrency",
        MemoryPerVcpu = "memory_per_vcpu",
        CapacityProvider = "capacity_provider",
        Architecture = "architecture",
        Library = "library",
        Crate = root::SETTING,
    }
}

/// The value of a setting.
enum Takes {
    Arms,
    Nothing,
    /// A value, with an example.
    Value(&'static str),
    Number(Number),
}

impl Name {
    /// Sources of the ranges: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html> and
    /// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
    const fn takes(self) -> Takes {
        use self::Owner::{Errors, Function, Mapping};

        match self {
            Self::On => Takes::Arms,
            Self::Bisect | Self::AcceptMessageLimit | Self::Library => Takes::Nothing,
            Self::Id => Takes::Value("\"orders/alerts\""),
            Self::Previously => Takes::Value("\"orders/warnings\""),
            Self::LoopEnds => Takes::Value("\"the guard is false once it is set\""),
            Self::StartingPosition => Takes::Value("TRIM_HORIZON"),
            Self::OnFailure => Takes::Value("s3(\"failed-alerts\")"),
            Self::Via => Takes::Value("stream"),
            Self::OnError => Takes::Value("park"),
            Self::HomeRegion => Takes::Value("\"eu-central-1\""),
            Self::CapacityProvider => Takes::Value("\"batch-jobs\""),
            Self::Architecture => Takes::Value("arm64"),
            Self::Crate => Takes::Value("my::reexport"),
            Self::BatchSize => number(Mapping, 1..=10_000, "records", Omitted::Default, 100),
            Self::BatchingWindow => number(Mapping, 0..=300, "seconds", Omitted::Default, 5),
            Self::Parallelization => number(Mapping, 1..=10, "batches of a shard at once", Omitted::Default, 4),
            Self::MaxRetries => number(Mapping, 0..=10_000, "retries", Omitted::Infinite, 5),
            Self::MaxAge => number(Mapping, 60..=604_800, "seconds", Omitted::Infinite, 3600),
            Self::Memory => managed(number(Function, 128..=10_240, "MB", Omitted::Default, 256), 2_048..=32_768),
            Self::Timeout => managed(number(Function, 1..=1_800, "seconds", Omitted::Unset, 30), 1..=5_400),
            Self::Concurrency => number(Function, 1..=64, "items at once", Omitted::Unset, 16),
            Self::ReservedConcurrency => number(Function, 0..=2_147_483_647, "invocations at once", Omitted::Unset, 10),
            Self::EnvironmentConcurrency => number(Function, 1..=1_600, "invocations at once", Omitted::Unset, 16),
            Self::MemoryPerVcpu => number(Function, 2..=8, "GiB", Omitted::Unset, 4),
            Self::MaxAttempts => number(Errors, 1..=100, "attempts", Omitted::Default, 3),
            Self::ParkThreshold => number(Errors, 1..=100_000, "items an hour", Omitted::Default, 100),
        }
    }

    /// The number that the setting takes, if it takes one.
    pub(crate) fn number(self) -> Option<Number> {
        match self.takes() {
            Takes::Number(number) => Some(number),
            Takes::Arms | Takes::Nothing | Takes::Value(_) => None,
        }
    }

    /// The setting with an example of its value.
    fn example(self) -> String {
        let name = self.word();
        match self.takes() {
            Takes::Arms => format!("{name}(Inserted, Modified, Removed)"),
            Takes::Nothing => name.to_owned(),
            Takes::Value(example) => format!("{name} = {example}"),
            Takes::Number(Number { example, .. }) => format!("{name} = {example}"),
        }
    }
}

const fn number(owner: Owner, range: RangeInclusive<u32>, unit: &'static str, omitted: Omitted, example: u32) -> Takes {
    Takes::Number(Number { range, managed: None, unit, example, owner, omitted })
}

/// The same with another range where a capacity provider runs the function.
const fn managed(takes: Takes, range: RangeInclusive<u32>) -> Takes {
    match takes {
        Takes::Number(number) => Takes::Number(Number { managed: Some(range), ..number }),
        Takes::Arms | Takes::Nothing | Takes::Value(_) => takes,
    }
}

choice! {
    /// The position at which a new mapping starts to read.
    #[derive(Default)]
    pub(crate) enum StartingPosition {
        #[default]
        TrimHorizon = "TRIM_HORIZON",
        Latest = "LATEST",
    }
}

choice! {
    /// The transport of changes to the function.
    #[derive(Default)]
    pub(crate) enum Transport {
        #[default]
        Stream = "stream",
        Fifo = "fifo",
    }
}

choice! {
    /// What is done with a record that has failed.
    #[derive(Default)]
    pub(crate) enum OnError {
        #[default]
        Retry = "retry",
        Skip = "skip",
        Park = "park",
    }
}

choice! {
    /// The instruction set of the function.
    #[derive(Default)]
    pub(crate) enum Architecture {
        Arm64 = "arm64",
        #[default]
        X86_64 = "x86_64",
    }
}

/// The settings of `#[subscriber(…)]`, with the defaults of the runtime.
#[derive(Default)]
pub(crate) struct Settings {
    /// The path of the library.
    pub(crate) root: Root,
    /// `None` matches every change.
    pub(crate) arms: Option<Vec<Arm>>,
    pub(crate) id: Option<LitStr>,
    pub(crate) previously: Option<LitStr>,
    pub(crate) loop_ends: Option<LitStr>,
    pub(crate) library: bool,
    /// The settings that are numbers.
    pub(crate) numbers: BTreeMap<Name, u32>,
    pub(crate) starting_position: StartingPosition,
    pub(crate) bisect: bool,
    pub(crate) on_failure: Option<Destination>,
    pub(crate) via: Transport,
    pub(crate) accept_message_limit: bool,
    pub(crate) on_error: OnError,
    pub(crate) home_region: Option<LitStr>,
    pub(crate) architecture: Architecture,
    pub(crate) capacity_provider: Option<LitStr>,
}

pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Settings {
    let settings = settings::parse("subscriber", args, errors);
    let root = Root::from_setting(settings::find(&settings, Name::Crate), errors);
    let is_managed = settings::find(&settings, Name::CapacityProvider).is_some();
    let mut parsed = Settings { root, ..Settings::default() };
    let (mut batch_size_at, mut on_error_is_known) = (None, true);
    let mut written_at = BTreeMap::new();
    for (name, Setting { name: written, value }) in settings {
        let at = written.span();
        written_at.insert(name, at);
        match (name, value) {
            // Read above.
            (Name::Crate, _) => {}
            (Name::On, SettingValue::List(list)) => {
                parsed.arms = Some(arms::parse(list, &written, &parsed.root, errors));
            }
            (Name::On, _) => errors.at(at, message::on_without_list()),
            (Name::Library, SettingValue::Flag) => parsed.library = true,
            (Name::Bisect, SettingValue::Flag) => parsed.bisect = true,
            (Name::AcceptMessageLimit, SettingValue::Flag) => parsed.accept_message_limit = true,
            (Name::Library | Name::Bisect | Name::AcceptMessageLimit, _) => {
                errors.at(at, message::flag_with_value(name.word()));
            }
            (name, SettingValue::Flag | SettingValue::List(_)) => {
                errors.at(at, message::setting_without_value(name.word(), &name.example()));
            }
            (Name::Id, SettingValue::Expr(value)) => parsed.id = text::id(value, errors),
            (Name::Previously, SettingValue::Expr(value)) => parsed.previously = text::id(value, errors),
            (Name::LoopEnds, SettingValue::Expr(value)) => parsed.loop_ends = reason::parse(value, errors),
            (Name::StartingPosition, SettingValue::Expr(value)) => {
                let position = settings::choice(&value, message::unknown_starting_position, errors);
                parsed.starting_position = position.unwrap_or_default();
            }
            (Name::OnFailure, SettingValue::Expr(value)) => parsed.on_failure = destination::parse(&value, errors),
            (Name::Via, SettingValue::Expr(value)) => {
                parsed.via = settings::choice(&value, message::unknown_transport, errors).unwrap_or_default();
            }
            (Name::OnError, SettingValue::Expr(value)) => {
                let on_error = settings::choice(&value, message::unknown_on_error, errors);
                on_error_is_known = on_error.is_some();
                parsed.on_error = on_error.unwrap_or_default();
            }
            (Name::Architecture, SettingValue::Expr(value)) => {
                let architecture = settings::choice(&value, message::unknown_architecture, errors);
                parsed.architecture = architecture.unwrap_or_default();
            }
            (Name::HomeRegion, SettingValue::Expr(value)) => parsed.home_region = text::region(value, errors),
            (Name::CapacityProvider, SettingValue::Expr(value)) => {
                parsed.capacity_provider = text::capacity_provider(value, errors);
            }
            (Name::EnvironmentConcurrency | Name::MemoryPerVcpu, SettingValue::Expr(_)) if !is_managed => {
                errors.at(at, message::without_capacity_provider(name.word()));
            }
            (
                Name::BatchSize
                | Name::BatchingWindow
                | Name::Parallelization
                | Name::MaxRetries
                | Name::MaxAge
                | Name::MaxAttempts
                | Name::ParkThreshold
                | Name::Memory
                | Name::Timeout
                | Name::Concurrency
                | Name::ReservedConcurrency
                | Name::EnvironmentConcurrency
                | Name::MemoryPerVcpu,
                SettingValue::Expr(value),
            ) => {
                batch_size_at = (name == Name::BatchSize).then(|| value.span()).or(batch_size_at);
                let number = name.number().and_then(|number| number::parse(name, &number, is_managed, &value, errors));
                parsed.numbers.extend(number.map(|number| (name, number)));
            }
        }
    }
    queue::check(&parsed, batch_size_at, &written_at, errors);
    failing::check(&parsed, &written_at, on_error_is_known, errors);
    parsed
}
