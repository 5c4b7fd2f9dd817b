//! What a deployment refuses after `lock`.

use statetopic::manifest::Manifest;
use statetopic::schema::{IndexSchema, KeyElement, Projection, ScalarType, Shards, TableSchema};
use statetopic::subscriber::{StartingPosition, Transport};
use statetopic::view::StreamView;

use super::*;
use crate::project::samples::{self, deployment};

/// The findings of `now` where `before` is locked.
fn between(before: impl IntoIterator<Item = Manifest>, now: impl IntoIterator<Item = Manifest>) -> Vec<String> {
    let mut findings = Vec::new();
    check(&deployment(now), &Lock::new(&deployment(before)), &mut findings);
    findings.iter().map(ToString::to_string).collect()
}

/// A subscriber of a table whose schema is changed so.
fn with(change: impl FnOnce(&mut TableSchema<String>)) -> Manifest {
    let mut manifest = samples::stamp("a");
    change(&mut manifest.topic.table.schema);
    manifest
}

/// A table with these global indexes, of which each has other keys than the next.
fn indexed(names: &[&str]) -> Manifest {
    let index = |name: &&str| {
        let mut index = samples::indexes(true).remove(0);
        (*name).clone_into(&mut index.name);
        index
    };
    with(|schema| schema.indexes = names.iter().map(index).collect())
}

/// The one error, which names each of these.
#[track_caller]
fn assert_refused(findings: &[String], expected: &[&str]) {
    let [finding] = findings else { panic!("{findings:#?}") };
    assert!(finding.contains(": error: "), "{finding}");
    for text in expected {
        assert!(finding.contains(text), "expected {text}\ngot {finding}");
    }
}

#[track_caller]
fn assert_stale(findings: &[String], expected: &str) {
    let [finding] = findings else { panic!("{findings:#?}") };
    assert!(finding.starts_with("warning: statetopic.lock is stale: ") && finding.contains(expected), "{finding}");
}

#[test]
fn no_change_is_not_a_finding_and_an_addition_makes_the_lock_stale() {
    assert_eq!(between([samples::stamp("a")], [samples::stamp("a")]), [] as [&str; 0]);
    let stale = between([samples::stamp("a")], [samples::stamp("a"), samples::of_global_table("b")]);
    assert_stale(&stale, ": the table `world` was added, the subscriber `b` was added; run `cargo statetopic lock`");
}

#[test]
fn another_key_would_replace_the_table_which_has_an_explicit_name() {
    let findings = between([samples::stamp("other")], [samples::with_id(samples::other_orders(), "other")]);
    assert_refused(
        &findings[..1],
        &["from (id S) to (number N)", "refuses to replace a table with an explicit name", "another `table`"],
    );
    let sorted = with(|schema| {
        let mut key = schema.partition_key.clone();
        "line".clone_into(&mut key.name);
        schema.sort_key = Some(key);
    });
    assert_refused(&between([samples::stamp("a")], [sorted]), &["from (id S) to (id S, line S)"]);
}

#[test]
fn another_view_replaces_the_stream() {
    let mut now = samples::stamp("a");
    now.topic.view = StreamView::NewImage;
    let findings = between([samples::stamp("a")], [now.clone()]);
    assert_refused(&findings, &["from NEW_AND_OLD_IMAGES to NEW_IMAGE", "two deployments: one without them"]);
    assert!(findings[0].contains("cargo-statetopic/src/project/samples/mod.rs:"), "{findings:?}");
    assert!(!findings[0].contains("Pipe"), "{findings:?}");
    let mut off = samples::stamp("a");
    off.topic.enabled = false;
    let findings = between([samples::stamp("a")], [off]);
    assert!(findings[0].contains("loses its stream"), "{findings:?}");
    // Behind a queue it is the source of a Pipe.
    let mut before = samples::stamp("a");
    before.mapping.via = Transport::Fifo;
    now.mapping.via = Transport::Fifo;
    assert_refused(&between([before], [now]), &["CloudFormation refuses to replace the Pipe of `a`"]);
}

