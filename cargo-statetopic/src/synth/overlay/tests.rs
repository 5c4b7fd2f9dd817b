//! Overlays that are merged, and the errors of others.

use std::fs;

use serde_json::{Value, json};

use super::{Shape, apply};

fn template() -> Value {
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            "AlertsFunction": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "FunctionName": { "Fn::Sub": "${Stage}-alerts" },
                    "Architectures": ["x86_64"],
                    "Timeout": 30,
                    "Environment": { "Variables": { "ONE": "1" } },
                },
            },
            "AlertsRole": {
                "Type": "AWS::IAM::Role",
                "Properties": { "Policies": [{ "PolicyName": "subscriber" }] },
            },
        },
    })
}

/// The template with an overlay, or the error without the folder.
fn overlaid(overlay: &str) -> Result<Value, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overlay.yaml");
    fs::write(&path, overlay).unwrap();
    let mut template = template();
    let applied = apply(&mut template, &path, Shape::CloudFormation);
    let place = format!("{}/", folder.path().display());
    applied.map(|()| template).map_err(|error| error.to_string().replace(&place, ""))
}

fn function(overlay: &str) -> Value {
    let yaml = format!("Resources:\n  AlertsFunction:\n    Properties:\n{overlay}");
    overlaid(&yaml).unwrap()["Resources"]["AlertsFunction"]["Properties"].clone()
}

#[test]
fn maps_are_merged_and_other_values_replaced() {
    let merged = function(
        "
      Timeout: 60
      Environment:
        Variables:
          TWO: '2'
      VpcConfig:
        SubnetIds: [subnet-1, subnet-2]
",
    );
    let mut expected = template()["Resources"]["AlertsFunction"]["Properties"].clone();
    expected["Timeout"] = json!(60);
    expected["Environment"]["Variables"]["TWO"] = json!("2");
    expected["VpcConfig"] = json!({ "SubnetIds": ["subnet-1", "subnet-2"] });
    assert_eq!(merged, expected);
}

#[test]
fn a_function_replaces_a_value_and_a_value_a_function() {
    let merged = function("      FunctionName: alerts\n      Timeout:\n        Ref: Timeout\n");
    assert_eq!((&merged["FunctionName"], &merged["Timeout"]), (&json!("alerts"), &json!({ "Ref": "Timeout" })));
}

#[test]
fn a_list_of_values_is_replaced_and_a_list_of_maps_is_appended_to() {
    assert_eq!(function("      Architectures: [arm64]\n")["Architectures"], json!(["arm64"]));
    let policies = "Resources:\n  AlertsRole:\n    Properties:\n      Policies:\n      - PolicyName: vpc\n";
    let merged = overlaid(policies).unwrap();
    let policies = &merged["Resources"]["AlertsRole"]["Properties"]["Policies"];
    assert_eq!(*policies, json!([{ "PolicyName": "subscriber" }, { "PolicyName": "vpc" }]));
}

#[test]
fn new_resources_and_sections_are_added() {
    let merged = overlaid(
        "
Parameters:
  Subnet: {Type: String}
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: {}
",
    )
    .unwrap();
    assert_eq!(merged["Resources"]["Key"], json!({ "Type": "AWS::KMS::Key", "Properties": {} }));
    assert_eq!(merged["Parameters"], json!({ "Subnet": { "Type": "String" } }));
}

#[test]
fn short_forms_become_long_ones() {
    let merged = function(
        "
      Role: !GetAtt Own.Role.Arn
      KmsKeyArn: !Sub '${Key.Arn}'
      Layers: [!Ref Layer]
      Timeout: !If [Slow, 60, !Ref Timeout]
",
    );
    assert_eq!(merged["Role"], json!({ "Fn::GetAtt": ["Own", "Role.Arn"] }));
    assert_eq!(merged["KmsKeyArn"], json!({ "Fn::Sub": "${Key.Arn}" }));
    assert_eq!(merged["Layers"], json!([{ "Ref": "Layer" }]));
    assert_eq!(merged["Timeout"], json!({ "Fn::If": ["Slow", 60, { "Ref": "Timeout" }] }));
}

