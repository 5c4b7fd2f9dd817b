//! Every answer that Lambda reads, through a mapping.

use std::collections::VecDeque;

use serde_json::json;

use super::{Hand, failures, settings};
use crate::source::action::{Action, Answer};
use crate::source::settings::MappingSettings;
use crate::source::testing::numbers;

/// What a function returns, or that it gives no answer.
enum Gives {
    Text(String),
    Nothing,
}

/// What comes of the first answer, if each later one is success: the deliveries after the first of `abcd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// Nothing.
    Done,
    /// All of it again.
    Whole,
    /// From `c` on.
    FromC,
}

/// The answers of a function to a batch of four, with what Lambda makes of them.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>
fn answers(hand: &Hand) -> Vec<(Gives, Comes)> {
    let number = |place: usize| hand.changes.0[place].number();
    let failures = |identifiers: &[serde_json::Value]| {
        let failures: Vec<_> = identifiers.iter().map(|there| json!({ "itemIdentifier": there })).collect();
        Gives::Text(json!({ "batchItemFailures": failures }).to_string())
    };
    let text = |text: &str| Gives::Text(text.to_owned());
    vec![
        (text(""), Comes::Done),
        (text(" \n"), Comes::Done),
        (text("null"), Comes::Done),
        (text("{}"), Comes::Done),
        (text(r#"{"batchItemFailures": []}"#), Comes::Done),
        (text(r#"{"batchItemFailures": null}"#), Comes::Done),
        (text(r#"{"failures": [1]}"#), Comes::Done),
        (failures(&[json!(number(2))]), Comes::FromC),
        (failures(&[json!(number(3)), json!(number(2))]), Comes::FromC),
        (failures(&[json!(number(2)), json!(number(2))]), Comes::FromC),
        (failures(&[json!(number(0))]), Comes::Whole),
        (failures(&[json!(number(3)), json!(number(0))]), Comes::Whole),
        (failures(&[json!("")]), Comes::Whole),
        (failures(&[json!(null)]), Comes::Whole),
        (failures(&[json!(3)]), Comes::Whole),
        (failures(&[json!("123456789012345678901")]), Comes::Whole),
        (failures(&[json!(number(2)), json!("")]), Comes::Whole),
        (text(r#"{"batchItemFailures": [{}]}"#), Comes::Whole),
        (text(r#"{"batchItemFailures": [null]}"#), Comes::Whole),
        (text(r#"{"batchItemFailures": [{"itemidentifier": "1"}]}"#), Comes::Whole),
        (text(r#"{"batchItemFailures": "1"}"#), Comes::Whole),
        (text(r#"{"batchItemFailures": {}}"#), Comes::Whole),
        (text(r#""done""#), Comes::Whole),
        (text("[]"), Comes::Whole),
        (text("{"), Comes::Whole),
        (Gives::Nothing, Comes::Whole),
    ]
}

/// The deliveries of `abcd` by a mapping whose function gives this first and succeeds then.
fn deliveries(place: usize, settings: MappingSettings) -> (Vec<String>, Comes, bool) {
    let mut hand = Hand::new("abcd", settings);
    let (first, comes) = answers(&hand).into_iter().nth(place).unwrap();
    let gave_nothing = matches!(first, Gives::Nothing);
    let (mut gives, mut deliveries) = (VecDeque::from([first]), Vec::new());
    while let Some((id, action)) = hand.beyond_reads() {
        let Action::Invoke(invocation) = action else { panic!("{action:?}") };
        deliveries.push(hand.items(&numbers(&invocation.event)));
        match gives.pop_front() {
            Some(Gives::Text(text)) => hand.mapping.complete(id, Answer::Returned(text.into_bytes()), hand.now),
            Some(Gives::Nothing) => hand.fail(id),
            None => hand.succeed(id),
        }
    }
    (deliveries, comes, gave_nothing)
}

/// What comes after the first delivery, under each of the four kinds of settings.
fn expected(comes: Comes, bisects: bool) -> Vec<&'static str> {
    match (comes, bisects) {
        (Comes::Done, _) => vec!["abcd"],
        (Comes::Whole, false) => vec!["abcd", "abcd"],
        (Comes::Whole, true) => vec!["abcd", "ab", "cd"],
        (Comes::FromC, _) => vec!["abcd", "cd"],
    }
}

#[test]
fn every_answer_means_what_lambda_says_with_and_without_reporting_and_bisecting() {
    let count = answers(&Hand::new("abcd", settings(4))).len();
    for place in 0..count {
        for bisects in [false, true] {
            let of = |settings: MappingSettings| if bisects { settings.with_bisecting() } else { settings };
            let (seen, comes, gave_nothing) = deliveries(place, of(settings(4)));
            assert_eq!(seen, expected(comes, bisects), "answer {place}, bisects {bisects}");
            // Without the setting the field is ignored: only no answer at all is a failure.
            let (seen, ..) = deliveries(place, of(settings(4)).without_reporting());
            let comes = if gave_nothing { Comes::Whole } else { Comes::Done };
            assert_eq!(seen, expected(comes, bisects), "answer {place}, bisects {bisects}, reports nothing");
        }
    }
}

#[test]
fn an_answer_that_always_fails_isolates_a_record_by_bisecting_and_discards_it() {
    for reports in [false, true] {
        let mut settings = settings(4).with_bisecting().with_max_retries(0).with_on_failure(failures());
        settings.reports_failures = reports;
        let mut hand = Hand::new("abcd", settings);
        let (mut deliveries, mut discarded) = (Vec::new(), Vec::new());
        while let Some((id, action)) = hand.beyond_reads() {
            match action {
                Action::Discard(there) => {
                    discarded.push(hand.items(&[there.sequence_numbers().0.to_owned()]));
                    hand.mapping.complete(id, Answer::Done, hand.now);
                }
                Action::Invoke(invocation) => {
                    let numbers = numbers(&invocation.event);
                    let items = hand.items(&numbers);
                    match items.find('c') {
                        Some(place) if reports => {
                            let report = crate::source::testing::report(&numbers[place..]);
                            hand.mapping.complete(id, Answer::Returned(report), hand.now);
                        }
                        Some(_) => hand.fail(id),
                        None => hand.succeed(id),
                    }
                    deliveries.push(items);
                }
                action => panic!("{action:?}"),
            }
        }
        let halves: &[&str] = if reports { &["abcd", "cd", "c", "d"] } else { &["abcd", "ab", "cd", "c", "d"] };
        assert_eq!((deliveries, discarded), (halves.iter().map(ToString::to_string).collect(), vec!["c".to_owned()]));
    }
}
