//! Reads the settings of a table.

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::{Expr, ExprCall, ExprLit, Lit};

use super::{Billing, Encryption, Name, TableSettings, replicas, tags};
use crate::choice::{Choice, choice};
use crate::errors::Errors;
use crate::message;
use crate::settings::{self, Setting, SettingValue};

/// The days of recovery where no number is written.
const DEFAULT_RECOVERY: u8 = 35;

choice! {
    /// What `billing = …` begins with.
    enum BillingMode {
        PayPerRequest = "PAY_PER_REQUEST",
        Provisioned = "provisioned",
    }
}

impl BillingMode {
    /// The form in an error.
    const fn form(self) -> &'static str {
        match self {
            Self::PayPerRequest => "PAY_PER_REQUEST",
            Self::Provisioned => "provisioned(read = …, write = …)",
        }
    }
}

choice! {
    /// What `encryption = …` begins with.
    enum EncryptionKey {
        AwsOwned = "AWS_OWNED",
        AwsManaged = "KMS",
        Customer = "kms",
    }
}

impl EncryptionKey {
    /// The form in an error.
    const fn form(self) -> &'static str {
        match self {
            Self::AwsOwned => "AWS_OWNED",
            Self::AwsManaged => "KMS",
            Self::Customer => "kms(\"alias/…\")",
        }
    }
}

choice! {
    /// The arguments of `provisioned(…)`.
    enum Direction {
        Read = "read",
        Write = "write",
    }
}

