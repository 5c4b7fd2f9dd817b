//! All contenders read the same orders, under every view, or the comparison is invalid.

use serde::Serialize;
use serde_json::Value;
use statetopic::view::StreamView;
use statetopic::{StateChange, StateTopic};

use super::contenders::{Result, both_images, keys, new_image, old_image, read_by_hand, read_plain};
use super::models::{KeysOnlyOrder, NewImageOrder, OldImageOrder, Order, PlainKey};

/// Fails where two contenders read different things of the events of `event`.
pub(crate) fn check(event: impl Fn(StreamView) -> String, plain: &str) -> Result<()> {
    for view in StreamView::ALL {
        let event = event(view);
        if by_hand(&event, view)? != typed(&event, view)? {
            return Err(format!("the contenders read different orders under the view {view}").into());
        }
    }
    let plain = read_plain(plain)?.records;
    if values(plain.into_iter().map(|plain| (plain.old, plain.new)))?
        != by_hand(&event(StreamView::NewAndOldImages), StreamView::NewAndOldImages)?
    {
        return Err("the plain orders are others".into());
    }
    Ok(())
}

fn by_hand(event: &str, view: StreamView) -> Result<Vec<Value>> {
    match view {
        StreamView::KeysOnly => values(read_by_hand(event, keys)?),
        StreamView::NewImage => values(read_by_hand(event, new_image)?),
        StreamView::OldImage => values(read_by_hand(event, old_image)?),
        StreamView::NewAndOldImages => values(read_by_hand(event, both_images)?),
    }
}

fn typed(event: &str, view: StreamView) -> Result<Vec<Value>> {
    match view {
        StreamView::KeysOnly => values(modifications::<KeysOnlyOrder, _>(event, |key, _, _| PlainKey {
            customer: key.customer,
            placed_at: key.placed_at,
        })?),
        StreamView::NewImage => values(modifications::<NewImageOrder, _>(event, |_, _, new| NewImageOrder::from(new))?),
        StreamView::OldImage => values(modifications::<OldImageOrder, _>(event, |_, old, _| OldImageOrder::from(old))?),
        StreamView::NewAndOldImages => {
            values(modifications::<Order, _>(event, |_, old, new| (Order::from(old), Order::from(new)))?)
        }
    }
}

/// What `read` makes of each change; every change of the sample is a modification.
fn modifications<T: StateTopic, R>(
    event: &str,
    read: impl Fn(T::Key, T::OldImage, T::NewImage) -> R,
) -> Result<Vec<R>> {
    let records = statetopic::decode::<T>(event.as_bytes())?;
    let read = records.into_iter().map(|record| match record?.into_change() {
        StateChange::Modified { key, old, new } => Ok(read(key, old, new)),
        _ => Err("a record is not a modification".into()),
    });
    read.collect()
}

fn values<S: Serialize>(read: impl IntoIterator<Item = S>) -> Result<Vec<Value>> {
    Ok(read.into_iter().map(serde_json::to_value).collect::<serde_json::Result<_>>()?)
}
