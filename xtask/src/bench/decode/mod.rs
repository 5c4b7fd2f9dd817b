//! Decoding an event into typed images, against what a user would write by hand.

mod check;
mod contenders;
mod models;
mod sample;

use statetopic::view::StreamView;

use super::Flags;
use super::timing::{Contender, Times, time};
use contenders::{by_hand, plain, scan, statetopic};
use models::{KeysOnlyOrder, NewImageOrder, OldImageOrder, Order};
use sample::Size;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The places of the contenders that every comparison has.
const BY_HAND: usize = 0;
const STATETOPIC: usize = 1;

pub(crate) fn run(flags: Flags) -> Result<()> {
    let (records, rounds) = if flags.short { (50, 3) } else { (1_000, 31) };
    check::check(|view| sample::event(50, Size::Typical, view), &sample::plain_event(50, Size::Typical))?;
    if flags.json {
        let typical = compare_all(records, rounds, Size::Typical);
        let json = serde_json::json!({
            "records": records,
            "by_hand_ns": typical.times.median(BY_HAND),
            "statetopic_ns": typical.times.median(STATETOPIC),
            "plain_ns": typical.times.median(2),
            "scan_ns": typical.times.median(3),
            "ratio": typical.times.ratio(BY_HAND, STATETOPIC),
            "best_ratio": typical.times.best_ratio(BY_HAND, STATETOPIC),
        });
        println!("{json}");
        return Ok(());
    }
    println!(
        "ns per record; by hand / statetopic: the median of the rounds' ratios, and the ratio of the quickest rounds\n"
    );
    head("both images", &["plain", "scan"]);
    for (name, records, size) in
        [("typical", records, Size::Typical), ("small", records, Size::Small), ("large", records / 10, Size::Large)]
    {
        compare_all(records, rounds, size).print(name);
    }

    println!();
    head("typical, by view", &[]);
    for view in StreamView::ALL {
        compare(&sample::event(records, Size::Typical, view), records, rounds, view).print(view.as_str());
    }

    println!();
    head("typical, by batch", &[]);
    let batches: &[usize] = if flags.short { &[1, 10] } else { &[1, 10, 100, 1_000, 10_000] };
    for &records in batches {
        let event = sample::event(records, Size::Typical, StreamView::NewAndOldImages);
        let rounds = if records == 10_000 { 7 } else { rounds };
        compare(&event, records, rounds, StreamView::NewAndOldImages).print(&records.to_string());
    }
    Ok(())
}

/// What the contenders took, for events of so many bytes a record.
struct Compared {
    bytes: usize,
    times: Times,
    contenders: usize,
}

fn head(name: &str, others: &[&str]) {
    print!("{name:<22} {:>7} {:>9} {:>11} {:>7} {:>7}", "bytes", "by hand", "statetopic", "ratio", "best");
    for other in others {
        print!(" {other:>8}");
    }
    println!();
}

impl Compared {
    fn print(&self, name: &str) {
        let Self { bytes, times, contenders } = self;
        let (by_hand, statetopic) = (times.median(BY_HAND), times.median(STATETOPIC));
        let (ratio, best) = (times.ratio(BY_HAND, STATETOPIC), times.best_ratio(BY_HAND, STATETOPIC));
        print!("{name:<22} {bytes:>7} {by_hand:>9.0} {statetopic:>11.0} {ratio:>7.2} {best:>7.2}");
        for other in 2..*contenders {
            print!(" {:>8.0}", times.median(other));
        }
        println!();
    }
}

/// By hand and statetopic, under one view.
fn compare(event: &str, records: usize, rounds: usize, view: StreamView) -> Compared {
    let typed = match view {
        StreamView::KeysOnly => statetopic::<KeysOnlyOrder>,
        StreamView::NewImage => statetopic::<NewImageOrder>,
        StreamView::OldImage => statetopic::<OldImageOrder>,
        StreamView::NewAndOldImages => statetopic::<Order>,
    };
    let both: [Contender<'_>; 2] = [Box::new(|| by_hand(event, view)), Box::new(|| typed(event))];
    timed(event, records, rounds, both)
}

/// Both images, and what there is to compare them with.
fn compare_all(records: usize, rounds: usize, size: Size) -> Compared {
    let view = StreamView::NewAndOldImages;
    let (event, plain_event) = (sample::event(records, size, view), sample::plain_event(records, size));
    let all: [Contender<'_>; 4] = [
        Box::new(|| by_hand(&event, view)),
        Box::new(|| statetopic::<Order>(&event)),
        Box::new(|| plain(&plain_event)),
        Box::new(|| scan(&event)),
    ];
    timed(&event, records, rounds, all)
}

fn timed<const N: usize>(event: &str, records: usize, rounds: usize, mut contenders: [Contender<'_>; N]) -> Compared {
    let times = time(&mut contenders, records, rounds);
    Compared { bytes: event.len() / records, times, contenders: N }
}
