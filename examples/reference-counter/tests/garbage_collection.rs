//! References and blobs on the embedded engine, every batch delivered twice.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use reference_counter::{
    Attachment, AttachmentKey, Blob, BlobKey, BlobReferences, BlobReferencesKey, CollectGarbageSubscriber,
    CountReferencesSubscriber, GRACE, MarkGarbageSubscriber,
};
use statetopic::ReadModel as _;
use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, FaultAction, FaultKind, InProcess, Local, Subscription};

/// A mailbox with three blobs, none of which is attached yet.
struct Mailbox {
    clock: Clock,
    local: Local,
    counter: Subscription<InProcess<CountReferencesSubscriber>>,
    attachments: Table<Attachment>,
    blobs: Table<Blob>,
}

impl Mailbox {
    async fn open() -> Result<Self> {
        let clock = Clock::stopped_at(Duration::from_hours(500_000));
        let local = Local::start_with_clock(clock.clone())?;
        let counter = local.subscribe::<CountReferencesSubscriber>().await?;
        counter.set_delivery(Delivery::Twice).await;
        local.subscribe::<MarkGarbageSubscriber>().await?.set_delivery(Delivery::Twice).await;
        local.subscribe::<CollectGarbageSubscriber>().await?.set_delivery(Delivery::Twice).await;
        let (attachments, blobs) = (local.table().await?, local.table().await?);
        for hash in ["a", "b", "c"] {
            blobs.put(&Blob { hash: hash.to_owned(), content: Bytes::from(hash.as_bytes().to_vec()) }).await?;
        }
        Ok(Self { clock, local, counter, attachments, blobs })
    }

    async fn attach(&self, message: &str, blob: &str) -> Result<()> {
        let (message, name) = (message.to_owned(), "file".to_owned());
        self.attachments.put(&Attachment { message, name, blob: blob.to_owned() }).await?;
        Ok(())
    }

    async fn remove(&self, message: &str) -> Result<()> {
        self.attachments.delete(&AttachmentKey { message: message.to_owned(), name: "file".to_owned() }).await?;
        Ok(())
    }

    /// Processes the changes, and then lets this much time pass.
    async fn wait(&self, time: Duration) -> Result<()> {
        self.local.settle().await?;
        self.clock.advance(time);
        self.local.engine().sweep_ttl()?;
        self.local.settle().await?;
        Ok(())
    }

    async fn references(&self, blob: &str) -> Result<u32> {
        let counters = self.local.table::<BlobReferences>().await?;
        let counter = counters.get(&BlobReferencesKey { blob: blob.to_owned() }).consistent().await?;
        Ok(counter.map_or(0, |counter| counter.references))
    }

    async fn is_stored(&self, blob: &str) -> Result<bool> {
        Ok(self.blobs.get(&BlobKey { hash: blob.to_owned() }).consistent().await?.is_some())
    }
}

#[tokio::test]
async fn each_reference_counts_once_whatever_happens_to_it() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    let mut attached = BTreeMap::new();
    // Every message gets, swaps and loses its attachment at its own pace.
    for step in 0..60_u32 {
        let message = format!("message {}", step % 7);
        if step % 5 == 4 {
            mailbox.remove(&message).await?;
            attached.remove(&message);
        } else {
            let blob = ["a", "b", "c"][(step % 3) as usize];
            mailbox.attach(&message, blob).await?;
            attached.insert(message, blob);
        }
    }
    mailbox.local.settle().await?;
    for blob in ["a", "b", "c"] {
        let expected = attached.values().filter(|other| **other == blob).count();
        assert_eq!(usize::try_from(mailbox.references(blob).await?)?, expected, "{blob}");
    }
    Ok(())
}

