//! Reads `view = …`.

use quote::ToTokens as _;
use syn::{DeriveInput, Expr};

use super::view::View;
use crate::errors::Errors;
use crate::settings::{self, SettingValue};
use crate::{hidden_derive, message};

/// The view; the widest where it has a fault, which has then been reported.
pub(crate) fn parse_view(input: &DeriveInput, errors: &mut Errors) -> View {
    let (args, span) = hidden_derive::STATE_TOPIC.args(input);
    let before = errors.count();
    let settings = settings::parse("state_topic", args, &["view"], errors);
    let view = match settings.into_iter().next().map(|setting| (setting.name, setting.value)) {
        Some((_, SettingValue::Expr(expr))) => view_of(&expr, errors),
        Some((name, SettingValue::Word | SettingValue::List(_))) => {
            errors.at(name.span(), message::setting_without_value("view", "view = NEW_AND_OLD_IMAGES"));
            None
        }
        None => {
            // A misspelt `view` is one fault, not two.
            if errors.count() == before {
                errors.at(span, message::missing_view());
            }
            None
        }
    };
    view.unwrap_or(View::NewAndOldImages)
}

fn view_of(expr: &Expr, errors: &mut Errors) -> Option<View> {
    let Some(name) = settings::as_name(expr) else {
        errors.on(expr, message::view_not_a_name());
        return None;
    };
    let view = View::parse(&name.to_string());
    if view.is_none() {
        errors.on(expr, message::unknown_view(&name.to_token_stream().to_string()));
    }
    view
}
