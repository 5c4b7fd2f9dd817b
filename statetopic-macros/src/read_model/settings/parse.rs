//! Reads the settings of a table.

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::{Expr, ExprCall, ExprLit, Lit};

use super::{Encryption, TableSettings, replicas, tags};
use crate::errors::Errors;
use crate::message;
use crate::settings::{self, Setting, SettingValue};

/// Their names.
pub(crate) const KNOWN: [&str; 8] =
    ["billing", "deletion_protection", "point_in_time_recovery", "encryption", "class", "tags", "external", "replicas"];

/// How far back recovery reaches where no number is said.
const DEFAULT_RECOVERY: u8 = 35;

pub(crate) fn parse(settings: Vec<Setting>, errors: &mut Errors) -> TableSettings {
    let mut parsed = TableSettings::default();
    for Setting { name, value } in settings {
        let at = name.span();
        let name = name.to_string();
        match (name.as_str(), value) {
            ("deletion_protection", SettingValue::Word) => parsed.deletion_protection = true,
            ("deletion_protection", _) => errors.at(at, message::word_with_value("deletion_protection")),
            ("external", SettingValue::Word) => parsed.external = true,
            ("external", _) => errors.at(at, message::word_with_value("external")),
            ("replicas", SettingValue::List(list)) => parsed.replicas = replicas::parse(list, at, errors),
            ("replicas", _) => errors.at(at, message::replicas_form()),
            ("tags", SettingValue::List(list)) => parsed.tags = tags::parse(list, at, errors),
            ("tags", _) => errors.at(at, message::tags_form()),
            ("point_in_time_recovery", SettingValue::Word) => parsed.point_in_time_recovery = Some(DEFAULT_RECOVERY),
            ("point_in_time_recovery", SettingValue::Expr(days)) => {
                parsed.point_in_time_recovery = recovery(&days, errors);
            }
            ("billing", SettingValue::Expr(mode)) => parsed.provisioned = billing(&mode, errors),
            ("encryption", SettingValue::Expr(key)) => parsed.encryption = encryption(&key, errors),
            ("class", SettingValue::Expr(class)) => parsed.infrequent_access = is_infrequent_access(&class, errors),
            ("billing", _) => errors.at(at, message::setting_without_value("billing", "billing = PAY_PER_REQUEST")),
            ("encryption", _) => errors.at(at, message::setting_without_value("encryption", "encryption = KMS")),
            ("class", _) => errors.at(at, message::setting_without_value("class", "class = STANDARD")),
            ("point_in_time_recovery", _) => errors.at(at, message::recovery_range()),
            // Read elsewhere.
            _ => {}
        }
    }
    parsed
}

/// The name of a call, such as `provisioned` of `provisioned(read = 5, write = 5)`, and the call.
fn call(expr: &Expr) -> Option<(&Ident, &ExprCall)> {
    match expr {
        Expr::Call(call) => Some((settings::as_name(&call.func)?, call)),
        _ => None,
    }
}

/// Units to read and to write; `None` for on demand, and for a fault, which has then been reported.
fn billing(mode: &Expr, errors: &mut Errors) -> Option<[u32; 2]> {
    if settings::as_name(mode).is_some_and(|name| name == "PAY_PER_REQUEST") {
        return None;
    }
    match call(mode).filter(|(name, _)| *name == "provisioned") {
        Some((_, call)) => provisioned(call, errors),
        None => {
            let name = call(mode).map_or_else(|| mode.to_token_stream().to_string(), |(name, _)| name.to_string());
            let bare = name == "provisioned";
            errors
                .on(mode, if bare { message::provisioned_form().to_owned() } else { message::unknown_billing(&name) });
            None
        }
    }
}

fn provisioned(call: &ExprCall, errors: &mut Errors) -> Option<[u32; 2]> {
    let mut units: [Option<&Expr>; 2] = [None, None];
    for argument in &call.args {
        let (name, value) = match argument {
            Expr::Assign(assign) => (settings::as_name(&assign.left).map(ToString::to_string), &*assign.right),
            other => (None, other),
        };
        let place = match name.as_deref() {
            Some("read") if units[0].is_none() => 0,
            Some("write") if units[1].is_none() => 1,
            _ => {
                errors.on(argument, message::provisioned_form());
                return None;
            }
        };
        units[place] = Some(value);
    }
    let [Some(read), Some(write)] = units else {
        errors.on(call, message::provisioned_form());
        return None;
    };
    let units = [read, write].map(|value| {
        let units = integer::<u32>(value).filter(|units| *units > 0);
        if units.is_none() {
            errors.on(value, message::capacity_range());
        }
        units
    });
    let [Some(read), Some(write)] = units else { return None };
    Some([read, write])
}

fn integer<N: std::str::FromStr<Err: std::fmt::Display>>(expr: &Expr) -> Option<N> {
    match expr {
        // A unit behind it would be dropped without a word.
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) if number.suffix().is_empty() => number.base10_parse().ok(),
        _ => None,
    }
}

fn recovery(days: &Expr, errors: &mut Errors) -> Option<u8> {
    let number = integer::<u8>(days).filter(|days| (1..=35).contains(days));
    if number.is_none() {
        errors.on(days, message::recovery_range());
    }
    number
}