#[tokio::test]
async fn a_blob_goes_a_week_after_its_last_reference() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    mailbox.attach("1", "a").await?;
    mailbox.attach("2", "a").await?;
    mailbox.remove("1").await?;
    mailbox.wait(2 * GRACE).await?;
    assert!(mailbox.is_stored("a").await?, "one message has it");

    mailbox.remove("2").await?;
    mailbox.wait(GRACE / 2).await?;
    assert!(mailbox.is_stored("a").await?, "its week is not over");
    mailbox.wait(GRACE).await?;
    assert!(!mailbox.is_stored("a").await?);
    assert!(mailbox.is_stored("b").await?, "it was never referred to, so it never reached zero");
    Ok(())
}

#[tokio::test]
async fn a_blob_that_is_attached_again_stays() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    mailbox.attach("1", "a").await?;
    mailbox.remove("1").await?;
    mailbox.wait(GRACE / 2).await?;
    mailbox.attach("2", "a").await?;
    mailbox.wait(2 * GRACE).await?;
    assert_eq!(mailbox.references("a").await?, 1);
    assert!(mailbox.is_stored("a").await?);
    Ok(())
}

#[tokio::test]
async fn a_reference_at_the_last_moment_saves_the_blob() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    mailbox.attach("1", "a").await?;
    mailbox.remove("1").await?;
    mailbox.local.settle().await?;
    // The reference is counted, and the mark expires before anybody has taken it off.
    mailbox.attach("2", "a").await?;
    mailbox.counter.run().await?;
    mailbox.clock.advance(2 * GRACE);
    mailbox.local.engine().sweep_ttl()?;
    mailbox.wait(Duration::ZERO).await?;
    assert!(mailbox.is_stored("a").await?);
    Ok(())
}

/// Puts a row that does not decode.
async fn put_undecodable(local: &Local, table: &str, row: &[(&str, &str)]) -> Result<()> {
    let put = local.client().put_item().table_name(table);
    let put = row.iter().fold(put, |put, (name, text)| put.item(*name, AttributeValue::S((*text).to_owned())));
    put.send().await?;
    Ok(())
}

/// A record that fails is looked up in the ledger, in case it was committed before: each subscriber gets one, the last of the
/// chain first, since the one before it holds up the run.
async fn fail_each(mailbox: &Mailbox) -> Result<()> {
    let (local, counter) = (&mailbox.local, BlobReferences::SCHEMA.table);
    mailbox.attach("4", "c").await?;
    mailbox.wait(Duration::ZERO).await?;
    mailbox.remove("4").await?;
    local.settle().await?;
    local.engine().inject(|call| match call.operation() == "GetItem" && call.touches(BlobReferences::SCHEMA.table) {
        true => FaultAction::FailBefore(FaultKind::AccessDenied),
        false => FaultAction::Pass,
    });
    mailbox.wait(2 * GRACE).await.expect_err("the collector cannot read the counter");
    local.engine().heal();
    local.settle().await?;

    // The insertion is filtered out, since the function listens to modifications.
    put_undecodable(local, counter, &[("blob", "d"), ("references", "many")]).await?;
    put_undecodable(local, counter, &[("blob", "d"), ("references", "more")]).await?;
    local.settle().await.expect_err("the counter does not decode");
    put_undecodable(local, Attachment::SCHEMA.table, &[("message", "5"), ("name", "file")]).await?;
    local.settle().await.expect_err("the attachment has no blob");
    Ok(())
}

#[tokio::test]
async fn the_roles_allow_what_is_done_and_nothing_else() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    mailbox.attach("1", "a").await?;
    mailbox.attach("2", "b").await?;
    mailbox.wait(Duration::ZERO).await?;
    mailbox.remove("1").await?;
    mailbox.remove("2").await?;
    mailbox.wait(Duration::ZERO).await?;
    // It is wanted again in time.
    mailbox.attach("3", "b").await?;
    mailbox.wait(GRACE * 2).await?;
    fail_each(&mailbox).await?;
    for role in [
        mailbox.local.role_of::<CountReferencesSubscriber>(),
        mailbox.local.role_of::<MarkGarbageSubscriber>(),
        mailbox.local.role_of::<CollectGarbageSubscriber>(),
    ] {
        assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    }
    Ok(())
}