pub(crate) fn parse(settings: Vec<(Name, Setting)>, errors: &mut Errors) -> TableSettings {
    let mut parsed = TableSettings::default();
    for (name, Setting { name: written, value }) in settings {
        let at = written.span();
        let mut needs_value = |example| errors.at(at, message::setting_without_value(name.word(), example));
        match (name, value) {
            // Read with the model.
            (Name::Table | Name::ProjectionOf | Name::Crate, _) => {}
            (Name::DeletionProtection, SettingValue::Flag) => parsed.deletion_protection = true,
            (Name::External, SettingValue::Flag) => parsed.external = true,
            (Name::DeletionProtection | Name::External, _) => errors.at(at, message::flag_with_value(name.word())),
            (Name::Replicas, SettingValue::List(list)) => parsed.replicas = replicas::parse(list, at, errors),
            (Name::Replicas, _) => errors.at(at, message::replicas_form()),
            (Name::Tags, SettingValue::List(list)) => parsed.tags = tags::parse(list, at, errors),
            (Name::Tags, _) => errors.at(at, message::tags_form()),
            (Name::PointInTimeRecovery, SettingValue::Flag) => parsed.point_in_time_recovery = Some(DEFAULT_RECOVERY),
            (Name::PointInTimeRecovery, SettingValue::Expr(days)) => {
                parsed.point_in_time_recovery = recovery(&days, errors);
            }
            (Name::PointInTimeRecovery, _) => errors.at(at, message::recovery_range()),
            (Name::Billing, SettingValue::Expr(mode)) => parsed.billing = billing(&mode, errors).unwrap_or_default(),
            (Name::Billing, _) => needs_value("billing = PAY_PER_REQUEST"),
            (Name::Encryption, SettingValue::Expr(key)) => {
                parsed.encryption = encryption(&key, errors).unwrap_or_default();
            }
            (Name::Encryption, _) => needs_value("encryption = KMS"),
            (Name::Class, SettingValue::Expr(class)) => {
                parsed.class = settings::choice(&class, message::unknown_class, errors).unwrap_or_default();
            }
            (Name::Class, _) => needs_value("class = STANDARD"),
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

/// `None` for a fault, which is reported.
fn billing(mode: &Expr, errors: &mut Errors) -> Option<Billing> {
    let (name, arguments) = match call(mode) {
        Some((name, call)) => (name.to_string(), Some(call)),
        None => (mode.to_token_stream().to_string(), None),
    };
    match (BillingMode::from_word(&name), arguments) {
        (Some(BillingMode::PayPerRequest), None) => Some(Billing::PayPerRequest),
        (Some(BillingMode::Provisioned), Some(call)) => provisioned(call, errors),
        (Some(BillingMode::Provisioned), None) => {
            errors.on(mode, message::provisioned_form());
            None
        }
        (Some(BillingMode::PayPerRequest), Some(_)) | (None, _) => {
            let forms: Vec<&str> = BillingMode::ALL.iter().map(|mode| mode.form()).collect();
            errors.on(mode, message::unknown_billing(&name, &forms));
            None
        }
    }
}

fn provisioned(call: &ExprCall, errors: &mut Errors) -> Option<Billing> {
    let (mut read, mut write) = (None, None);
    for argument in &call.args {
        let direction = match argument {
            Expr::Assign(assign) => settings::as_name(&assign.left)
                .and_then(|name| Direction::from_word(&name.to_string()))
                .map(|direction| (direction, &*assign.right)),
            _ => None,
        };
        match direction {
            Some((Direction::Read, units)) if read.is_none() => read = Some(units),
            Some((Direction::Write, units)) if write.is_none() => write = Some(units),
            _ => {
                errors.on(argument, message::provisioned_form());
                return None;
            }
        }
    }
    let (Some(read), Some(write)) = (read, write) else {
        errors.on(call, message::provisioned_form());
        return None;
    };
    let (read, write) = (capacity(read, errors), capacity(write, errors));
    Some(Billing::Provisioned { read: read?, write: write? })
}

/// Capacity units, of which there is at least one.
fn capacity(units: &Expr, errors: &mut Errors) -> Option<u32> {
    let number = integer(units).filter(|units| *units > 0);
    if number.is_none() {
        errors.on(units, message::capacity_range());
    }
    number
}

fn integer<N: std::str::FromStr<Err: std::fmt::Display>>(expr: &Expr) -> Option<N> {
    match expr {
        // A suffix, such as a unit, would be ignored silently.
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

/// `None` for a fault, which is reported.
fn encryption(key: &Expr, errors: &mut Errors) -> Option<Encryption> {
    let (name, arguments) = match call(key) {
        Some((name, call)) => (Some(name), Some(call)),
        None => (settings::as_name(key), None),
    };
    let known = name.and_then(|name| EncryptionKey::from_word(&name.to_string()));
    match (known, arguments) {
        (Some(EncryptionKey::AwsOwned), None) => Some(Encryption::AwsOwned),
        (Some(EncryptionKey::AwsManaged), None) => Some(Encryption::AwsManaged),
        (Some(EncryptionKey::Customer), Some(call)) => customer_key(key, call, errors),
        (Some(EncryptionKey::AwsOwned | EncryptionKey::AwsManaged), Some(_))
        | (Some(EncryptionKey::Customer), None)
        | (None, _) => {
            let forms: Vec<&str> = EncryptionKey::ALL.iter().map(|key| key.form()).collect();
            errors.on(key, message::unknown_encryption(&key.to_token_stream().to_string(), &forms));
            None
        }
    }
}

/// `kms("…")`
fn customer_key(key: &Expr, call: &ExprCall, errors: &mut Errors) -> Option<Encryption> {
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

/// An alias outside `alias/aws/`, an ARN or an id.
fn is_customer_key(key: &str) -> bool {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-'))
    };
    match key.strip_prefix("alias/") {
        Some(alias) => is_word(alias) && !alias.starts_with("aws/"),
        None => key.starts_with("arn:") || (key.len() == 36 && is_word(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_model::settings::Class;

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
        let settings = settings::parse("read_model", setting.parse().unwrap(), &mut errors);
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
        assert_eq!((settings.billing, errors), (Billing::Provisioned { read: u32::MAX, write: 1 }, 0));
    }

    #[test]
    fn a_flag_is_set_by_its_name() {
        let (settings, errors) = parsed("external, deletion_protection, point_in_time_recovery");
        assert_eq!((settings.external, settings.deletion_protection, errors), (true, true, 0));
        assert_eq!(settings.point_in_time_recovery, Some(DEFAULT_RECOVERY));
        let (settings, _) = parsed("class = STANDARD");
        assert_eq!((settings.external, settings.deletion_protection), (false, false));
    }

    #[test]
    fn a_class_is_one_of_two() {
        for (setting, expected) in [
            ("class = STANDARD", (Class::Standard, 0)),
            ("class = STANDARD_INFREQUENT_ACCESS", (Class::StandardInfrequentAccess, 0)),
            ("class = standard", (Class::Standard, 1)),
        ] {
            let (settings, errors) = parsed(setting);
            assert_eq!((settings.class, errors), expected, "{setting}");
        }
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
