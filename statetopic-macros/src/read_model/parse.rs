//! Reads `table = "…"`.

use syn::{DeriveInput, Expr, ExprLit, Lit};

use crate::errors::Errors;
use crate::settings::{self, SettingValue};
use crate::{hidden_derive, message};

/// The table's name; empty where it has a fault, which has then been reported.
pub(crate) fn parse_table(input: &DeriveInput, errors: &mut Errors) -> String {
    let (args, span) = hidden_derive::READ_MODEL.args(input);
    let before = errors.count();
    let settings = settings::parse("read_model", args, &["table"], errors);
    let Some(setting) = settings.into_iter().next() else {
        // A misspelt `table` is one fault, not two.
        if errors.count() == before {
            errors.at(span, message::missing_table(&input.ident.to_string()));
        }
        return String::new();
    };
    match setting.value {
        SettingValue::Expr(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })) => {
            let text = name.value();
            if !is_table_name(&text) {
                errors.at(name.span(), message::table_name_range());
            }
            text
        }
        SettingValue::Expr(other) => {
            errors.on(other, message::table_not_a_string());
            String::new()
        }
        SettingValue::Word | SettingValue::List(_) => {
            errors.at(setting.name.span(), message::setting_without_value("table", "table = \"…\""));
            String::new()
        }
    }
}

fn is_table_name(name: &str) -> bool {
    (3..=255).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