#[test]
fn a_view_of_a_table_with_replicas_never_changes() {
    // Without a subscriber it has a stream too.
    let without = samples::writes_everywhere();
    let findings = between([without.clone()], [without, samples::of_global_table("b")]);
    assert_refused(
        &findings[..1],
        &["the table `world` changes from NEW_AND_OLD_IMAGES to KEYS_ONLY", "remove its replicas"],
    );
}

#[test]
fn a_local_index_would_replace_the_table_and_a_global_one_does_not() {
    let with = |global| {
        let mut now = samples::stamp("a");
        now.topic.table.schema.indexes = samples::indexes(global);
        between([samples::stamp("a")], [now])
    };
    assert_refused(&with(false), &["from none to by-total (total N ALL)", "refuses to replace a table"]);
    assert_stale(&with(true), "the table `orders` was changed");
}

#[test]
fn the_projection_of_a_local_index_is_its_attributes_too() {
    let including = |name: &str| {
        with(|schema| {
            schema.indexes = samples::indexes(false);
            schema.indexes[0].projection = Projection::Include(vec![name.to_owned()]);
        })
    };
    let findings = between([including("total")], [including("status")]);
    assert_refused(&findings, &["(total N INCLUDE total)", "(total N INCLUDE status)"]);
}

#[test]
fn one_index_is_created_or_deleted_in_a_deployment() {
    for (before, now, steps) in [
        (&[][..], &["one", "two"][..], "it: add `one`, then add `two`"),
        (&["one", "two"], &[], "it: remove `one`, then remove `two`"),
        (&["one"], &["two"], "it: remove `one`, then add `two`"),
        (&["one", "two"], &["two", "three", "four"], "it: remove `one`, then add `four`, then add `three`"),
    ] {
        assert_refused(&between([indexed(before)], [indexed(now)]), &["change in more than one step", steps]);
    }
    for (before, now) in [(&[][..], &["one"][..]), (&["one"], &[]), (&["one"], &["two", "one"])] {
        assert_stale(&between([indexed(before)], [indexed(now)]), "the table `orders` was changed");
    }
    // A table that is new has all its indexes at once.
    let mut new = indexed(&["one", "two"]);
    "others".clone_into(&mut new.topic.table.schema.table);
    assert_stale(&between([samples::stamp("b")], [samples::stamp("b"), new]), "the table `others` was added");
}

#[test]
fn an_index_never_changes_its_keys_or_its_projection() {
    let changed = |change: fn(&mut IndexSchema<String>)| {
        let mut now = indexed(&["one"]);
        change(&mut now.topic.table.schema.indexes[0]);
        between([indexed(&["one"])], [now])
    };
    let key = |name: &str, scalar_type| {
        let mut key: KeyElement<String> = samples::stamp("a").topic.table.schema.partition_key;
        name.clone_into(&mut key.name);
        key.scalar_type = scalar_type;
        key
    };
    let expected = ["the index `one` of the table `orders` changes from (total N ALL) to (", "e.g. `one-2`"];
    assert_refused(&changed(|index| index.projection = Projection::KeysOnly), &expected);
    assert_refused(&changed(|index| index.partition_key[0].scalar_type = ScalarType::S), &expected);
    assert_refused(&changed(|index| index.sort_key = index.partition_key.clone()), &expected);
    let sorted = |names: [&str; 2]| {
        let mut manifest = indexed(&["one"]);
        manifest.topic.table.schema.indexes[0].sort_key = names.map(|name| key(name, ScalarType::N)).to_vec();
        manifest
    };
    assert_refused(
        &between([sorted(["x", "y"])], [sorted(["y", "x"])]),
        &["from (total N; x N, y N ALL) to (total N; y N, x N ALL)"],
    );
    let including = |names: [&str; 2]| {
        let mut manifest = indexed(&["one"]);
        manifest.topic.table.schema.indexes[0].projection = Projection::Include(names.map(str::to_owned).to_vec());
        manifest
    };
    assert_eq!(between([including(["x", "y"])], [including(["y", "x"])]), [] as [&str; 0]);
    assert_refused(
        &between([including(["x", "y"])], [including(["x", "z"])]),
        &["INCLUDE x, y) to (total N INCLUDE x, z)"],
    );
}