/// `None` for the key that DynamoDB owns, and for a fault, which has then been reported.
fn encryption(key: &Expr, errors: &mut Errors) -> Option<Encryption> {
    match settings::as_name(key).map(ToString::to_string).as_deref() {
        Some("AWS_OWNED") => return None,
        Some("KMS") => return Some(Encryption::AwsManaged),
        _ => {}
    }
    let Some((_, call)) = call(key).filter(|(name, _)| *name == "kms") else {
        errors.on(key, message::unknown_encryption(&key.to_token_stream().to_string()));
        return None;
    };
    match call.args.first() {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(key), .. }))
            if call.args.len() == 1 && is_customer_key(&key.value()) =>
        {
            Some(Encryption::Customer(key.value()))
        }
        Some(other) => {
            errors.on(other, message::kms_key_form());
            None
        }
        None => {
            errors.on(key, message::kms_key_form());
            None
        }
    }
}

/// An alias that is not AWS's, an ARN or an id.
fn is_customer_key(key: &str) -> bool {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-'))
    };
    match key.strip_prefix("alias/") {
        Some(alias) => is_word(alias) && !alias.starts_with("aws/"),
        None => key.starts_with("arn:") || (key.len() == 36 && is_word(key)),
    }
}

fn is_infrequent_access(class: &Expr, errors: &mut Errors) -> bool {
    match settings::as_name(class).map(ToString::to_string).as_deref() {
        Some("STANDARD_INFREQUENT_ACCESS") => true,
        Some("STANDARD") => false,
        _ => {
            errors.on(class, message::unknown_class(&class.to_token_stream().to_string()));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customers_key_is_an_alias_an_id_or_an_arn() {
        for key in [
            "alias/orders",
            "alias/team/orders_2-b",
            "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "mrk-1234abcd12ab34cd56ef1234567890ab",
        ] {
            assert!(is_customer_key(key), "{key}");
        }
        for key in
            ["", "orders", "alias/", "alias/aws/dynamodb", "alias/my orders", "1234abcd-12ab-34cd-56ef-12345678 0ab"]
        {
            assert!(!is_customer_key(key), "{key}");
        }
    }

    /// What a setting becomes, and how many errors it has.
    fn parsed(setting: &str) -> (TableSettings, usize) {
        let mut errors = Errors::new();
        let settings = settings::parse("read_model", setting.parse().unwrap(), &KNOWN, &mut errors);
        let parsed = parse(settings, &mut errors);
        let count = errors.count();
        errors.into_tokens();
        (parsed, count)
    }

    #[test]
    fn ranges_hold_their_bounds() {
        for days in [1, 35] {
            let (settings, errors) = parsed(&format!("point_in_time_recovery = {days}"));
            assert_eq!((settings.point_in_time_recovery, errors), (Some(days), 0));
        }
        for setting in [
            "point_in_time_recovery = 0",
            "point_in_time_recovery = 36",
            "point_in_time_recovery = 300",
            "point_in_time_recovery = \"7\"",
            "point_in_time_recovery = 7days",
            "point_in_time_recovery = 1.5",
            "point_in_time_recovery(7)",
            "billing = provisioned(read = 0, write = 1)",
            "billing = provisioned(read = 1, write = 4_294_967_296)",
            "billing = provisioned(1, 1)",
            "billing = provisioned(read = 1, write = 1, read = 2)",
            "billing = provisioned(read = 1, write = 1, write = 2)",
            "billing = other(read = 1, write = 1)",
            "encryption = kms()",
            "encryption = kms(\"alias/a\", \"alias/b\")",
            "encryption = kms",
        ] {
            assert_eq!(parsed(setting).1, 1, "{setting}");
        }
        let (settings, errors) = parsed("billing = provisioned(write = 1, read = 4_294_967_295)");
        assert_eq!((settings.provisioned, errors), (Some([u32::MAX, 1]), 0));
    }

    #[test]
    fn a_word_says_what_it_says() {
        let (settings, errors) = parsed("external, deletion_protection, point_in_time_recovery");
        assert_eq!((settings.external, settings.deletion_protection, errors), (true, true, 0));
        assert_eq!(settings.point_in_time_recovery, Some(DEFAULT_RECOVERY));
        let (settings, _) = parsed("class = STANDARD");
        assert_eq!((settings.external, settings.deletion_protection), (false, false));
    }

    #[test]
    fn tags_hold_their_bounds() {
        let tag = |key: usize, value: usize| format!("tags(\"{}\" = \"{}\")", "k".repeat(key), "v".repeat(value));
        for sound in [tag(1, 0), tag(128, 256), "tags(\"Größe +-=._:/@\" = \"aws:\")".to_owned()] {
            let (settings, errors) = parsed(&sound);
            assert_eq!((settings.tags.len(), errors), (1, 0), "{sound}");
        }
        for faulty in [tag(0, 1), tag(129, 1), tag(1, 257), "tags(\"aws:a\" = \"\")".to_owned(), "tags()".to_owned()] {
            assert_eq!(parsed(&faulty).1, 1, "{faulty}");
        }
        let many = |count: usize| {
            let tags: Vec<String> = (0..count).map(|i| format!("t{i} = \"\"")).collect();
            format!("tags({})", tags.join(", "))
        };
        assert_eq!((parsed(&many(50)).1, parsed(&many(51)).1), (0, 1));
    }
}