#[test]
fn a_text_that_is_not_a_number_in_json_stays_a_text() {
    let merged = function(
        "      Timeout: 012\n      MemorySize: 512\n      Description: yes\n      TracingConfig: {Mode: 2012-10-17}\n",
    );
    assert_eq!(merged["Timeout"], "012");
    assert_eq!(merged["MemorySize"], 512);
    assert_eq!(merged["Description"], "yes");
    assert_eq!(merged["TracingConfig"]["Mode"], "2012-10-17");
}

#[test]
fn json_is_parsed_too() {
    let merged = overlaid(r#"{"Resources": {"AlertsFunction": {"Properties": {"Timeout": 60}}}}"#).unwrap();
    assert_eq!(merged["Resources"]["AlertsFunction"]["Properties"]["Timeout"], 60);
}

#[test]
fn an_error_has_the_line_and_the_fix() {
    for (overlay, expected) in [
        ("", "overlay.yaml:1: the file is empty; write `Resources:` and the resources to add"),
        ("- Resources\n", "overlay.yaml:1: expected a map, such as `Resources:`, as in the template"),
        ("Resources:\n  A: [\n", "overlay.yaml:2: neither YAML nor JSON: unclosed bracket"),
        ("{\n\"Resources\": [}", "overlay.yaml:2: neither YAML nor JSON: mismatched bracket"),
        ("A: 1\n---\nB: 1\n", "overlay.yaml:2: a second document; an overlay has one"),
        ("\nResource:\n  A: {}\n", "overlay.yaml:2: unknown section `Resource`; did you mean `Resources`?"),
        ("Resources: all\n", "overlay.yaml:1: expected a map from logical ids to resources in `Resources`"),
        (
            "Resources:\n  AlertsFunction: 5\n",
            "overlay.yaml:2: expected a map of attributes for the resource `AlertsFunction`; write ",
        ),
        (
            "Resources:\n  AlertFunction:\n    Properties: {}\n",
            "overlay.yaml:2: the template has no resource `AlertFunction`, and a new resource needs a `Type`; did you mean \
             `AlertsFunction`?",
        ),
        (
            "Resources:\n  AlertsRole:\n    Type: AWS::SQS::Queue\n",
            "overlay.yaml:3: `AlertsRole` is a `AWS::IAM::Role`, not a `AWS::SQS::Queue`; use another logical id for your resource",
        ),
        (
            "Resources:\n  AlertsFunction:\n    VpcConfig: {}\n",
            "overlay.yaml:3: unknown attribute `VpcConfig` of a resource; write properties below `Properties:`; expected one of ",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Environment: none\n",
            "overlay.yaml:4: `Resources.AlertsFunction.Properties.Environment` is a map in the template and a value here",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Timeout:\n",
            "overlay.yaml:4: `Resources.AlertsFunction.Properties.Timeout` has no value; add one, or remove the key",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Layers: !Reff Layer\n",
            "overlay.yaml:4: unknown tag `!Reff`; did you mean `!Ref`?",
        ),
        ("A: &a 1\nB: *a\n", "overlay.yaml:2: an alias is not supported by CloudFormation; repeat the value"),
        ("Outputs: {}\nOutputs: {}\n", "overlay.yaml:2: duplicate key `Outputs`; the first is on line 1"),
        (
            "Outputs:\n  A: !GetAtt Key\n",
            "overlay.yaml:2: `!GetAtt` takes a resource and an attribute: `!GetAtt Key.Arn`",
        ),
    ] {
        let error = overlaid(overlay).unwrap_err();
        assert!(error.starts_with(expected), "{overlay}\nexpected {expected}\n     got {error}");
    }
}

#[test]
fn a_missing_overlay_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = apply(&mut template(), &folder.path().join("no.yaml"), Shape::CloudFormation).unwrap_err();
    assert!(error.to_string().contains("no.yaml: cannot read the file"), "{error}");
}
