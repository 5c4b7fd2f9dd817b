//! A substitute for the EventBridge Pipes that the emulator lacks. It reads the records from the stream of a deployed Pipe, and
//! sends them to its queue with the parameters of the template.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::Result;
use super::aws::Aws;
use super::template::Template;

/// Pause between two reads of a stream.
const PAUSE: Duration = Duration::from_millis(500);

/// A deployed Pipe.
pub(super) struct Pipe {
    stream: String,
    queue: String,
    /// JSON pointer of the message group id in a record.
    group: String,
    /// JSON pointer of the deduplication id in a record.
    deduplication: String,
}

impl Pipe {
    /// The Pipes of a stack.
    pub(super) fn all(template: &Template, stage: &str, aws: &Aws) -> Result<Vec<Self>> {
        let pipes = template.resources("AWS::Pipes::Pipe");
        pipes.map(|(id, properties)| Self::new(id, properties, stage, aws)).collect()
    }

    fn new(id: &str, properties: &Value, stage: &str, aws: &Aws) -> Result<Self> {
        if properties["SourceParameters"].get("FilterCriteria").is_some() {
            return Err(format!("the Pipe {id} has filters, which this substitute does not support").into());
        }
        let name = properties["Name"]["Fn::Sub"].as_str().ok_or_else(|| format!("the Pipe {id} has no name"))?;
        let deployed = aws.json(&["pipes", "describe-pipe", "--name", &name.replace("${Stage}", stage)])?;
        let text = |name: &str| match deployed[name].as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(format!("the Pipe {id} is deployed without a {name}")),
        };
        let queue_name = text("Target")?.rsplit(':').next().unwrap_or_default().to_owned();
        let queue = aws.json(&["sqs", "get-queue-url", "--queue-name", &queue_name])?;
        let queue = queue["QueueUrl"].as_str().ok_or_else(|| format!("the queue {queue_name} has no URL"))?;
        let path = |name: &str| match properties["TargetParameters"]["SqsQueueParameters"][name].as_str() {
            Some(path) => Ok(path.trim_start_matches('$').replace('.', "/")),
            None => Err(format!("the Pipe {id} has no {name}")),
        };
        let (group, deduplication) = (path("MessageGroupId")?, path("MessageDeduplicationId")?);
        Ok(Self { stream: text("Source")?, queue: queue.to_owned(), group, deduplication })
    }

    /// Sends the records of these Pipes until a function returns.
    pub(super) fn carry_while(pipes: &[Self], aws: &Aws, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let carrying: Vec<_> = pipes
                .iter()
                .map(|pipe| scope.spawn(|| pipe.carry_until(&done, aws).map_err(|error| error.to_string())))
                .collect();
            let outcome = work();
            done.store(true, Ordering::Relaxed);
            for thread in carrying {
                thread.join().map_err(|_| "what stands for the Pipe panicked")??;
            }
            outcome
        })
    }

    fn carry_until(&self, done: &AtomicBool, aws: &Aws) -> Result<()> {
        let mut stream = Stream::from_the_beginning(&self.stream, aws)?;
        while !done.load(Ordering::Relaxed) {
            for record in stream.next(aws)? {
                self.send(&record, aws)?;
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn send(&self, record: &Value, aws: &Aws) -> Result<()> {
        let text = |path: &str| match record.pointer(path).and_then(Value::as_str) {
            Some(text) => Ok(text),
            None => Err(format!("a record has no text at {path}")),
        };
        let (group, deduplication, body) = (text(&self.group)?, text(&self.deduplication)?, record.to_string());
        let mut send = vec!["sqs", "send-message", "--queue-url", &self.queue, "--message-body", &body];
        send.extend(["--message-group-id", group, "--message-deduplication-id", deduplication]);
        aws.json(&send).map(|_| ())
    }
}

/// The records of a stream. In the emulator a stream has one shard.
pub(super) struct Stream {
    arn: String,
    iterator: String,
}

impl Stream {
    pub(super) fn from_the_beginning(arn: &str, aws: &Aws) -> Result<Self> {
        let description = aws.json(&["dynamodbstreams", "describe-stream", "--stream-arn", arn])?;
        let shard =
            description["StreamDescription"]["Shards"][0]["ShardId"].as_str().ok_or("the stream has no shard")?;
        let mut get = vec!["dynamodbstreams", "get-shard-iterator", "--stream-arn", arn, "--shard-id", shard];
        get.extend(["--shard-iterator-type", "TRIM_HORIZON"]);
        let iterator = aws.json(&get)?;
        let iterator = iterator["ShardIterator"].as_str().ok_or("the shard has no iterator")?;
        Ok(Self { arn: arn.to_owned(), iterator: iterator.to_owned() })
    }

    /// The new records, in the form that a Pipe and a mapping send.
    pub(super) fn next(&mut self, aws: &Aws) -> Result<Vec<Value>> {
        let mut page = aws.json(&["dynamodbstreams", "get-records", "--shard-iterator", &self.iterator])?;
        if let Some(next) = page["NextShardIterator"].as_str() {
            next.clone_into(&mut self.iterator);
        }
        let Value::Array(mut records) = page["Records"].take() else { return Ok(Vec::new()) };
        for record in &mut records {
            record["eventSourceARN"] = self.arn.as_str().into();
        }
        Ok(records)
    }
}
