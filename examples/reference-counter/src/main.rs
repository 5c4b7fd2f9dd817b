//! A cat picture goes from message to message, until nobody has it any more.

use std::time::Duration;

use reference_counter::{
    Attachment, AttachmentKey, Blob, BlobKey, BlobReferences, BlobReferencesKey, CollectGarbageSubscriber,
    CountReferencesSubscriber, GarbageBlob, GarbageBlobKey, MarkGarbageSubscriber,
};
use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, Local};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let clock = Clock::wall();
    let local = Local::start_with_clock(clock.clone())?;
    let attachments = local.table::<Attachment>().await?;
    // Every batch comes twice, as it may on AWS: a reference still counts once.
    local.subscribe::<CountReferencesSubscriber>().await?.set_delivery(Delivery::Twice).await;
    local.subscribe::<MarkGarbageSubscriber>().await?.set_delivery(Delivery::Twice).await;
    local.subscribe::<CollectGarbageSubscriber>().await?.set_delivery(Delivery::Twice).await;

    let (hash, content) = ("cat".to_owned(), Bytes::from(b"a picture of a cat".to_vec()));
    local.table::<Blob>().await?.put(&Blob { hash, content }).await?;
    for message in ["hello", "fwd: hello"] {
        attachments.put(&attached(message, "cat")).await?;
    }
    show(&local, "Two messages have the picture attached").await?;

    attachments.delete(&file("hello")).await?;
    attachments.put(&attached("fwd: hello", "dog")).await?;
    show(&local, "One is deleted, the other has a dog now").await?;

    attachments.put(&attached("look at this", "cat")).await?;
    show(&local, "Somebody attaches the picture again").await?;

    attachments.delete(&file("look at this")).await?;
    show(&local, "And deletes the message").await?;

    clock.advance(Duration::from_hours(8 * 24));
    local.engine().sweep_ttl()?;
    show(&local, "A week has passed").await
}

fn file(message: &str) -> AttachmentKey {
    AttachmentKey { message: message.to_owned(), name: "animal.jpg".to_owned() }
}

fn attached(message: &str, blob: &str) -> Attachment {
    let AttachmentKey { message, name } = file(message);
    Attachment { message, name, blob: blob.to_owned() }
}

/// Processes the changes, and prints the state of the picture.
async fn show(local: &Local, what: &str) -> Result<()> {
    local.settle().await?;
    let (blob, hash) = ("cat".to_owned(), "cat".to_owned());
    let counter = local.table::<BlobReferences>().await?.get(&BlobReferencesKey { blob: blob.clone() }).await?;
    let references = counter.map_or(0, |counter| counter.references);
    let marked = local.table::<GarbageBlob>().await?.get(&GarbageBlobKey { blob }).await?.is_some();
    let stored = local.table::<Blob>().await?.get(&BlobKey { hash }).await?.is_some();
    println!("{what}:");
    println!(
        "  references to the cat: {references}{}{}",
        if marked { ", marked as garbage" } else { "" },
        if stored { "" } else { ", deleted" },
    );
    Ok(())
}
