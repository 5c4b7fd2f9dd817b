//! The settings of a subscriber.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens as _;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::arms::{self, Arm};
use super::deployment::{self, Destination};
use crate::errors::Errors;
use crate::message;
use crate::root::{self, Root};
use crate::settings::{self, Setting, SettingValue};

const KNOWN: [&str; 18] = [
    "on",
    "id",
    "previously",
    "batch_size",
    "starting_position",
    "batching_window",
    "parallelization",
    "max_retries",
    "max_age",
    "bisect",
    "on_failure",
    "via",
    "home_region",
    "memory",
    "timeout",
    "architecture",
    "library",
    root::SETTING,
];

/// What `#[subscriber(…)]` says. What it does not say is the runtime's default.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(crate) struct Settings {
    /// Where the library is.
    pub(crate) root: Root,
    /// `None` takes every change.
    pub(crate) arms: Option<Vec<Arm>>,
    pub(crate) id: Option<LitStr>,
    pub(crate) previously: Option<LitStr>,
    pub(crate) library: bool,
    /// The numbers that are set, by their names.
    pub(crate) numbers: Vec<(&'static str, u32)>,
    pub(crate) latest: bool,
    pub(crate) bisect: bool,
    pub(crate) on_failure: Option<Destination>,
    pub(crate) fifo: bool,
    pub(crate) home_region: Option<LitStr>,
    pub(crate) arm64: bool,
}

impl Settings {
    /// A number that is set.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.iter().find(|(known, _)| *known == name).map(|(_, number)| *number)
    }
}

pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Settings {
    let settings = settings::parse("subscriber", args, &KNOWN, errors);
    let mut parsed = Settings { root: Root::of(&settings, errors), ..Settings::default() };
    for Setting { name, value } in settings {
        match value {
            SettingValue::Word => word(&name, &mut parsed, errors),
            SettingValue::List(list) => self::list(&name, list, &mut parsed, errors),
            SettingValue::Expr(value) => assigned(&name, value, &mut parsed, errors),
        }
    }
    parsed
}

/// `library`, or the name of a setting without the value that it needs.
fn word(name: &Ident, parsed: &mut Settings, errors: &mut Errors) {
    match name.to_string().as_str() {
        "library" => parsed.library = true,
        "bisect" => parsed.bisect = true,
        "on" => errors.at(name.span(), message::on_without_list()),
        root::SETTING => {}
        other => errors.at(name.span(), message::setting_without_value(other, deployment::example(other))),
    }
}

/// `on(…)`, or a list where none belongs.
fn list(name: &Ident, list: TokenStream, parsed: &mut Settings, errors: &mut Errors) {
    match name.to_string().as_str() {
        "on" => parsed.arms = Some(arms::parse(list, name, &parsed.root, errors)),
        word @ ("library" | "bisect") => errors.at(name.span(), message::word_with_value(word)),
        root::SETTING => {}
        other => errors.at(name.span(), message::setting_without_value(other, deployment::example(other))),
    }
}

/// `name = value`.
fn assigned(name: &Ident, value: Expr, parsed: &mut Settings, errors: &mut Errors) {
    match name.to_string().as_str() {
        "on" => errors.at(name.span(), message::on_without_list()),
        word @ ("library" | "bisect") => errors.at(name.span(), message::word_with_value(word)),
        "id" => parsed.id = id(value, errors),
        "previously" => parsed.previously = id(value, errors),
        "starting_position" => parsed.latest = is_latest(&value, errors),
        "on_failure" => parsed.on_failure = deployment::destination(&value, errors),
        "via" => parsed.fifo = deployment::is_fifo(&value, errors),
        "architecture" => parsed.arm64 = deployment::is_arm64(&value, errors),
        "home_region" => parsed.home_region = deployment::region(value, errors),
        // Read by `Root`.
        root::SETTING => {}
        number => parsed.numbers.extend(deployment::number(number, &value, errors)),
    }
}

fn id(value: Expr, errors: &mut Errors) -> Option<LitStr> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(id), .. })
            if (1..=128).contains(&id.value().len()) && id.value().bytes().all(allowed) =>
        {
            Some(id)
        }
        other => {
            errors.on(other, message::id_form());
            None
        }
    }
}

fn is_latest(value: &Expr, errors: &mut Errors) -> bool {
    let name = settings::as_name(value).map(ToString::to_string);
    match name.as_deref() {
        Some("LATEST") => true,
        Some("TRIM_HORIZON") => false,
        _ => {
            errors.on(value, message::starting_position(&value.to_token_stream().to_string()));
            false
        }
    }
}

#[cfg(test)]
mod tests {
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
    fn a_setting_is_what_it_says() {
        let (settings, errors) = parsed(
            "on(Inserted), id = \"orders/alerts\", previously = \"alerts\", batch_size = 7, starting_position = LATEST, \
             bisect, on_failure = s3(\"failed\"), via = fifo, home_region = \"eu-central-1\", memory = 512, \
             architecture = arm64, library, crate = elsewhere",
        );
        let text = |text: &Option<LitStr>| text.as_ref().map(LitStr::value).unwrap_or_default();
        assert_eq!(errors, 0);
        assert_eq!(settings.arms.as_ref().map(Vec::len), Some(1));
        assert_eq!((text(&settings.id), text(&settings.previously)), ("orders/alerts".to_owned(), "alerts".to_owned()));
        assert_eq!(text(&settings.home_region), "eu-central-1");
        assert_eq!((settings.number("batch_size"), settings.number("memory")), (Some(7), Some(512)));
        assert_eq!(settings.number("timeout"), None);
        assert!(settings.latest && settings.bisect && settings.fifo && settings.arm64 && settings.library);
        assert!(settings.on_failure.is_some());
        assert_eq!(settings.root.to_token_stream().to_string(), "elsewhere");
    }

    #[test]
    fn what_is_not_said_is_the_runtimes_default() {
        for args in ["", "starting_position = TRIM_HORIZON, via = stream, architecture = x86_64"] {
            let (settings, errors) = parsed(args);
            assert_eq!((errors, settings.arms.is_none(), settings.numbers.len()), (0, true, 0), "{args}");
            let is_set = [settings.latest, settings.bisect, settings.fifo, settings.arm64, settings.library];
            assert_eq!(is_set, [false; 5], "{args}");
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
            "starting_position = AT_TIMESTAMP",
            "starting_position = \"LATEST\"",
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
}
