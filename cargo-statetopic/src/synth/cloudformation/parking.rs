//! What a function that parks needs beside its alarms: an `AWS::Events::Rule` that invokes it now and then without records, so
//! that it looks at how long its records have been parked, however little there is to do.

use serde_json::json;
use statetopic::plan::SubscriberPlan;

use super::Template;
use super::mapping;
use super::value::{attribute, reference, resource};
use crate::synth::names::{Kind, logical_of_subscriber};

/// Twice within the period of the alarm, which so has a line of the log in each.
const RATE: &str = "rate(30 minutes)";

/// The period of the alarm on what was parked long ago, in seconds.
pub(super) const AGE_PERIOD: u32 = 3600;

pub(super) fn add(subscriber: &SubscriberPlan, template: &mut Template) {
    let manifest = &subscriber.manifest;
    // A function without concurrency is switched off, and would count as throttled.
    if !manifest.errors.parks() || manifest.settings.reserved_concurrency == Some(0) {
        return;
    }
    let id = |kind| logical_of_subscriber(&manifest.id, kind);
    let function = attribute(&id(Kind::Function), "Arn");
    let rule = json!({
        "Description": format!("Has {} look at how long its records have been parked", manifest.id),
        "ScheduleExpression": RATE,
        "Targets": [{ "Id": "function", "Arn": function, "Input": "{\"Records\":[]}" }],
    });
    let access = json!({
        "Action": "lambda:InvokeFunction",
        "FunctionName": reference(&id(Kind::Function)),
        "Principal": "events.amazonaws.com",
        "SourceArn": attribute(&id(Kind::ParkingWatch), "Arn"),
    });
    for (kind, it) in [
        (Kind::ParkingWatch, resource("AWS::Events::Rule", rule)),
        (Kind::ParkingWatchAccess, resource("AWS::Lambda::Permission", access)),
    ] {
        let it = mapping::at_home(subscriber.source.reader(), it, template);
        template.add(id(kind), it);
    }
}
