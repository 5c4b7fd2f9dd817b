//! Reads `#[read_model(…)]`: the table's name, the library's path and the table's settings.

use syn::{DeriveInput, Expr, ExprLit, Lit};

use super::projection::Source;
use super::settings::{Name, TableSettings, parse as parse_settings};
use crate::errors::Errors;
use crate::root::Root;
use crate::settings::{self, Setting, SettingValue};
use crate::{hidden_derive, message};

/// The arguments of `#[read_model(…)]`.
pub(crate) struct Args {
    pub(crate) root: Root,
    /// The name of the table; empty for a fault, which is reported.
    pub(crate) table: String,
    /// The topic that it is a projection of, if it is one.
    pub(crate) source: Option<Source>,
    pub(crate) settings: TableSettings,
}

pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Args {
    let (args, span) = hidden_derive::READ_MODEL.args(input);
    let before = errors.count();
    let settings = settings::parse("read_model", args, errors);
    let table = settings::find(&settings, Name::Table);
    // A misspelt `table` is one fault, not two.
    if table.is_none() && errors.count() == before {
        errors.at(span, message::missing_table(&input.ident.to_string()));
    }
    let table = table.map(|table| table_name(table, errors)).unwrap_or_default();
    let source = settings::find(&settings, Name::ProjectionOf).map(|setting| Source::parse(setting, errors));
    let root = Root::from_setting(settings::find(&settings, Name::Crate), errors);
    Args { root, table, source, settings: parse_settings(settings, errors) }
}

fn table_name(setting: &Setting, errors: &mut Errors) -> String {
    match &setting.value {
        SettingValue::Expr(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })) => {
            let text = name.value();
            if !settings::is_resource_name(&text) {
                errors.at(name.span(), message::table_name_range());
            }
            text
        }
        SettingValue::Expr(other) => {
            errors.on(other, message::table_not_a_string());
            String::new()
        }
        SettingValue::Flag | SettingValue::List(_) => {
            errors.at(setting.name.span(), message::setting_without_value("table", "table = \"…\""));
            String::new()
        }
    }
}
