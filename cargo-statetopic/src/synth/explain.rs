//! Which parts of the subscribers' arms Lambda evaluates, and which the function.

use std::fmt::Write as _;

use statetopic::manifest::{ArmSplit, Manifest};

use crate::project::Subscriber;

/// The arms of each subscriber: the parts that are filter patterns, and the parts that the function evaluates.
pub(crate) fn explain(subscribers: &[Subscriber]) -> String {
    let mut text = String::new();
    for Subscriber { manifest, .. } in subscribers {
        // Writing to a string cannot fail.
        let _ = subscriber(&mut text, manifest);
    }
    text
}

fn subscriber(text: &mut String, manifest: &Manifest) -> std::fmt::Result {
    let (location, filter) = (&manifest.location, &manifest.filter);
    writeln!(text, "{} ({}:{})", manifest.id, location.file, location.line)?;
    for arm in &filter.arms {
        explain_arm(text, arm)?;
    }
    match &*filter.patterns {
        [] => writeln!(text, "    Lambda passes every record"),
        patterns => {
            writeln!(text, "    Lambda passes a record that matches one of")?;
            patterns.iter().try_for_each(|pattern| writeln!(text, "        {pattern}"))
        }
    }
}

fn explain_arm(text: &mut String, arm: &ArmSplit) -> std::fmt::Result {
    writeln!(text, "    {}", arm.arm)?;
    for pattern in &arm.patterns {
        writeln!(text, "        Lambda     {pattern}")?;
    }
    for guard in &arm.in_process {
        writeln!(text, "        function   {guard}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{low, stamp, subscribers};

    #[test]
    fn each_arm_says_what_lambda_evaluates_and_what_the_function() {
        let expected = [
            "    Modified { old, new } if new.sku.starts_with(\"b\") && old.on_hand >= 10",
            "        Lambda     {\"dynamodb\":{\"NewImage\":{\"sku\":{\"S\":[{\"exists\":false},{\"prefix\":\"b\"}]}}},\"eventName\":[\"MODIFY\"]}",
            "        function   old.on_hand >= 10",
            "    Lambda passes a record that matches one of",
            "        {\"dynamodb\":{\"NewImage\":{\"sku\":{\"S\":[{\"exists\":false},{\"prefix\":\"b\"}]}}},\"eventName\":[\"MODIFY\"]}",
        ];
        let explanation = explain(&subscribers([low()]));
        let lines: Vec<&str> = explanation.lines().collect();
        assert!(lines[0].starts_with("stock/low (") && lines[0].ends_with(')'), "{explanation}");
        assert_eq!(lines[1..], expected);
    }

    #[test]
    fn without_a_pattern_every_record_passes() {
        let explanation = explain(&subscribers([stamp("a")]));
        assert!(explanation.ends_with("    Lambda passes every record\n"), "{explanation}");
    }
}
