//! Ten thousand writes, every batch delivered twice: what was derived is what a recount of the source gives.

use statetopic_local::Delivery;
use statetopic_tests::depots::{Parcel, TotalDepotsSubscriber, Traffic};
use statetopic_tests::on_both_stores;
use statetopic_tests::recount::Depots;
use statetopic_tests::store::Store;

const WRITES: u32 = 10_000;

on_both_stores! {
    #[tokio::test] async fn ten_thousand_writes_delivered_twice_are_counted_once;
}

async fn ten_thousand_writes_delivered_twice_are_counted_once(store: Store) {
    let local = store.start();
    local.create::<Parcel>().await.unwrap();
    let totalling = local.subscribe::<TotalDepotsSubscriber>().await.unwrap();
    totalling.set_delivery(Delivery::Twice).await;

    let mut traffic = Traffic::seeded(2026, 300);
    for _ in 0..WRITES {
        traffic.write(local.engine());
    }
    local.settle().await.unwrap();

    let source = Depots::of_source(&local.client()).await;
    assert_eq!(Depots::totals_as_derived(&local.client()).await, source.totals);
    assert!(source.lists.len() > 100 && source.totals.len() == 4, "the writes left something to count");
    // Some writes change nothing and make no record; each record comes twice.
    let delivered = totalling.total().await.records;
    assert!(delivered > u64::from(WRITES) && delivered.is_multiple_of(2), "{delivered}");
}
