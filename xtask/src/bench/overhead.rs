//! What an invocation costs a record beside decoding it and the function itself, against a plain loop over the records.
//!
//! Both decode alike and call the same function; what decoding alone takes is subtracted from each.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Connections, Function};

use super::Flags;
use super::timing::{Contender, time};

/// A row of a few attributes: decoding it is a small part.
#[read_model(table = "levels")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Level {
    #[partition_key]
    pub(crate) sku: u64,
    pub(crate) on_hand: u32,
}

/// As good as nothing: what is measured is what stands around it.
#[expect(clippy::unused_async, reason = "as a function with a resource is")]
async fn handle(change: StateChange<Level>) -> Result<()> {
    black_box(change.key());
    Ok(())
}

/// The same as a subscriber.
#[subscriber(library)]
async fn follow(change: StateChange<Level>) -> Result<()> {
    handle(change).await
}

fn event(records: usize) -> Vec<u8> {
    let record = |number: usize| {
        json!({
            "eventID": format!("7f3c{number:028x}"),
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": { "sku": { "N": number.to_string() } },
                "NewImage": { "sku": { "N": number.to_string() }, "on_hand": { "N": "7" } },
                "SequenceNumber": format!("{:024}", 100_000_000 + number),
            },
            "eventSourceARN": "arn:aws:dynamodb:eu-north-1:123456789012:table/levels/stream/2026-01-01T00:00:00.000",
        })
    };
    json!({ "Records": (0..records).map(record).collect::<Vec<_>>() }).to_string().into_bytes()
}

/// What a user writes: the records in order, up to the first failure, and nothing new near the deadline.
async fn plain_loop(event: &[u8], deadline: Instant) -> Option<statetopic::SequenceNumber> {
    for record in statetopic::decode::<Level>(event).expect("the event is good") {
        let record = record.expect("the record is good");
        let number = record.sequence_number().copied();
        if Instant::now() >= deadline || handle(record.into_change()).await.is_err() {
            return number;
        }
    }
    None
}

pub(crate) fn run(flags: Flags) {
    const LANES: [usize; 3] = [1, 16, 64];
    const DECODE: usize = 0;
    const PLAIN: usize = 1;
    let (records, rounds) = if flags.short { (64, 3) } else { (1_000, 101) };
    let event = event(records);
    let tokio = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let functions = LANES.map(|lanes| {
        let function = tokio.block_on(Function::<FollowSubscriber>::connect(&Connections::from_env()));
        function.expect("it has no resources").with_concurrency(lanes)
    });
    let time_out = Duration::from_mins(15);
    let mut contenders: Vec<Contender<'_>> = vec![
        Box::new(|| drop(black_box(statetopic::decode::<Level>(&event).expect("the event is good")))),
        Box::new(|| assert!(tokio.block_on(plain_loop(&event, Instant::now() + time_out)).is_none())),
    ];
    for function in &functions {
        contenders.push(Box::new(|| {
            let response = tokio.block_on(function.invoke(&event, Some(time_out))).expect("the event is good");
            assert!(response.batch_item_failures.is_empty());
        }));
    }
    let times = time(&mut contenders, records, rounds);
    let beyond = |contender| times.median(contender) - times.median(DECODE);
    let lanes = LANES.iter().enumerate().map(|(place, lanes)| (lanes, beyond(PLAIN + 1 + place)));
    if flags.json {
        let lanes: Vec<_> =
            lanes.map(|(lanes, ns)| json!({ "lanes": lanes, "ns": ns, "ratio": ns / beyond(PLAIN) })).collect();
        println!("{}", json!({ "records": records, "plain_ns": beyond(PLAIN), "lanes": lanes }));
        return;
    }
    println!("ns per record beyond decoding ({:.0} ns)\n", times.median(DECODE));
    println!("{:<12} {:>6.0}", "plain loop", beyond(PLAIN));
    for (lanes, ns) in lanes {
        println!("{lanes:>3} lane(s)  {ns:>6.0}  {:.2} times the plain loop", ns / beyond(PLAIN));
    }
}
