//! Checks that the emulator enforces permissions, so that the roles of the stacks are sufficient: without the policy of its role a
//! function must be denied.

use serde_json::json;

use super::aws::Aws;
use super::deploy::stage;
use super::gaps::{invoke, stream_of};
use super::{Result, step};

pub(super) fn are_enforced(aws: &Aws) -> Result<()> {
    let (example, logical) = ("keys-only", "KeysOnlyXPageChangedRole");
    step("take the policy away from a role");
    let mut describe = vec!["cloudformation", "describe-stack-resource", "--stack-name", example];
    describe.extend(["--logical-resource-id", logical]);
    let resource = aws.json(&describe)?;
    let role = resource["StackResourceDetail"]["PhysicalResourceId"].as_str();
    let role = role.ok_or_else(|| format!("the stack {example} has no {logical}"))?;
    aws.run(&["iam", "delete-role-policy", "--role-name", role, "--policy-name", "subscriber"])?;

    let stage = stage(example);
    let sequence_number = "100000000000000000002";
    let record = json!({
        "eventID": "2", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": super::emulator::REGION, "eventSourceARN": stream_of(&format!("{stage}-handbook-pages"), aws)?,
        "dynamodb": {
            "Keys": { "path": { "S": "/secret" } }, "SequenceNumber": sequence_number, "SizeBytes": 9,
            "StreamViewType": "KEYS_ONLY",
        },
    });
    let answer = invoke(&format!("{stage}-keys-only-page_changed"), &record, aws)?;
    let failed = json!({ "batchItemFailures": [{ "itemIdentifier": sequence_number }] });
    match answer == failed {
        true => {
            println!("   its function is refused: {answer}");
            Ok(())
        }
        false => Err(format!(
            "a function whose role has no policy answers {answer}; the emulator does not enforce permissions"
        )
        .into()),
    }
}
