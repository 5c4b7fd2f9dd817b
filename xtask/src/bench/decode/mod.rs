//! Decoding an event into typed images, against what a user would write by hand.

mod contenders;
mod models;
mod sample;

use super::Flags;
use super::timing::medians;
use models::{KeysOnlyOrder, NewImageOrder, OldImageOrder, Order};
use sample::Size;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) fn run(flags: Flags) -> Result<()> {
    let (records, rounds) = if flags.short { (50, 3) } else { (1_000, 31) };
    let typical = compare(records, rounds, Size::Typical)?;
    if flags.json {
        let json = serde_json::json!({
            "records": records,
            "by_hand_ns": typical.by_hand,
            "statetopic_ns": typical.statetopic,
            "plain_ns": typical.plain,
            "scan_ns": typical.scan,
            "ratio": typical.by_hand / typical.statetopic,
        });
        println!("{json}");
        return Ok(());
    }
    println!("ns per record, both images; the ratio is by hand / statetopic\n");
    println!(
        "{:<22} {:>7} {:>9} {:>11} {:>8} {:>8} {:>7}",
        "", "bytes", "by hand", "statetopic", "plain", "scan", "ratio"
    );
    typical.print("typical");
    compare(records, rounds, Size::Small)?.print("small");
    compare(records / 10, rounds, Size::Large)?.print("large");

    println!("\nns per record by view, typical");
    let event = sample::event(records, Size::Typical);
    let mut views: [super::timing::Contender<'_>; 4] = [
        ("KEYS_ONLY", Box::new(|| contenders::statetopic::<KeysOnlyOrder>(&event))),
        ("NEW_IMAGE", Box::new(|| contenders::statetopic::<NewImageOrder>(&event))),
        ("OLD_IMAGE", Box::new(|| contenders::statetopic::<OldImageOrder>(&event))),
        ("NEW_AND_OLD_IMAGES", Box::new(|| contenders::statetopic::<Order>(&event))),
    ];
    let times = medians(&mut views, records, rounds);
    for ((view, _), time) in views.iter().zip(times) {
        println!("{view:<22} {time:>9.0}");
    }

    println!("\nns per record by batch, typical");
    let batches: &[usize] = if flags.short { &[1, 10] } else { &[1, 10, 100, 1_000, 10_000] };
    for &records in batches {
        let event = sample::event(records, Size::Typical);
        let rounds = if records == 10_000 { 7 } else { rounds };
        let mut one: [super::timing::Contender<'_>; 1] = [("", Box::new(|| contenders::statetopic::<Order>(&event)))];
        println!("{records:<22} {:>9.0}", medians(&mut one, records, rounds)[0]);
    }
    Ok(())
}

/// Nanoseconds for each record.
struct Compared {
    bytes: usize,
    by_hand: f64,
    statetopic: f64,
    plain: f64,
    scan: f64,
}

impl Compared {
    fn print(&self, name: &str) {
        let Self { bytes, by_hand, statetopic, plain, scan } = self;
        let ratio = by_hand / statetopic;
        println!("{name:<22} {bytes:>7} {by_hand:>9.0} {statetopic:>11.0} {plain:>8.0} {scan:>8.0} {ratio:>7.2}");
    }
}

fn compare(records: usize, rounds: usize, size: Size) -> Result<Compared> {
    let event = sample::event(records, size);
    let plain = sample::plain_event(records, size);
    // All read the same thing, or the comparison is none.
    contenders::check(&event, &plain)?;
    let mut all: [super::timing::Contender<'_>; 4] = [
        ("by hand", Box::new(|| contenders::by_hand(&event))),
        ("statetopic", Box::new(|| contenders::statetopic::<Order>(&event))),
        ("plain", Box::new(|| contenders::plain(&plain))),
        ("scan", Box::new(|| contenders::scan(&event))),
    ];
    let times = medians(&mut all, records, rounds);
    Ok(Compared {
        bytes: event.len() / records,
        by_hand: times[0],
        statetopic: times[1],
        plain: times[2],
        scan: times[3],
    })
}
