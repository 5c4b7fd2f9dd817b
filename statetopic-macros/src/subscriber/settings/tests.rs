//! What arguments become, and how many errors they have.

use quote::ToTokens as _;

use super::*;

/// What the arguments become, and how many errors they have.
fn parsed(args: &str) -> (Settings, usize) {
    let mut errors = Errors::new();
    let settings = parse(args.parse().unwrap(), &mut errors);
    let count = errors.count();
    errors.into_tokens();
    (settings, count)
}

#[test]
fn a_setting_has_its_value() {
    let (settings, errors) = parsed(
        "on(Inserted), id = \"orders/alerts\", previously = \"alerts\", batch_size = 7, starting_position = LATEST, \
         bisect, on_failure = s3(\"failed\"), via = fifo, home_region = \"eu-central-1\", memory = 20_480, \
         capacity_provider = \"jobs\", memory_per_vcpu = 4, architecture = arm64, library, crate = elsewhere",
    );
    let text = |text: &Option<LitStr>| text.as_ref().map(LitStr::value).unwrap_or_default();
    assert_eq!(errors, 0);
    assert_eq!(settings.arms.as_ref().map(Vec::len), Some(1));
    assert_eq!((text(&settings.id), text(&settings.previously)), ("orders/alerts".to_owned(), "alerts".to_owned()));
    assert_eq!(
        (text(&settings.home_region), text(&settings.capacity_provider)),
        ("eu-central-1".to_owned(), "jobs".to_owned())
    );
    assert_eq!(
        settings.numbers,
        BTreeMap::from([(Name::BatchSize, 7), (Name::Memory, 20_480), (Name::MemoryPerVcpu, 4)])
    );
    assert_eq!((settings.starting_position, settings.via), (StartingPosition::Latest, Transport::Fifo));
    assert_eq!(settings.architecture, Architecture::Arm64);
    assert!(settings.bisect && settings.library);
    assert!(settings.on_failure.is_some());
    assert_eq!(settings.root.to_token_stream().to_string(), "elsewhere");
}

#[test]
fn a_missing_setting_has_the_default_of_the_runtime() {
    for args in ["", "starting_position = TRIM_HORIZON, via = stream, architecture = x86_64"] {
        let (settings, errors) = parsed(args);
        assert_eq!((errors, settings.arms.is_none(), settings.numbers.len()), (0, true, 0), "{args}");
        let choices = (settings.starting_position, settings.via, settings.architecture);
        assert_eq!(choices, (StartingPosition::TrimHorizon, Transport::Stream, Architecture::X86_64), "{args}");
        assert_eq!([settings.bisect, settings.library], [false; 2], "{args}");
    }
}

#[test]
fn a_fault_is_one_error() {
    for args in [
        "on",
        "on = Inserted",
        "on()",
        "library = true",
        "library(true)",
        "bisect = true",
        "bisect()",
        "crate",
        "crate(elsewhere)",
        "crate = 1",
        "id",
        "id(\"alerts\")",
        "id = alerts",
        "id = \"\"",
        "id = \"two words\"",
        "previously = \"two words\"",
        "batch_size",
        "batch_size(7)",
        "memory = 20_480",
        "memory = 512, capacity_provider = \"jobs\"",
        "timeout = 1_801",
        "memory_per_vcpu = 4",
        "environment_concurrency = 16",
        "memory_per_vcpu = 9, capacity_provider = \"jobs\"",
        "capacity_provider = jobs",
        "capacity_provider = \"Jobs\"",
        "starting_position = AT_TIMESTAMP",
        "starting_position = \"LATEST\"",
        "on_error = drop",
        "on_error = \"park\"",
        "on_error",
        "max_attempts = 5",
        "on_error = retry, max_attempts = 5",
        "on_error = park, max_attempts = 0",
        "on_error = skip, park_threshold = 10",
        "on_error = park, max_retries = 3",
        "on_error = park, max_age = 3600",
        "on_error = park, bisect",
        "on_error = park, on_failure = s3(\"failed\")",
        "colour = 1",
    ] {
        assert_eq!(parsed(args).1, 1, "{args}");
    }
}

#[test]
fn an_id_holds_its_bounds() {
    for id in ["a", "orders/Low-stock_alerts.2", &"x".repeat(128)] {
        let (settings, errors) = parsed(&format!("id = \"{id}\""));
        assert_eq!((settings.id.map(|id| id.value()), errors), (Some(id.to_owned()), 0), "{id}");
    }
    for id in ["orders:alerts", "größe", &"x".repeat(129)] {
        let (settings, errors) = parsed(&format!("id = \"{id}\""));
        assert_eq!((settings.id.is_none(), errors), (true, 1), "{id}");
    }
}

#[test]
fn a_choice_is_one_of_its_words() {
    for (setting, expected) in [
        ("via = stream", (Transport::Stream, 0)),
        ("via = fifo", (Transport::Fifo, 0)),
        ("via = kinesis", (Transport::Stream, 1)),
        ("via = \"fifo\"", (Transport::Stream, 1)),
    ] {
        let (settings, errors) = parsed(setting);
        assert_eq!((settings.via, errors), expected, "{setting}");
    }
    for (setting, expected) in [
        ("architecture = x86_64", (Architecture::X86_64, 0)),
        ("architecture = arm64", (Architecture::Arm64, 0)),
        ("architecture = arm", (Architecture::X86_64, 1)),
    ] {
        let (settings, errors) = parsed(setting);
        assert_eq!((settings.architecture, errors), expected, "{setting}");
    }
}

#[test]
fn a_home_region_is_a_region() {
    for (value, expected) in
        [("\"eu-central-1\"", (Some("eu-central-1".to_owned()), 0)), ("\"eu\"", (None, 1)), ("EU_CENTRAL_1", (None, 1))]
    {
        let (settings, errors) = parsed(&format!("home_region = {value}"));
        assert_eq!((settings.home_region.map(|region| region.value()), errors), expected, "{value}");
    }
}
