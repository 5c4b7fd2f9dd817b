//! `bench-writes [--short] [--json]`: changes into totals, by packed commits, by one transaction a record, and by the loop that a careful
//! user writes; and into a row for each item, put by packed commits and projected. All on the same embedded engine through the AWS SDK, 5 ms a request and 0.2 ms for each operation of it.

mod by_hand;
mod parking;
mod rows;
mod workload;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::StreamSpecification;
use statetopic::{BoxError, Connections, Function};
use statetopic_local::Local;
use statetopic_tests::store::Store;

use workload::{ITEMS, SumOrdersSubscriber, Total, check, event};

/// What a request takes, and each operation of it.
const REQUEST: Duration = Duration::from_millis(5);
const OPERATION: Duration = Duration::from_micros(200);
/// Records of an event, and items whose records run at once.
const BATCH: usize = 1000;
const CONCURRENCY: usize = 64;

/// How the changes become totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// `aws_lambda_events`, `serde_dynamo`, and a transaction a record with a row that makes it idempotent.
    ByHand,
    /// A record an event, and so a transaction a record.
    OneByOne,
    /// Packages.
    Packed,
}

/// What a way came to.
struct Measured {
    /// Changes a second.
    rate: f64,
    transactions: f64,
    /// Write units a change, as each operation of a transaction on a row up to 1 KB costs two.
    units: f64,
    /// What the process had at its peak, in megabytes: the function, the event that it had, and the engine with the rows.
    memory: u64,
}

