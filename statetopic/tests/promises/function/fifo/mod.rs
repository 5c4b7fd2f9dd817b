//! The same functions behind an SQS FIFO queue that an EventBridge Pipe fills.

mod deadline;
mod fairness;
mod groups;
mod malformed;
mod wrong_types;

use std::time::Duration;

use serde_json::{Value, json};
use statetopic::{BatchResponse, Connections, Function, InvocationError, Subscriber};

/// The message that carries a record; its id is `message-` and the record's sequence number.
pub(crate) fn message(group: &str, record: &Value) -> Value {
    let number = record["dynamodb"]["SequenceNumber"].as_str().unwrap();
    with_body(&format!("message-{number}"), group, &record.to_string())
}

/// A message with this body, as Lambda delivers it.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
pub(crate) fn with_body(id: &str, group: &str, body: &str) -> Value {
    json!({
        "messageId": id,
        "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1573251510774",
            "SequenceNumber": "18849496460467696128",
            "MessageGroupId": group,
            "SenderId": "AIDAIO23YVJENQZJOL4VO",
            "MessageDeduplicationId": "1",
            "ApproximateFirstReceiveTimestamp": "1573251510774",
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
        "awsRegion": "us-east-2",
    })
}

pub(crate) async fn try_invoke<S: Subscriber>(
    event: &[u8],
    time_left: Option<Duration>,
) -> Result<BatchResponse, InvocationError> {
    let function = Function::<S>::connect(&Connections::from_env()).await.unwrap();
    function.invoke(event, time_left).await
}

/// The ids of the messages that stay in the queue.
pub(crate) async fn handed_back<S: Subscriber>(messages: &[Value]) -> Vec<String> {
    let response = try_invoke::<S>(&crate::function::journal::event(messages), None).await.unwrap();
    response.identifiers().map(str::to_owned).collect()
}
