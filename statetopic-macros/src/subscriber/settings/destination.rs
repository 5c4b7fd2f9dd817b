//! `on_failure = s3("…")`: the destination of discarded records.

use quote::ToTokens as _;
use syn::{Expr, ExprLit, Lit, LitStr};

use crate::choice::{Choice, choice};
use crate::errors::Errors;
use crate::message;
use crate::settings;

/// The kind, and the logical name.
pub(crate) struct Destination {
    pub(crate) kind: DestinationKind,
    pub(crate) name: LitStr,
}

choice! {
    /// The service of a destination.
    pub(crate) enum DestinationKind {
        S3 = "s3",
        Sqs = "sqs",
        Sns = "sns",
    }
}

/// `s3("…")`, `sqs("…")` or `sns("…")`; `None` for a fault, which is reported.
pub(super) fn parse(value: &Expr, errors: &mut Errors) -> Option<Destination> {
    let Expr::Call(call) = value else {
        errors.on(value, message::unknown_destination(&value.to_token_stream().to_string(), &DestinationKind::words()));
        return None;
    };
    let kind = settings::choice(&call.func, message::unknown_destination, errors)?;
    match call.args.first() {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. }))
            if call.args.len() == 1 && is_destination_name(&name.value()) =>
        {
            Some(Destination { kind, name: name.clone() })
        }
        Some(other) => {
            errors.on(other, message::destination_name());
            None
        }
        None => {
            errors.on(value, message::destination_name());
            None
        }
    }
}

/// Whether the name is valid for a bucket, a queue and a notification topic, with room for the stage.
pub(super) fn is_destination_name(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (3..=40).contains(&name.len()) && name.bytes().all(inner) && !name.starts_with('-') && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a value becomes, and how many errors it has.
    fn parsed(value: &str) -> (Option<Destination>, usize) {
        let mut errors = Errors::new();
        let parsed = parse(&syn::parse_str(value).unwrap(), &mut errors);
        let count = errors.count();
        errors.into_tokens();
        (parsed, count)
    }

    #[test]
    fn a_destination_is_one_of_three_kinds() {
        for (value, kind) in [
            ("s3(\"failed\")", DestinationKind::S3),
            ("sqs(\"failed\")", DestinationKind::Sqs),
            ("sns(\"failed\")", DestinationKind::Sns),
        ] {
            let (destination, errors) = parsed(value);
            let read = destination.map(|destination| (destination.kind, destination.name.value()));
            assert_eq!((read, errors), (Some((kind, "failed".to_owned())), 0), "{value}");
        }
        for faulty in ["sms(\"failed\")", "sqs", "sqs()", "sqs(failed)", "sqs(\"ab\")", "sqs(\"one\", \"two\")"] {
            let (destination, errors) = parsed(faulty);
            assert_eq!((destination.is_some(), errors), (false, 1), "{faulty}");
        }
    }

    #[test]
    fn a_destinations_name_holds_its_bounds() {
        for name in ["abc", "a-1", &"x".repeat(40)] {
            assert!(is_destination_name(name), "{name}");
        }
        for name in ["", "ab", "-ab", "ab-", "Abc", "a_b", "a.b", &"x".repeat(41)] {
            assert!(!is_destination_name(name), "{name}");
        }
    }
}
