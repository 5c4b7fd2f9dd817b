//! The environment variables of functions: what Lambda would refuse, and where a stack has their values from.

use std::collections::BTreeMap;

use super::Refusal;
use crate::connections::SecretSource;
use crate::manifest::{Manifest, Resource};

/// Where the values of variables come from: `None` for a parameter that may be shown.
pub(super) type Variables = BTreeMap<String, Option<SecretSource>>;

/// What Lambda sets itself.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const RESERVED: [&str; 11] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/// The beginning of the names of Lambda's variables, of which one is for users.
const RESERVED_PREFIX: &str = "AWS_LAMBDA_";
const NOT_RESERVED: &str = "AWS_LAMBDA_EXEC_WRAPPER";

/// The beginning of the names of this library's variables.
const OWN_PREFIX: &str = "STATETOPIC_";

/// The variables of a subscriber's resources.
pub(super) fn variables(manifest: &Manifest, refusals: &mut Vec<Refusal>) -> Variables {
    let mut variables = Variables::new();
    for resource in &manifest.resources {
        for (name, source) in declared(resource) {
            if let Some(problem) = problem(name) {
                let text = format!(
                    "`{}`: the resource `{}` needs the environment variable `{name}`, {problem}",
                    manifest.id, resource.name
                );
                refusals.push(Refusal::new(manifest, text));
            }
            refusals.extend(insert(name, source, &mut variables, manifest));
        }
    }
    variables
}

/// The variables of all subscribers, of which a stack has one parameter each.
pub(super) fn of_all<'a>(
    subscribers: impl Iterator<Item = (&'a Manifest, &'a Variables)>,
    refusals: &mut Vec<Refusal>,
) -> Variables {
    let mut all = Variables::new();
    for (manifest, variables) in subscribers {
        for (name, source) in variables {
            refusals.extend(insert(name, *source, &mut all, manifest));
        }
    }
    all
}

fn declared(resource: &Resource) -> impl Iterator<Item = (&str, Option<SecretSource>)> {
    let plain = resource.variables.iter().map(|name| (name.as_str(), None));
    plain.chain(resource.secrets.iter().map(|secret| (secret.name.as_str(), Some(secret.source))))
}

fn insert(name: &str, source: Option<SecretSource>, variables: &mut Variables, manifest: &Manifest) -> Option<Refusal> {
    let known = *variables.entry(name.to_owned()).or_insert(source);
    (known != source).then(|| {
        let text = format!(
            "`{}`: the environment variable `{name}` has its value {}, and {} of another resource; declare it alike, or under two \
             names",
            manifest.id,
            origin(source),
            origin(known)
        );
        Refusal::new(manifest, text)
    })
}

const fn origin(source: Option<SecretSource>) -> &'static str {
    match source {
        None => "from a parameter that is shown",
        Some(SecretSource::HiddenParameter) => "from a hidden parameter",
        Some(SecretSource::ParameterStore) => "from Parameter Store",
        Some(SecretSource::SecretsManager) => "from Secrets Manager",
    }
}

/// Why a function cannot have a variable of this name, and what to do.
fn problem(name: &str) -> Option<String> {
    let is_reserved = RESERVED.contains(&name) || (name.starts_with(RESERVED_PREFIX) && name != NOT_RESERVED);
    if is_reserved {
        return Some("which Lambda reserves; read it without declaring it, or choose another name".to_owned());
    }
    if name.starts_with(OWN_PREFIX) {
        return Some(format!("and `{OWN_PREFIX}…` is for this library's own; choose another name"));
    }
    // `[a-zA-Z]([a-zA-Z0-9_])+`: https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html
    let mut characters = name.chars();
    let is_valid = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && !characters.as_str().is_empty()
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    (!is_valid).then(|| {
        "and Lambda allows a letter and then one or more letters, digits and `_`; choose such a name".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_and_malformed_names_are_told_from_others() {
        for name in ["_HANDLER", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_LOG_FORMAT", "LAMBDA_TASK_ROOT"]
        {
            assert!(problem(name).is_some_and(|problem| problem.contains("Lambda reserves")), "{name}");
        }
        for name in ["", "A", "_NAME", "1NAME", "BUS-NAME", "BUS NAME", "BUS.NAME", "GRÖSSE"] {
            assert!(problem(name).is_some_and(|problem| problem.contains("a letter and then")), "{name}");
        }
        for name in ["STATETOPIC_TABLE_ORDERS", "STATETOPIC_MANIFEST"] {
            assert!(problem(name).is_some_and(|problem| problem.contains("this library's own")), "{name}");
        }
        for name in ["AB", "BUS_NAME", "bus1", "AWS_ENDPOINT_URL", "AWS_LAMBDA_EXEC_WRAPPER", "RUST_LOG"] {
            assert_eq!(problem(name), None, "{name}");
        }
    }
}
