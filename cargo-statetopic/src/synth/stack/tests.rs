//! The content of a stack, and its errors.

use statetopic::subscriber::Destination;

use super::stack;
use crate::project::samples::{self, at_home, of_legacy, restless, subscribers};

fn refused(manifest: statetopic::manifest::Manifest, imports: &[&str]) -> String {
    let imports: Vec<String> = imports.iter().map(|&import| import.to_owned()).collect();
    stack(&subscribers([manifest]), &imports).unwrap_err().to_string()
}

#[test]
fn a_disabled_stream_has_no_subscriber_and_cannot_be_imported() {
    let own = refused(samples::of_disabled_topic(), &[]);
    assert!(own.contains("whose stream is disabled, so its table gets none; remove `enabled = false`"), "{own}");
    let imported = refused(samples::of_disabled_topic(), &["quiet"]);
    assert!(imported.contains("so the stack of its table does not export one"), "{imported}");
}

#[test]
fn an_import_is_a_table_that_a_subscriber_uses() {
    let error = refused(samples::stamp("a"), &["order"]);
    assert_eq!(error, "`--import order`: no subscriber uses a table `order`; did you mean `orders`?");
}

#[test]
fn a_name_leaves_room_for_the_stage() {
    let mut manifest = samples::stamp("a");
    manifest.topic.table.schema.table = "o".repeat(240);
    assert!(refused(manifest, &[]).contains(" has 240 characters, and the limit beside the stage is 239"));
}

#[test]
fn a_pipe_does_not_discard_to_a_bucket_and_reads_a_plain_path() {
    let mut manifest = samples::behind_a_queue();
    manifest.mapping.on_failure = Some(Destination::S3("failed".to_owned()));
    assert!(refused(manifest, &[]).contains("cannot send discarded records to a bucket; use `on_failure = sqs("));
    let mut manifest = samples::behind_a_queue();
    "the team".clone_into(&mut manifest.topic.table.schema.partition_key.name);
    assert!(refused(manifest, &[]).contains("`the team` by a path, which allows letters, digits and `_`"));
}

#[test]
fn a_grant_has_no_unknown_placeholder() {
    let mut manifest = restless();
    let arn = statetopic::manifest::GrantTarget::Arn("arn:aws:sqs:::${Queue}".to_owned());
    manifest.resources[0].grants[0].on = arn;
    assert!(refused(manifest, &[]).contains(
        "unknown placeholder `Queue` in the grant on `arn:aws:sqs:::${Queue}`; expected one of `${AWS::AccountId}`"
    ));
}

#[test]
fn a_variable_has_a_name_that_lambda_takes_and_one_source() {
    let with = |name: &str| {
        let mut manifest = samples::managed();
        manifest.resources[0].variables = vec![name.to_owned()];
        refused(manifest, &[])
    };
    assert!(with("AWS_REGION").contains(
        "`stock/managed`: the resource `_vault` needs the environment variable `AWS_REGION`, which Lambda reserves; read it"
    ));
    assert!(with("_HANDLER").contains("which Lambda reserves"));
    assert!(
        with("bus-name")
            .contains("`bus-name`, and Lambda allows a letter and then one or more letters, digits and `_`")
    );
    assert!(
        with("VAULT_KEY")
            .contains("`VAULT_KEY` has its value from a hidden parameter, and from a parameter that is shown of")
    );
    // Of another subscriber too.
    let mut other = samples::managed();
    "stock/other".clone_into(&mut other.id);
    other.resources[0].secrets.clear();
    other.resources[0].variables = vec!["VAULT_PASSWORD".to_owned()];
    let error = stack(&subscribers([samples::managed(), other]), &[]).unwrap_err().to_string();
    assert!(
        error.contains("`stock/other`: the environment variable `VAULT_PASSWORD` has its value from a parameter"),
        "{error}"
    );
}

#[test]
fn discarded_records_go_to_their_destination_or_a_default_bucket() {
    let deployment =
        stack(&subscribers([restless(), of_legacy(), at_home(), samples::stamp("a")]), &[]).unwrap().deployment;
    let expected = [
        Destination::S3("failures".to_owned()),
        Destination::S3("restless-failures".to_owned()),
        Destination::Sqs("legacy-failures".to_owned()),
        Destination::Sns("told".to_owned()),
    ];
    assert_eq!(deployment.destinations.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(deployment.variables.into_keys().collect::<Vec<_>>(), ["BUS_NAME"]);
}