fn main() -> ExitCode {
    let flags: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = flags.iter().find(|flag| !["--short", "--json"].contains(&flag.as_str())) {
        eprintln!("error: unknown flag `{unknown}`; the flags are --short and --json");
        return ExitCode::from(2);
    }
    let has = |flag: &str| flags.iter().any(|there| there == flag);
    match run(has("--short"), has("--json")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(short: bool, json: bool) -> Result<(), BoxError> {
    // A transaction a record takes as long for each, however many there are: fewer tell as much.
    let (changes, fewer) = if short { (300, 30) } else { (10_000, 2_000) };
    if !json {
        println!(
            "{changes} changes of {ITEMS} items ({fewer} where each is a transaction); 5 ms a request and 0.2 ms an operation; events of {BATCH} \
             records, {CONCURRENCY} items at once\n"
        );
        println!("{:<24} {:>12} {:>22} {:>20}", "", "changes/s", "transactions a change", "write units a change");
    }
    for (name, rows) in [("4 rows", 4), ("a row for each change", u32::MAX)] {
        let [by_hand, one_by_one] = [Way::ByHand, Way::OneByOne].map(|way| measure(way, fewer, rows));
        let (by_hand, one_by_one, packed) = (by_hand?, one_by_one?, measure(Way::Packed, changes, rows)?);
        let (ratio, to_hand) = (packed.rate / one_by_one.rate, packed.rate / by_hand.rate);
        if json {
            println!(
                "{{\"rows\": \"{name}\", \"ratio\": {ratio:.2}, \"ratio_to_by_hand\": {to_hand:.2}, \"transactions_per_change\": {:.4}, \
                 \"write_units_per_change\": {:.3}, \"changes_per_second\": {:.0}}}",
                packed.transactions, packed.units, packed.rate
            );
            continue;
        }
        println!("{name}");
        for (way, measured) in [("by hand", &by_hand), ("a record a transaction", &one_by_one), ("packed", &packed)] {
            let Measured { rate, transactions, units, .. } = measured;
            println!("  {way:<22} {rate:>12.0} {transactions:>22.4} {units:>20.2}");
        }
        println!("  {ratio:.1} times a record a transaction, {to_hand:.1} times by hand");
    }
    for (name, store) in [("on the engine, through the SDK", Store::Engine), ("in memory", Store::Memory)] {
        let (put, projected) = rows::measure(store, changes)?;
        let ratio = projected.rate / put.rate;
        if json {
            println!(
                "{{\"rows\": \"of the items, {name}\", \"ratio_to_put\": {ratio:.2}, \"write_units_per_change\": {:.3}, \"changes_per_second\": {:.0}}}",
                projected.units, projected.rate
            );
        } else {
            println!("the row of each item, which is there, {name}");
            for (way, rows::Measured { rate, units }) in [("put, packed", &put), ("projected", &projected)] {
                println!("  {way:<22} {rate:>12.0} {:>22} {units:>20.2}", "");
            }
            println!("  projected {ratio:.1} times as many changes a second as put");
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let [without, with] = runtime.block_on(parking::units(if short { 300 } else { 10_000 }))?;
    let added = with - without;
    if json {
        println!("{{\"parking_units_per_change\": {added:.4}}}");
    } else {
        println!(
            "\nparking that does not happen: {with:.3} units a change and {without:.3} without, so {added:.4} more (at most 0.05)"
        );
    }
    if !short && !json {
        println!("\nlinear: packed into 4 rows");
        for changes in [1_000, 10_000, 100_000] {
            let Measured { rate, memory, .. } = measure(Way::Packed, changes, 4)?;
            println!("  {changes:>7} changes {rate:>10.0} changes/s, {memory} MB at the peak of the process");
        }
    }
    Ok(())
}

fn measure(way: Way, changes: usize, rows: u32) -> Result<Measured, BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let local = Local::start()?;
        local.create::<Total>().await?;
        local.create_table(&statetopic::ledger::SCHEMA).await?;
        without_streams(&local.client(), ["bench-totals", "statetopic-ledger"]).await?;
        let (requests, operations) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counted = (Arc::clone(&requests), Arc::clone(&operations));
        local.engine().set_latency(move |call| {
            let rows = call.rows();
            counted.0.fetch_add(1, Ordering::Relaxed);
            counted.1.fetch_add(rows as u64, Ordering::Relaxed);
            REQUEST + OPERATION * u32::try_from(rows).unwrap_or(u32::MAX)
        });
        let batch = if way == Way::OneByOne { 1 } else { BATCH };
        let client = local.client();
        let function = connect(&local.connections()).await?;
        reset_peak_memory();
        let mut spent = Duration::ZERO;
        for from in (0..changes).step_by(batch) {
            let event = event(from..changes.min(from + batch), rows);
            let start = Instant::now();
            match way {
                Way::ByHand => by_hand::handle(&client, &event).await?,
                Way::OneByOne | Way::Packed => {
                    let answer = function.invoke(&event, None).await?;
                    if !answer.batch_item_failures.is_empty() {
                        return Err("a record is not done".into());
                    }
                }
            }
            spent += start.elapsed();
        }
        let (seconds, memory) = (spent.as_secs_f64(), peak_memory());
        let per_change = |count: &AtomicU64| as_float(count.load(Ordering::Relaxed)) / as_float(changes as u64);
        let measured = Measured {
            rate: as_float(changes as u64) / seconds,
            transactions: per_change(&requests),
            units: 2.0 * per_change(&operations),
            memory,
        };
        local.engine().set_latency(|_| Duration::ZERO);
        check(&local, changes, rows).await?;
        Ok(measured)
    })
}

/// Tables that nobody listens to have no stream, as in a stack: the engine would keep all their changes in it.
async fn without_streams(client: &Client, tables: [&str; 2]) -> Result<(), BoxError> {
    for table in tables {
        let off = StreamSpecification::builder().stream_enabled(false).build()?;
        client.update_table().table_name(table).stream_specification(off).send().await?;
    }
    Ok(())
}

async fn connect(connections: &Connections) -> Result<Function<SumOrdersSubscriber>, BoxError> {
    Ok(Function::connect(connections).await?.with_concurrency(CONCURRENCY))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
const fn as_float(count: u64) -> f64 {
    count as f64
}

/// Forgets what the process had at its peak until now, where the system can.
///
/// Source: <https://docs.kernel.org/filesystems/proc.html>
fn reset_peak_memory() {
    // Elsewhere the peak is that of all measurements so far.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// What the process had at its peak, in megabytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}
