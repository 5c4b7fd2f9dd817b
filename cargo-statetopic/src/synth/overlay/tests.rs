//! What an overlay does to a template, and what is said of a broken one.

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

/// The template with an overlay, or what is wrong with that, without the folder.
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
fn maps_are_merged_and_values_take_the_place_of_others() {
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
fn a_function_stands_for_a_value_and_a_value_for_a_function() {
    let merged = function("      FunctionName: alerts\n      Timeout:\n        Ref: Timeout\n");
    assert_eq!((&merged["FunctionName"], &merged["Timeout"]), (&json!("alerts"), &json!({ "Ref": "Timeout" })));
}

#[test]
fn a_list_of_values_is_replaced_and_one_of_maps_is_appended() {
    assert_eq!(function("      Architectures: [arm64]\n")["Architectures"], json!(["arm64"]));
    let policies = "Resources:\n  AlertsRole:\n    Properties:\n      Policies:\n      - PolicyName: vpc\n";
    let merged = overlaid(policies).unwrap();
    let policies = &merged["Resources"]["AlertsRole"]["Properties"]["Policies"];
    assert_eq!(*policies, json!([{ "PolicyName": "subscriber" }, { "PolicyName": "vpc" }]));
}

#[test]
fn resources_and_sections_of_ones_own_are_added() {
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
fn what_only_looks_like_a_number_stays_a_text() {
    let merged = function(
        "      Timeout: 012\n      MemorySize: 512\n      Description: yes\n      TracingConfig: {Mode: 2012-10-17}\n",
    );
    assert_eq!(merged["Timeout"], "012");
    assert_eq!(merged["MemorySize"], 512);
    assert_eq!(merged["Description"], "yes");
    assert_eq!(merged["TracingConfig"]["Mode"], "2012-10-17");
}

#[test]
fn json_is_read_too() {
    let merged = overlaid(r#"{"Resources": {"AlertsFunction": {"Properties": {"Timeout": 60}}}}"#).unwrap();
    assert_eq!(merged["Resources"]["AlertsFunction"]["Properties"]["Timeout"], 60);
}

#[test]
fn a_broken_overlay_says_the_line_and_what_to_do() {
    for (overlay, expected) in [
        ("", "overlay.yaml:1: there is nothing in it; write `Resources:` and what to add"),
        ("- Resources\n", "overlay.yaml:1: expected names with values, such as `Resources:`, as in the template"),
        ("Resources:\n  A: [\n", "overlay.yaml:2: no YAML and no JSON: unclosed bracket"),
        ("{\n\"Resources\": [}", "overlay.yaml:2: no YAML and no JSON: mismatched bracket"),
        ("A: 1\n---\nB: 1\n", "overlay.yaml:2: a second document; an overlay is one"),
        ("\nResource:\n  A: {}\n", "overlay.yaml:2: a template has no section `Resource`; did you mean `Resources`?"),
        ("Resources: all\n", "overlay.yaml:1: `Resources` has logical ids with resources"),
        (
            "Resources:\n  AlertsFunction: 5\n",
            "overlay.yaml:2: the resource `AlertsFunction` has no attributes; write ",
        ),
        (
            "Resources:\n  AlertFunction:\n    Properties: {}\n",
            "overlay.yaml:2: the template has no resource `AlertFunction`, and one of your own needs a `Type`; did you mean \
             `AlertsFunction`?",
        ),
        (
            "Resources:\n  AlertsRole:\n    Type: AWS::SQS::Queue\n",
            "overlay.yaml:3: `AlertsRole` is a `AWS::IAM::Role` and no `AWS::SQS::Queue`; give your resource another logical id",
        ),
        (
            "Resources:\n  AlertsFunction:\n    VpcConfig: {}\n",
            "overlay.yaml:3: a resource has no attribute `VpcConfig`; a property of it stands below `Properties:`; there are ",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Environment: none\n",
            "overlay.yaml:4: `Resources.AlertsFunction.Properties.Environment` is a map in the template and a value here",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Timeout:\n",
            "overlay.yaml:4: `Resources.AlertsFunction.Properties.Timeout` has no value; write one, or leave it out",
        ),
        (
            "Resources:\n  AlertsFunction:\n    Properties:\n      Layers: !Reff Layer\n",
            "overlay.yaml:4: a tag `!Reff`, which CloudFormation does not know; did you mean `!Ref`?",
        ),
        ("A: &a 1\nB: *a\n", "overlay.yaml:2: an alias, which CloudFormation does not know; write it out"),
        ("Outputs: {}\nOutputs: {}\n", "overlay.yaml:2: a second `Outputs`; the first is on line 1"),
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
fn an_overlay_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = apply(&mut template(), &folder.path().join("no.yaml"), Shape::CloudFormation).unwrap_err();
    assert!(error.to_string().contains("no.yaml: cannot be read"), "{error}");
}