#[test]
fn a_key_of_one_index_is_not_dropped_while_another_is_added() {
    let mut before = indexed(&["one"]);
    let index = &mut before.topic.table.schema.indexes[0];
    index.sort_key = index.partition_key.clone();
    let findings = between([before], [indexed(&["one", "two"])]);
    let [changed, steps] = &*findings else { panic!("{findings:#?}") };
    assert!(changed.contains("the index `one` of the table `orders` changes from (total N; total N ALL)"), "{changed}");
    assert!(steps.contains("change in more than one step") && steps.contains("it: add `two`"), "{steps}");
}

#[test]
fn ttl_is_disabled_before_it_is_moved_or_removed() {
    let expiring = |name: Option<&str>| with(|schema| schema.ttl = name.map(str::to_owned));
    assert_refused(
        &between([expiring(Some("ends"))], [expiring(Some("expires"))]),
        &[
            "changes from `ends` to `expires`",
            "`TimeToLiveSpecification: {Enabled: false}`",
            "move `#[ttl]` to `expires`",
        ],
    );
    assert_refused(
        &between([expiring(Some("ends"))], [expiring(None)]),
        &["loses its TTL attribute `ends`", "disables nothing", "remove `#[ttl]` without the overlay"],
    );
    assert_stale(&between([expiring(None)], [expiring(Some("ends"))]), "the table `orders` was changed");
}

#[test]
fn the_type_of_a_resource_never_changes() {
    let replicated = |regions: &[&str]| {
        let regions: Vec<String> = regions.iter().map(|region| (*region).to_owned()).collect();
        with(|schema| schema.settings.replicas = regions)
    };
    assert_refused(
        &between([replicated(&[])], [replicated(&["eu-west-1"])]),
        &["from `AWS::DynamoDB::Table` to `AWS::DynamoDB::GlobalTable`", "`replicas(…)` was added", "`IMPORT`"],
    );
    assert_refused(
        &between([replicated(&["eu-west-1"])], [replicated(&[])]),
        &["from `AWS::DynamoDB::GlobalTable` to `AWS::DynamoDB::Table`", "`replicas(…)` was removed"],
    );
    assert_refused(
        &between([replicated(&["eu-west-1"])], [replicated(&["us-east-1"])]),
        &["the replicas of the table `orders`", "it: remove `eu-west-1`, then add `us-east-1`"],
    );
    let grown = between([replicated(&["eu-west-1"])], [replicated(&["us-east-1", "eu-west-1"])]);
    assert_stale(&grown, "the table `orders` was changed");
}

#[test]
fn a_table_that_was_external_is_imported_and_what_is_external_is_not_changed() {
    let external = |key: &str| {
        with(|schema| {
            schema.settings.external = true;
            key.clone_into(&mut schema.partition_key.name);
        })
    };
    assert_refused(&between([external("id")], [samples::stamp("a")]), &["was `external`", "`IMPORT`"]);
    assert_stale(&between([samples::stamp("a")], [external("id")]), "the table `orders` was changed");
    assert_stale(&between([external("id")], [external("number")]), "the table `orders` was changed");
}

#[test]
fn the_starting_position_of_a_reader_that_exists_is_kept() {
    let from = |position, via| {
        let mut manifest = samples::behind_a_queue();
        (manifest.mapping.starting_position, manifest.mapping.via) = (position, via);
        samples::with_id(manifest, "a")
    };
    let (oldest, latest) = (StartingPosition::TrimHorizon, StartingPosition::Latest);
    assert_refused(
        &between([from(oldest, Transport::Stream)], [from(latest, Transport::Stream)]),
        &["`starting_position` of `a` changes from TRIM_HORIZON to LATEST", "while the old one still reads the stream"],
    );
    assert_refused(
        &between([from(latest, Transport::Fifo)], [from(oldest, Transport::Fifo)]),
        &["from LATEST to TRIM_HORIZON", "refuses to replace one with an explicit name"],
    );
    let other_transport = between([from(oldest, Transport::Stream)], [from(latest, Transport::Fifo)]);
    assert_stale(&other_transport, "the subscriber `a` was changed");
}

