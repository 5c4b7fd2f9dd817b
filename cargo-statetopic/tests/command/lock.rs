//! `cargo statetopic lock`, and `check` with its file.

use std::fs;
use std::path::Path;

use statetopic::schema::{IndexSchema, KeyElement, ScalarType, TableSchema};

use super::manifest;
use super::support::{Ended, assert_fails, of_answer};

/// Global indexes with these names.
fn indexes(names: &[&str]) -> Vec<IndexSchema<String>> {
    const KEY: &[KeyElement] = &[KeyElement::new("total", ScalarType::N)];
    const INDEXES: &[IndexSchema] = &[IndexSchema::global("an-index", KEY)];
    let schema = TableSchema::new("orders", KeyElement::new("id", ScalarType::S)).with_indexes(INDEXES).into_owned();
    let with_name = |name: &&str| {
        let mut index = schema.indexes[0].clone();
        (*name).clone_into(&mut index.name);
        index
    };
    names.iter().map(with_name).collect()
}

fn with_lock(command: &str, manifest: &statetopic::manifest::Manifest, lock: &Path) -> Ended {
    of_answer(command, &manifest.to_json(), &["--lock", lock.to_str().unwrap()])
}

#[test]
fn changes_since_the_lock_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("statetopic.lock");
    let ended = with_lock("lock", &manifest(), &lock);
    assert_eq!((ended.code, &*ended.out), (Some(0), ""), "{ended:?}");
    assert!(ended.err.ends_with("statetopic.lock: 1 tables, 1 subscribers\n"), "{}", ended.err);
    let ended = with_lock("check", &manifest(), &lock);
    assert!(ended.code == Some(0) && !ended.err.contains("stale"), "{ended:?}");

    let mut rekeyed = manifest();
    rekeyed.topic.table.schema.partition_key.scalar_type = ScalarType::N;
    let ended = with_lock("check", &rekeyed, &lock);
    assert_fails(
        &ended,
        1,
        "error: the key of the table `orders` changes from (id S) to (id N): CloudFormation refuses to replace",
    );
    assert!(ended.err.contains("cargo-statetopic/tests/command/main.rs:"), "{}", ended.err);

    // An index that is not locked yet makes the file stale; with a second one there would be two in one deployment.
    let mut indexed = manifest();
    indexed.topic.table.schema.indexes = indexes(&["by-total"]);
    let ended = with_lock("check", &indexed, &lock);
    assert!(ended.code == Some(0) && ended.err.contains("stale: the table `orders` was changed"), "{ended:?}");
    indexed.topic.table.schema.indexes = indexes(&["by-total", "by-owner"]);
    for command in ["check", "synth"] {
        let ended = with_lock(command, &indexed, &lock);
        assert_fails(&ended, 1, "run `cargo statetopic lock` after it: add `by-owner`, then add `by-total`");
    }

    let mut renamed = manifest();
    "shop/big_orders".clone_into(&mut renamed.id);
    assert_fails(&with_lock("check", &renamed, &lock), 1, "add `previously = \"shop/large_orders\"`");

    let mut moved = manifest();
    "other".clone_into(&mut moved.package);
    let ended = with_lock("check", &moved, &lock);
    assert!(ended.code == Some(0) && ended.err.contains("warning: statetopic.lock is stale"), "{ended:?}");
}

#[test]
fn a_file_that_is_not_a_lock_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("other.lock");
    for (text, problem) in [
        ("version = 4\n", "other.lock: this is not a lock file of `cargo statetopic`: "),
        ("{}", "; restore it from version control, or remove it"),
        (
            r#"{"version": 2, "tables": {}, "subscribers": {}}"#,
            "the lock file has version 2, and this command reads version 1; use a newer `cargo-statetopic`",
        ),
    ] {
        fs::write(&lock, text).unwrap();
        for command in ["check", "lock"] {
            assert_fails(&with_lock(command, &manifest(), &lock), 4, problem);
        }
        assert_eq!(fs::read_to_string(&lock).unwrap(), text);
    }
}

#[test]
fn a_lock_file_that_is_missing_or_cannot_be_written_is_named() {
    let lock = Path::new("no/folder.lock");
    assert_fails(
        &with_lock("check", &manifest(), lock),
        4,
        "the file does not exist; `cargo statetopic lock` writes it",
    );
    assert_fails(&with_lock("lock", &manifest(), lock), 4, "error: no/folder.lock: ");
}

#[test]
fn what_is_locked_of_packages_that_are_not_read_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("statetopic.lock");
    let mut other = manifest();
    "other/listens".clone_into(&mut other.id);
    "other".clone_into(&mut other.package);
    assert_eq!(with_lock("lock", &other, &lock).code, Some(0));
    // It listens to the same topic, and is neither renamed nor removed.
    let ended = with_lock("check", &manifest(), &lock);
    assert!(
        ended.code == Some(0) && ended.err.contains("stale: the subscriber `shop/large_orders` was added;"),
        "{ended:?}"
    );
    assert!(with_lock("lock", &manifest(), &lock).err.ends_with("statetopic.lock: 1 tables, 2 subscribers\n"));
    let ended = with_lock("check", &manifest(), &lock);
    assert!(ended.code == Some(0) && !ended.err.contains("stale"), "{ended:?}");
}
