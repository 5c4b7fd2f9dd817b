//! The settings of a subscriber.

use proc_macro2::TokenStream;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::arms::{self, Arm};
use crate::errors::Errors;
use crate::message;
use crate::root::{self, Root};
use crate::settings::{self, SettingValue};

const KNOWN: [&str; 6] = ["on", "id", "batch_size", "starting_position", "library", root::SETTING];

/// What `#[subscriber(…)]` says. What it does not say is the runtime's default.
#[derive(Default)]
pub(crate) struct Settings {
    /// Where the library is.
    pub(crate) root: Root,
    /// `None` takes every change.
    pub(crate) arms: Option<Vec<Arm>>,
    pub(crate) id: Option<LitStr>,
    pub(crate) batch_size: Option<u16>,
    pub(crate) latest: bool,
    pub(crate) library: bool,
}

pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Settings {
    let settings = settings::parse("subscriber", args, &KNOWN, errors);
    let mut parsed = Settings { root: Root::of(&settings, errors), ..Settings::default() };
    for setting in settings {
        let name = setting.name.to_string();
        match (name.as_str(), setting.value) {
            ("on", SettingValue::List(list)) => {
                parsed.arms = Some(arms::parse(list, &setting.name, &parsed.root, errors));
            }
            (root::SETTING, _) => {}
            ("on", _) => errors.at(setting.name.span(), message::on_without_list()),
            ("library", SettingValue::Word) => parsed.library = true,
            ("library", _) => errors.at(setting.name.span(), message::word_with_value("library")),
            ("id", SettingValue::Expr(value)) => parsed.id = id(value, errors),
            ("batch_size", SettingValue::Expr(value)) => parsed.batch_size = batch_size(&value, errors),
            ("starting_position", SettingValue::Expr(value)) => parsed.latest = is_latest(&value, errors),
            (name, _) => {
                let example = match name {
                    "id" => "id = \"orders/alerts\"",
                    "batch_size" => "batch_size = 100",
                    _ => "starting_position = TRIM_HORIZON",
                };
                errors.at(setting.name.span(), message::setting_without_value(name, example));
            }
        }
    }
    parsed
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

fn batch_size(value: &Expr, errors: &mut Errors) -> Option<u16> {
    let size = match value {
        Expr::Lit(ExprLit { lit: Lit::Int(size), .. }) => size.base10_parse().ok(),
        _ => None,
    };
    let size = size.filter(|size| (1..=10_000).contains(size));
    if size.is_none() {
        errors.on(value, message::batch_size_range());
    }
    size
}

fn is_latest(value: &Expr, errors: &mut Errors) -> bool {
    let name = settings::as_name(value).map(ToString::to_string);
    match name.as_deref() {
        Some("LATEST") => true,
        Some("TRIM_HORIZON") => false,
        _ => {
            let written = quote::quote!(#value).to_string();
            errors.on(value, message::starting_position(&written));
            false
        }
    }
}