#[test]
fn a_function_stays_on_its_kind_of_capacity() {
    let on = |provider: Option<&str>| {
        let mut manifest = samples::stamp("a");
        manifest.settings.capacity_provider = provider.map(str::to_owned);
        manifest
    };
    assert_refused(&between([on(None)], [on(Some("jobs"))]), &["from Lambda's own capacity to a capacity provider"]);
    assert_refused(
        &between([on(Some("jobs"))], [on(None)]),
        &["from a capacity provider to Lambda's own capacity", "`previously = \"a\"`"],
    );
    assert_eq!(between([on(Some("jobs"))], [on(Some("others"))]), [] as [&str; 0]);
}

#[test]
fn a_pipe_keeps_its_source() {
    let of = |table: &str, via| {
        let mut manifest = samples::behind_a_queue();
        table.clone_into(&mut manifest.topic.table.schema.table);
        manifest.mapping.via = via;
        samples::with_id(manifest, "a")
    };
    let findings = between([of("one", Transport::Fifo)], [of("two", Transport::Fifo)]);
    assert!(findings[0].contains("`a` listens to `two`, and listened to `one`"), "{findings:?}");
    let findings = between([of("one", Transport::Stream)], [of("two", Transport::Stream)]);
    assert_stale(&findings, "the subscriber `a` was changed");
}

#[test]
fn a_table_with_an_error_does_not_hide_that_another_is_stale() {
    let mut other = samples::of_totals();
    other.topic.table.schema.ttl = Some("ends".to_owned());
    let findings = between(
        [samples::stamp("a"), samples::of_totals()],
        [with(|schema| "number".clone_into(&mut schema.partition_key.name)), other],
    );
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert_stale(&findings[1..], ": the table `totals` was changed; run");
}

#[test]
fn a_subscriber_that_was_renamed_says_what_it_was() {
    let findings = between([samples::stamp("before")], [samples::stamp("after")]);
    assert!(findings[0].contains("previously = \"before\""), "{findings:?}");
    let mut explained = samples::stamp("after");
    explained.previously = Some("before".to_owned());
    let findings = between([samples::stamp("before")], [explained]);
    assert!(findings.iter().all(|finding| !finding.contains("previously")), "{findings:?}");
}

#[test]
fn the_first_id_of_a_subscriber_is_kept() {
    let renamed = |id: &str, previously: Option<&str>| {
        let mut manifest = samples::stamp(id);
        manifest.previously = previously.map(str::to_owned);
        manifest
    };
    // Taken away, changed, and added to a subscriber that has had a ledger of its own.
    for (before, now, said) in [
        (Some("a"), None, "keep `previously = \"a\"`"),
        (Some("a"), Some("z"), "keep `previously = \"a\"`"),
        (None, Some("a"), "remove `previously`"),
    ] {
        assert_refused(&between([renamed("b", before)], [renamed("b", now)]), &[said]);
    }
    // A second change of the id names the first one still.
    let findings = between([renamed("b", Some("a"))], [renamed("c", Some("b"))]);
    assert!(findings[0].contains("previously = \"a\""), "{findings:?}");
    let findings = between([renamed("b", Some("a"))], [renamed("c", Some("a"))]);
    assert!(findings.iter().all(|finding| !finding.contains("previously")), "{findings:?}");
}

#[test]
fn counters_stay_in_the_rows_that_they_are_in() {
    let sharded = |count| with(|schema| schema.shards = Some(Shards::new(count, &["views"]).into_owned()));
    for (before, now, expected) in [
        (sharded(16), sharded(8), "go from 16 rows to 8"),
        (sharded(16), samples::stamp("a"), "lose `#[sharded]`"),
        (samples::stamp("a"), sharded(16), "become `#[sharded]`"),
    ] {
        assert_refused(&between([before], [now]), &[expected, "the table `orders`"]);
    }
    assert_stale(&between([sharded(16)], [sharded(32)]), "the table `orders`");
    let external = |count| {
        with(|schema| {
            schema.shards = Some(Shards::new(count, &["views"]).into_owned());
            schema.settings.external = true;
        })
    };
    assert_refused(&between([external(16)], [external(8)]), &["go from 16 rows to 8", "`#[sharded(16)]` or more"]);
}
