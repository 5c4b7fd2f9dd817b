//! Random histories of an item, whose records come again, and late.

use super::{Bench, Delivered, row};
use crate::prelude::*;

proptest::proptest! {
    /// However often the records of an item come again, and late: after each delivery the row is that of the last change that
    /// was delivered.
    #[test]
    fn a_projected_row_follows_from_the_last_change_that_was_delivered(
        // What each record makes of the row, and whether the stream was made again before it.
        records in proptest::collection::vec((0_u8..4, proptest::bool::weighted(0.1)), 1..20),
        // The next one, or how many before that.
        deliveries in proptest::collection::vec(0_usize..5, 1..60),
        decides: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let bench = Bench { decides, ..Bench::new().await };
            let (mut stream, mut numbered) = (0, 100);
            let records: Vec<_> = records.into_iter().zip(1..).map(|((kind, is_remade), title)| {
                if is_remade && stream == 0 {
                    (stream, numbered) = (1, 0);
                }
                numbered += 7;
                (Delivered(stream, numbered, "a", 0), kind, title)
            }).collect();
            let (mut delivered, mut expected) = (0, None);
            for back in deliveries {
                let place = delivered.min(records.len() - 1).saturating_sub(back);
                let (record, kind, title) = records[place];
                let projection = match kind {
                    0 => Projection::absent(),
                    1 => Projection::unchanged(),
                    _ => row("a", title),
                };
                if place == delivered {
                    delivered += 1;
                    expected = match kind { 0 => None, 1 => expected, _ => Some(title) };
                }
                let is_noted = !(decides && projection.is_unchanged());
                if is_noted {
                    bench.commit(record, projection).await.unwrap();
                }
                assert_eq!(bench.title(), expected, "after the record {place}");
            }
        });
    }
}
