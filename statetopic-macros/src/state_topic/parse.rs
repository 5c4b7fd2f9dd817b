//! Parses `#[state_topic(…)]`.

use syn::{DeriveInput, Expr, ExprLit, Lit};

use super::view::View;
use crate::choice::{Choice as _, choice};
use crate::errors::Errors;
use crate::root::{self, Root};
use crate::settings::{self, Setting, SettingValue};
use crate::{hidden_derive, message};

choice! {
    /// The settings of `#[state_topic]`.
    enum Name {
        View = "view",
        Enabled = "enabled",
        Crate = root::SETTING,
    }
}

/// The arguments of `#[state_topic(…)]`.
pub(crate) struct Args {
    pub(crate) root: Root,
    /// The widest for a fault, which is reported.
    pub(crate) view: View,
    pub(crate) enabled: bool,
}

pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Args {
    let (args, span) = hidden_derive::STATE_TOPIC.args(input);
    let before = errors.count();
    let settings = settings::parse("state_topic", args, errors);
    let view = settings::find(&settings, Name::View);
    // A misspelt `view` is one fault, not two.
    if view.is_none() && errors.count() == before {
        errors.at(span, message::missing_view(&View::words()));
    }
    let view = view.and_then(|view| view_of_setting(view, errors));
    let enabled = settings::find(&settings, Name::Enabled).is_none_or(|enabled| is_enabled(enabled, errors));
    let root = Root::from_setting(settings::find(&settings, Name::Crate), errors);
    Args { root, view: view.unwrap_or(View::NewAndOldImages), enabled }
}

fn is_enabled(setting: &Setting, errors: &mut Errors) -> bool {
    match &setting.value {
        SettingValue::Expr(Expr::Lit(ExprLit { lit: Lit::Bool(enabled), .. })) => enabled.value,
        _ => {
            errors.at(setting.name.span(), message::enabled_not_a_bool());
            true
        }
    }
}

fn view_of_setting(setting: &Setting, errors: &mut Errors) -> Option<View> {
    match &setting.value {
        SettingValue::Expr(expr) => view_of(expr, errors),
        SettingValue::Flag | SettingValue::List(_) => {
            errors.at(setting.name.span(), message::setting_without_value("view", "view = NEW_AND_OLD_IMAGES"));
            None
        }
    }
}

fn view_of(expr: &Expr, errors: &mut Errors) -> Option<View> {
    if settings::as_name(expr).is_none() {
        errors.on(expr, message::view_not_a_name(&View::words()));
        return None;
    }
    settings::choice(expr, message::unknown_view, errors)
}
